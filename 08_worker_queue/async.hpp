// What asyncio gives to those who write coroutines: wait for a socket, send, sleep, run several at once, set a limit.
// Each is a few lines on top of Future, Timer and Task; read them as exercises that have been solved.
#pragma once

#include <poll.h>

#include <chrono>
#include <deque>
#include <string>
#include <vector>

#include "common/socket.hpp"
#include "event_loop.hpp"
#include "future.hpp"
#include "task.hpp"

// A future that is done when the socket is ready for `events` (POLLIN, POLLOUT), and fails at the deadline:
// co_await Readiness(loop, socket, POLLIN, deadline, "receive");
class Readiness : public Future<void> {
public:
    Readiness(EventLoop& loop, const Socket& socket, short events, Deadline deadline, const char* during)
        : Future<void>(loop), fd_(socket.fd()) {
        loop.selector().register_fd(fd_, events, [this] {
            forget();
            set_result();
        });
        timer_ = loop.call_at(deadline, [this, during] {
            loop_.selector().unregister_fd(std::exchange(fd_, -1));  // the timer is gone already
            set_exception(std::make_exception_ptr(DeadlinePassed(during)));
        });
    }
    ~Readiness() { forget(); }

private:
    void forget() {
        if (fd_ < 0) return;
        loop_.selector().unregister_fd(std::exchange(fd_, -1));
        loop_.cancel(timer_);
    }

    int fd_;
    EventLoop::Timers::iterator timer_;
};

inline Coroutine<void> send_all(EventLoop& loop, const Socket& socket, std::string bytes, Deadline deadline) {
    for (std::string_view rest = bytes; !rest.empty();) {
        if (auto sent = try_send(socket, rest)) rest.remove_prefix(*sent);
        else co_await Readiness(loop, socket, POLLOUT, deadline, "send");
    }
}

inline Coroutine<void> sleep_for(EventLoop& loop, Clock::duration time) {
    Future<void> woken(loop);
    Timer timer(loop, Clock::now() + time, [&] { woken.set_result(); });
    co_await woken;
}

// Runs all of them at the same time. Gives what each has ended with, in their order: one that fails does not take the
// others along, and its place holds its exception.
template <typename T>
Coroutine<std::vector<Result<T>>> gather(EventLoop& loop, std::vector<Coroutine<T>> coroutines) {
    std::deque<Task<T>> tasks;  // a deque, for tasks cannot move
    for (Coroutine<T>& coroutine : coroutines) tasks.emplace_back(loop, std::move(coroutine));
    std::vector<Result<T>> results;
    for (Task<T>& task : tasks) {
        try {
            co_await task;
        } catch (...) {  // it is in the outcome
        }
        results.push_back(std::move(task.outcome()));
    }
    co_return results;
}

// Gives up after so long: the coroutine is cancelled, and DeadlinePassed thrown.
template <typename T>
Coroutine<T> with_timeout(EventLoop& loop, Clock::duration time, Coroutine<T> coroutine) {
    Task<T> task(loop, std::move(coroutine));
    Timer timer(loop, Clock::now() + time,
                [&] { task.cancel(std::make_exception_ptr(DeadlinePassed("with_timeout"))); });
    co_return co_await task;
}
