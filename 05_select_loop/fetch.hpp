// One page as a chain of callbacks: connected, then send, then receive, then done.
// None of these functions waits. Each does what can be done now, tells the selector what it wants to be called for
// next, and returns to the loop. What must be remembered until then is kept in members.
// The class has the article's name; `fetch` is what chapter 01 calls the same three steps.
#pragma once

#include <functional>
#include <string>

#include "common/page.hpp"
#include "common/resolver.hpp"
#include "selector.hpp"

class AsyncRequest {
public:
    using Done = std::function<void(Page)>;  // called exactly once, with the page or its error

    AsyncRequest(Selector& selector, const Url& url, Done done)
        : selector_(selector), page_{url, {}}, done_(std::move(done)) {}
    AsyncRequest(const AsyncRequest&) = delete;  // the selector's callbacks point to it
    AsyncRequest& operator=(const AsyncRequest&) = delete;
    ~AsyncRequest() { close(); }  // it may not be done yet

    // Begins. Blocks only to look up a new host. If it throws, call fail().
    void process(Resolver& resolver, Deadline deadline);
    void fail(const std::string& why);
    void time_out();  // call it when deadline() has passed

    bool is_done() const { return !done_; }
    Deadline deadline() const { return deadline_; }

private:
    void on_connected();
    void send_more();
    void receive_more();
    void call_when_ready(short events, void (AsyncRequest::*next)(), const char* during);
    void finish();
    void close();

    Selector& selector_;
    Page page_;
    Done done_;
    Deadline deadline_;
    const char* during_ = "";  // for the error message
    Socket socket_;
    std::string request_;
    std::size_t sent_ = 0;
    ResponseParser parser_;
};
