// One page, written from top to bottom again: connect, send, receive. Compare it with chapter 05.
// The one idea: at each place where it must wait it yields a future, and everything that it knows stays in its frame.
#pragma once

#include "common/http.hpp"
#include "common/socket.hpp"
#include "coroutine.hpp"
#include "event_loop.hpp"

class AsyncRequest {
public:
    AsyncRequest(EventLoop& loop, const Url& url, const Address& address, Deadline deadline)
        : loop_(loop), address_(address), deadline_(deadline), request_(request_text(url)) {}

    Coroutine process();  // its result is a Response; the request must outlive it

private:
    EventLoop& loop_;
    Address address_;
    Deadline deadline_;
    std::string request_;
};
