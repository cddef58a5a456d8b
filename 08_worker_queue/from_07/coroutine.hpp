// A function that can pause, returns a T and can be awaited: chapter 06's Coroutine, with co_await in the place of
// `while (Future* future = part.send()) co_yield *future;`.
// Whoever awaits a coroutine leaves its own handle with it, and the coroutine's end leads back there.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "event_loop.hpp"
#include "result.hpp"

// One task's way through its coroutines, of which one awaits the other: where it goes on.
struct Run {
    EventLoop& loop;
    std::coroutine_handle<> next = {};                    // to be resumed now
    std::coroutine_handle<> waiting = {};                 // to be resumed later; none while the task runs
    std::optional<EventLoop::Ready::iterator> turn = {};  // its place in the loop's queue

    explicit Run(EventLoop& loop_) : loop(loop_) { loop.enter(); }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    virtual ~Run() {
        stop();
        loop.leave();
    }

    virtual void step() = 0;  // resumes what waits

    // Lets the loop call step().
    void wake() {
        if (turn) return;
        turn = loop.call_soon([this] {
            turn.reset();
            step();
        });
    }
    void stop() {
        if (turn) loop.cancel(*std::exchange(turn, std::nullopt));
    }
};

struct PromiseBase {
    Run* run = nullptr;                       // whose way this is a part of
    std::coroutine_handle<> awaited_by = {};  // none: it is a task's first coroutine

    std::suspend_always initial_suspend() { return {}; }  // lazy: runs when it is awaited, or when a task takes it

    auto final_suspend() noexcept {
        struct ToWhoAwaits : std::suspend_always {
            PromiseBase& promise;
            void await_suspend(std::coroutine_handle<>) noexcept { promise.run->next = promise.awaited_by; }
        };
        return ToWhoAwaits{{}, *this};
    }
};

// Where the returned value goes. (A promise may have return_value or return_void, but not both.)
template <typename T>
struct Promise : PromiseBase {
    Result<T> result;
    void return_value(T value) { result.set_value(std::move(value)); }
    void unhandled_exception() { result.set_exception(std::current_exception()); }
};
template <>
struct Promise<void> : PromiseBase {
    Result<void> result;
    void return_void() { result.set_value(); }
    void unhandled_exception() { result.set_exception(std::current_exception()); }
};

// For whatever a coroutine awaits: notes that it waits, and returns its task's run, to be woken later.
template <typename P>
Run& pause(std::coroutine_handle<P> awaiting) {
    awaiting.promise().run->waiting = awaiting;
    return *awaiting.promise().run;
}

template <typename T>
class [[nodiscard]] Coroutine {  // it does nothing until it is awaited, so whoever drops one has made a mistake
public:
    struct promise_type : Promise<T> {
        Coroutine get_return_object() { return Coroutine(Handle::from_promise(*this)); }
    };
    using Handle = std::coroutine_handle<promise_type>;

    Coroutine(Coroutine&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
    Coroutine& operator=(Coroutine&& other) noexcept {
        std::swap(frame_, other.frame_);
        return *this;
    }
    ~Coroutine() { destroy(); }

    // The destructors of all that it holds run, and so those of the coroutines that it awaits.
    void destroy() {
        if (frame_) std::exchange(frame_, nullptr).destroy();
    }

    bool done() const { return frame_.done(); }
    Result<T>& result() { return frame_.promise().result; }
    std::coroutine_handle<> begin(Run& run) {
        frame_.promise().run = &run;
        return frame_;
    }

    // co_await coroutine: it runs as a part of the task that awaits it. Nothing is resumed here: the loop in
    // Task::step resumes what `next` says, so that awaits which follow one another never pile up on the stack.
    bool await_ready() const { return false; }
    template <typename P>
    void await_suspend(std::coroutine_handle<P> awaiting) {
        if (!frame_ || done()) throw std::logic_error("a coroutine can be awaited once, and this one has been");
        frame_.promise().awaited_by = awaiting;
        awaiting.promise().run->next = begin(*awaiting.promise().run);
    }
    T await_resume() {  // its value, or its exception
        if constexpr (std::is_void_v<T>) result().get();
        else return std::move(result().get());
    }

private:
    explicit Coroutine(Handle frame) : frame_(frame) {}

    Handle frame_;
};

// EventLoop& loop = co_await ThisLoop();
struct ThisLoop {
    EventLoop* loop = nullptr;

    bool await_ready() const { return false; }
    template <typename P>
    bool await_suspend(std::coroutine_handle<P> awaiting) {
        loop = &awaiting.promise().run->loop;
        return false;  // goes on at once
    }
    EventLoop& await_resume() const { return *loop; }
};
