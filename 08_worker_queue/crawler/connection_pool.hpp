// Connections that the servers keep open, ready for the next page: chapter 01's kept connection, for many workers.
// Whoever wants a page takes a connection that nobody uses just now, or makes one, and puts it back.
#pragma once

#include <chrono>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/page.hpp"
#include "common/resolver.hpp"
#include "from_07/coroutine.hpp"

// There was no connection to the server; the next time there may be.
struct ConnectFailed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class ConnectionPool {
public:
    // Throws when the page does not come: ConnectFailed, std::system_error, DeadlinePassed, BadResponse. The pool and
    // the URL must outlive it, as they do if it is awaited where it is called.
    Coroutine<Response> get(const Url& url, Deadline deadline);

    void stop() { stopping_ = true; }  // from now on nothing is tried again
    bool is_stopping() const { return stopping_; }

private:
    Coroutine<Socket> connect(const Url& url, Deadline deadline);

    bool stopping_ = false;
    Resolver addresses_;
    std::map<std::string, std::vector<Socket>> kept_;  // by host and port
};

// Never throws: a failure becomes the page's error. A page that may come the next time (there was no connection, or the
// status is 500 or above) is tried again `retries` times, after 100, 200, 400 ... milliseconds, `timeout` at most.
Coroutine<Page> get_page(Url url, ConnectionPool& connections, std::chrono::milliseconds timeout, int retries = 0);
