// Where selector, timers and futures meet: see readiness.hpp.
#include "readiness.hpp"

#include <utility>

Readiness::Readiness(EventLoop& loop, const Socket& socket, short events, Deadline deadline, const char* during)
    : Future(loop), loop_(loop), fd_(socket.fd()) {
    loop.selector().register_fd(fd_, events, [this] {
        forget();
        set_result({});
    });
    timer_ = loop.call_at(deadline, [this, during] {
        loop_.selector().unregister_fd(std::exchange(fd_, -1));  // the timer is gone already
        set_exception(std::make_exception_ptr(DeadlinePassed(during)));
    });
}

void Readiness::forget() {
    if (fd_ < 0) return;
    loop_.selector().unregister_fd(std::exchange(fd_, -1));
    loop_.cancel(timer_);
}
