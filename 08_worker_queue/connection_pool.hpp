// Connections that the servers keep open, ready for the next page: chapter 01's kept connection, for many workers.
// The one idea: whoever wants a page takes a connection that nobody uses just now, or makes one, and gives it back.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "async.hpp"
#include "common/crawl.hpp"
#include "common/resolver.hpp"

class ConnectionPool {
public:
    // Throws when the page does not come: std::system_error, DeadlinePassed, BadResponse. The pool and the URL must
    // outlive it, as they do if it is awaited where it is called.
    Coroutine<Response> get(EventLoop& loop, const Url& url, Deadline deadline);

    void stop() { stopping_ = true; }  // from now on nothing is tried again
    bool is_stopping() const { return stopping_; }

private:
    Coroutine<Response> ask(EventLoop& loop, Socket socket, const Url& url, Deadline deadline);

    bool stopping_ = false;
    Resolver addresses_;
    std::map<std::string, std::vector<Socket>> idle_;  // by host and port
};

// The same, but a failure becomes the page's error. A page that might come the next time (no connection, or a status of
// 500 and above) is tried again `retries` times, after 100, 200, 400 ... milliseconds, `timeout` at most.
Coroutine<Page> get_page(EventLoop& loop, Url url, ConnectionPool& connections, std::chrono::milliseconds timeout,
                         int retries = 0);
