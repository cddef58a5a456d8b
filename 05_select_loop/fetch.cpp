// The chain of callbacks, link by link, in the order in which the loop calls them. See fetch.hpp.
#include "fetch.hpp"

#include <poll.h>

#include <array>
#include <exception>

void AsyncRequest::process(Resolver& addresses, Deadline deadline) {
    page_deadline_ = deadline;
    addresses_ = addresses(page_.url);
    connect();
}

void AsyncRequest::connect() {
    try {
        deadline_ = share_of(page_deadline_, addresses_);
        socket_ = start_connect(addresses_.front());
        call_when_ready(POLLOUT, &AsyncRequest::on_connected, "connect");
    } catch (const std::exception& error) {
        on_error(error);
    }
}

void AsyncRequest::on_connected() {
    finish_connect(socket_);  // writable means that connecting is over, not that it succeeded
    addresses_ = addresses_.first(1);
    deadline_ = page_deadline_;
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
void AsyncRequest::call_when_ready(short events, void (AsyncRequest::*next)(), const char* doing) {
    doing_ = doing;
    selector_.unregister_fd(socket_.fd());
    selector_.register_fd(socket_.fd(), events, [this, next] {
        try {
            (this->*next)();
        } catch (const std::exception& error) {
            on_error(error);
        }
    });
}

// A link has failed. If it was a connect, the next address may be tried. Otherwise the page has failed.
void AsyncRequest::on_error(const std::exception& error) {
    if (!may_try_next(addresses_, error)) return fail(error.what());
    close();
    addresses_ = addresses_.subspan(1);
    connect();
}

void AsyncRequest::fail(const std::string& why) {
    page_.error = why;
    finish();
}

void AsyncRequest::time_out() {
    if (!is_done()) on_error(DeadlinePassed(doing_));
}

void AsyncRequest::finish() {
    close();
    std::exchange(done_, nullptr)(std::move(page_));
}

void AsyncRequest::close() {
    if (socket_.is_open()) selector_.unregister_fd(socket_.fd());  // before another socket can get its number
    socket_.close();
}
