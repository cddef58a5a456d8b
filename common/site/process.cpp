// Starts and ends the site's child process: see process.hpp.
#include "common/site/process.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <tuple>

namespace site {

namespace {

[[noreturn]] void serve_as_child(Site& site, Socket& parents_end, const Socket& childs_end, const sigset_t& mask) {
    parents_end.close();           // otherwise the child would keep its own lifeline open
    socket_observer = nullptr;     // a trace shows only the crawler
    std::signal(SIGINT, SIG_IGN);  // Ctrl-C reaches both processes, and the parent decides
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGTERM, SIG_DFL);  // a handler of the parent would act on the parent's data
    ::pthread_sigmask(SIG_SETMASK, &mask, nullptr);
    int status = 0;
    try {
        site.run(childs_end.fd());
    } catch (...) {
        status = 1;
    }
    ::_exit(status);  // not exit(): buffers and destructors belong to the parent
}

}  // namespace

SiteProcess::SiteProcess(Config config) : owner_(::getpid()), host_(config.bind) {
    Site site(std::move(config));  // in the parent, which must know the port and any error
    port_ = site.port();
    address_ = site.address();

    Socket childs_end;
    std::tie(lifeline_, childs_end) = socket_pair();

    sigset_t block;  // no signal may reach the child while it still has the parent's handlers
    sigset_t before;
    sigfillset(&block);  // without "::", because it is a macro on macOS
    ::pthread_sigmask(SIG_SETMASK, &block, &before);
    child_ = ::fork();
    if (child_ == 0) {
        sigdelset(&before, SIGTERM);
        serve_as_child(site, lifeline_, childs_end, before);
    }
    int error = errno;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (child_ < 0) throw std::system_error(error, std::generic_category(), "fork");
}

SiteProcess::~SiteProcess() {
    if (::getpid() != owner_) return;  // a copy in a forked child must not end the site
    lifeline_.close();
    ::kill(child_, SIGTERM);  // another child may hold a copy of the lifeline
    while (::waitpid(child_, nullptr, 0) < 0 && errno == EINTR) continue;
}

std::string SiteProcess::url(std::string_view target) const {
    return (address_ + '/').append(target.substr(target.starts_with('/')));
}

std::string SiteProcess::stats_json() const { return get("/stats"); }

Stats SiteProcess::stats() const { return stats_from_json(stats_json()); }

void SiteProcess::reset_stats() { get("/stats/reset"); }

std::string SiteProcess::get(std::string_view target) const {
    const Deadline deadline = Clock::now() + std::chrono::seconds(30);
    Socket socket = connect_to(resolve(host_, port_), deadline);
    std::string request = "GET ";
    send_all(socket, (request += target) += " HTTP/1.0\r\n\r\n", deadline);
    std::string answer;
    std::array<char, 4096> buffer;
    while (std::size_t received = receive(socket, buffer, deadline)) answer.append(buffer.data(), received);
    std::size_t body = answer.find("\r\n\r\n");
    if (body == std::string::npos) throw std::runtime_error("the practice site did not answer");
    return answer.substr(body + 4);
}

}  // namespace site
