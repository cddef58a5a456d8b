// The chain of callbacks, link by link, in the order in which the loop calls them. See fetch.hpp.
#include "fetch.hpp"

#include <poll.h>

#include <array>
#include <exception>

void AsyncRequest::process(Resolver& resolver, Deadline deadline) {
    deadline_ = deadline;
    socket_ = start_connect(resolver(page_.url));
    call_when_ready(POLLOUT, &AsyncRequest::on_connected, "connect");
}

void AsyncRequest::on_connected() {
    finish_connect(socket_);  // writable means that connecting is over, not that it succeeded
    request_ = request_text(page_.url);
    send_more();
}

void AsyncRequest::send_more() {
    auto taken = try_send(socket_, std::string_view(request_).substr(sent_));
    sent_ += taken.value_or(0);
    if (sent_ < request_.size()) return call_when_ready(POLLOUT, &AsyncRequest::send_more, "send");
    std::string().swap(request_);  // frees its memory: the response may take long
    call_when_ready(POLLIN, &AsyncRequest::receive_more, "receive");
}

void AsyncRequest::receive_more() {
    std::array<char, 64 * 1024> buffer;
    if (auto count = try_receive(socket_, buffer)) parser_.feed({buffer.data(), *count});
    if (!parser_.done()) return;  // still registered: we will be called again
    page_.response = parser_.take();
    finish();
}

// The next link of the chain. The loop calls it, so an exception would leave through the loop and end all requests.
// No caller knows what we were doing, so each link needs a try of its own.
void AsyncRequest::call_when_ready(short events, void (AsyncRequest::*next)(), const char* during) {
    during_ = during;
    selector_.unregister_fd(socket_.fd());
    selector_.register_fd(socket_.fd(), events, [this, next] {
        try {
            (this->*next)();
        } catch (const std::exception& error) {
            fail(error.what());
        }
    });
}

void AsyncRequest::fail(const std::string& why) {
    page_.error = why;
    finish();
}

void AsyncRequest::time_out() {
    if (!is_done()) fail(DeadlinePassed(during_).what());
}

void AsyncRequest::finish() {
    close();
    std::exchange(done_, nullptr)(std::move(page_));
}

void AsyncRequest::close() {
    if (socket_.is_open()) selector_.unregister_fd(socket_.fd());  // before another socket can get its number
    socket_.close();
}
