// Starts the practice site in a child process, in one line: `site::SiteProcess practice({.delay = 0ms});`
// The tests, the tour, and chapters started without a URL use it. With a process for the site, a test that counts
// descriptors, threads or CPU time counts only the crawler's. The child ends with this object, and also when its parent
// is killed.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "common/site/site.hpp"
#include "common/site/stats.hpp"
#include "common/socket.hpp"

namespace site {

class SiteProcess {
public:
    // Throws what Site throws, and std::system_error if fork() fails.
    // Call it before the program starts threads: fork() copies only the thread that calls it.
    explicit SiteProcess(Config config = {});
    ~SiteProcess();
    SiteProcess(const SiteProcess&) = delete;
    SiteProcess& operator=(const SiteProcess&) = delete;

    std::uint16_t port() const { return port_; }
    std::string url(std::string_view target) const;  // url("/top250") is "http://127.0.0.1:4711/top250"
    pid_t pid() const { return child_; }

    Stats stats() const;             // asks the site, which does not count this connection
    std::string stats_json() const;  // the same, as the site sent it
    void reset_stats();

private:
    std::string get(std::string_view target) const;

    Socket lifeline_;  // the child ends when the last copy of this descriptor is closed
    pid_t owner_ = 0;
    pid_t child_ = 0;
    std::string host_;
    std::uint16_t port_ = 0;
    std::string address_;
};

}  // namespace site
