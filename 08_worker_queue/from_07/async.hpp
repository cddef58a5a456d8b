// What asyncio offers to those who write coroutines: connect, send, sleep, run several at once, set a time limit.
// Each is a few lines on top of Readiness, Future and Task. Read them as solved exercises.
#pragma once

#include <poll.h>

#include <chrono>
#include <deque>
#include <exception>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "common/socket.hpp"
#include "event_loop.hpp"
#include "future.hpp"
#include "readiness.hpp"
#include "task.hpp"
#include "task_group.hpp"

// The functions of common/socket.hpp that sleep, as coroutines that wait.
namespace async {

inline Coroutine<Socket> connect_to(const Address& address, Deadline deadline) {
    Socket socket = start_connect(address);
    co_await Readiness(socket, POLLOUT, deadline, "connect");
    finish_connect(socket);
    co_return std::move(socket);
}

inline Coroutine<void> send_all(const Socket& socket, std::string bytes, Deadline deadline) {
    for (std::string_view rest = bytes; !rest.empty();) {
        if (auto sent = try_send(socket, rest)) rest.remove_prefix(*sent);
        else co_await Readiness(socket, POLLOUT, deadline, "send");
    }
}

}  // namespace async

// Returns the moment `time` from now, or Deadline::max() if the clock does not reach that far. (`auto`, because a
// Clock::duration, in nanoseconds, cannot hold hours::max().)
inline Deadline after(auto time) {
    const Deadline now = Clock::now();
    return time > std::chrono::duration_cast<decltype(time)>(Deadline::max() - now) ? Deadline::max() : now + time;
}

// co_await sleep_for(1s). It is not a coroutine of its own, so it takes only two words in the frame that sleeps.
class Sleep {
public:
    explicit Sleep(Deadline until) : alarm_{until} {}
    Sleep(const Sleep&) = delete;  // the loop refers to the alarm
    Sleep& operator=(const Sleep&) = delete;
    ~Sleep() {
        if (alarm_.run) alarm_.run->loop.cancel(alarm_);  // it may not have rung yet
    }

    bool await_ready() const { return false; }
    template <typename P>
    void await_suspend(std::coroutine_handle<P> awaiting) {
        awaiting.promise().chain->loop.set(alarm_);
        alarm_.run = &will_wait(awaiting);
    }
    void await_resume() const {}

private:
    Alarm alarm_;
};
inline Sleep sleep_for(auto time) { return Sleep(after(time)); }
inline Coroutine<void> sleeping(auto time) { co_await sleep_for(time); }  // the same, for use in a task

// Calls `callback` at `time`, unless it goes out of scope before. (Deadline{} is long past: in the loop's next turn.)
class Timer : Run {
public:
    Timer(EventLoop& event_loop, Deadline time, std::function<void()> callback)
        : Run(event_loop), alarm_{time, this}, callback_(std::move(callback)) {
        loop.set(alarm_);
    }
    ~Timer() override { cancel(); }
    void cancel() {
        loop.cancel(alarm_);
        unlink();
    }

private:
    void step() override { std::exchange(callback_, nullptr)(); }  // first take it out: it may destroy the timer

    Alarm alarm_;
    std::function<void()> callback_;
};

// Runs all of them at the same time. Returns what each has ended with, in their order. If one fails, its place holds
// its exception, and the others go on.
template <typename T>
Coroutine<std::vector<Result<T>>> gather(std::vector<Coroutine<T>> coroutines) {
    EventLoop& loop = co_await ThisLoop();
    std::deque<Task<T>> tasks;  // a deque, because tasks cannot move
    for (Coroutine<T>& coroutine : std::exchange(coroutines, {})) tasks.emplace_back(loop, std::move(coroutine));
    std::vector<Result<T>> results;
    for (Task<T>& task : tasks) {
        try {
            co_await task;
        } catch (...) {}  // its outcome holds that, too
        results.push_back(std::move(task.outcome()));
    }
    co_return results;
}

// Gives up after `time`: destroys the coroutine and throws DeadlinePassed. The coroutine runs in the task that awaits
// it: with a task of its own, its result would be lost if the awaiting task were cancelled at that moment.
template <typename T>
Coroutine<T> with_timeout(auto time, Coroutine<T> coroutine) {
    Chain& chain = co_await ThisChain();
    bool is_late = false;
    Timer timer(chain.loop, after(time), [&, self = chain.innermost] {
        is_late = true;
        chain.unwind(self);
        chain.wake();
    });
    try {
        co_return co_await coroutine;
    } catch (const Cancelled&) {
        if (!is_late) throw;
    }
    throw DeadlinePassed("with_timeout");
}
