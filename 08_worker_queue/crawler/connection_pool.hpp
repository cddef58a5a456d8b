// Connections that the servers keep open, ready for the next page: chapter 01's kept connection, for many workers.
// Each page takes a connection that is not in use, or makes one, and puts it back.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <stdexcept>
#include <string>
#include <system_error>

#include "common/page.hpp"
#include "common/resolver.hpp"
#include "from_07/coroutine.hpp"
#include "from_07/future.hpp"

// There was no connection to the server. Another try may succeed.
struct ConnectFailed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class ConnectionPool {
public:
    // Keeps at most `at_most` connections, of all hosts together, and each for at most `for_at_most`. Hosts that are
    // not asked again, and servers that have closed theirs, should not hold descriptors. (One per worker is enough.)
    explicit ConnectionPool(std::size_t at_most = 100, Clock::duration for_at_most = std::chrono::seconds(30))
        : at_most_(at_most), for_at_most_(for_at_most) {}

    // If the page does not arrive, throws ConnectFailed, std::system_error, DeadlinePassed, BadResponse, or what
    // resolve() throws. The pool and the URL must outlive the coroutine; they do if it is awaited where it is called.
    Coroutine<Response> get(const Url& url, Deadline deadline);

    void stop();  // from now on there are no retries
    bool is_stopping() const { return stopped_.done(); }
    Coroutine<void> sleep(Clock::duration time);  // for `time`, or until stop()

private:
    struct Kept {
        std::string authority;  // host and port
        Socket socket;
        Clock::time_point since;
    };

    Coroutine<Socket> connect(const Url& url, Deadline deadline);
    void look_up(const Url& url);
    Socket take(const std::string& authority);
    void keep(std::string authority, Socket socket);
    void close_old(Clock::time_point now);
    Coroutine<void> until_stopped() { co_await stopped_; }

    std::size_t at_most_;
    Clock::duration for_at_most_;
    Resolver resolver_;
    std::deque<Kept> kept_;  // the oldest first
    Future<void> stopped_;
};
