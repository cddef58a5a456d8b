// A function that can pause, returns a T and can be awaited: chapter 06's Coroutine, with co_await instead of
// `while (Future* future = part.send()) co_yield *future;`.
// Whoever awaits a coroutine leaves a link to itself with it, and the coroutine's end leads back there.
#pragma once

#include <coroutine>
#include <exception>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "event_loop.hpp"
#include "result.hpp"

// Awaiting something that was cancelled throws this.
struct Cancelled : std::runtime_error {
    Cancelled() : std::runtime_error("cancelled") {}
};

// A coroutine's frame, and a link to the one that awaits it. The coroutines of a task are a chain of such links.
struct Link {
    std::coroutine_handle<> frame;
    Link* awaited_by = nullptr;  // nullptr for the task's first
};

// A task's run through its coroutines, each of which awaits the next.
struct Run {
    EventLoop& loop;
    Link* innermost = nullptr;  // the one that runs, or waits, or runs next
    bool waits = true;          // false while the task runs
    bool is_queued = false;     // it has a turn in the loop's queue
    EventLoop::Turn turn = 0;

    explicit Run(EventLoop& loop_) : loop(loop_) {}
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    virtual ~Run() { stop(); }

    virtual void step() = 0;  // goes on

    // Resumes one frame after another until one of them waits. An await does not call the awaited frame, and an end
    // does not call the awaiting one. Both only say which is next, so the stack stays flat however long this goes on.
    void go_on() {
        for (waits = false; innermost && !waits;) innermost->frame.resume();
    }
    // Destroys every frame inside `outer`, the innermost first, so that the stack stays flat here too.
    void unwind(Link* outer = nullptr) {
        if (innermost != outer && !waits) throw std::logic_error("a task cannot cancel itself");
        while (innermost != outer) {
            Link* ended = std::exchange(innermost, innermost->awaited_by);
            std::exchange(ended->frame, nullptr).destroy();
        }
    }

    // Puts a call of step() into the loop's queue, unless there is one already.
    void wake() {
        if (is_queued) return;
        turn = loop.call_soon([this] {
            is_queued = false;
            step();
        });
        is_queued = true;  // not before: if there is no memory for the call, call_soon throws
    }
    void stop() {
        if (std::exchange(is_queued, false)) loop.cancel(turn);
    }
};

struct PromiseBase {
    Run* run = nullptr;  // of the task that it is a part of

    std::suspend_always initial_suspend() { return {}; }  // it runs when a coroutine awaits it or a task takes it

    std::suspend_always final_suspend() noexcept {
        run->innermost = run->innermost->awaited_by;  // whoever awaits it runs next
        return {};
    }
};

// Stores the returned value. (A promise may have return_value or return_void, but not both.)
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

// For everything that a coroutine can await. Notes that the chain waits, and returns its Run, to be woken later. Call it
// last: if an await_suspend throws, the coroutine goes on with the exception, and does not wait.
template <typename P>
Run& pause(std::coroutine_handle<P> awaiting) {
    awaiting.promise().run->waits = true;
    return *awaiting.promise().run;
}

template <typename T>
class [[nodiscard]] Coroutine : Link {  // it does nothing until it is awaited, so dropping one is a mistake
public:
    struct promise_type : Promise<T> {
        Coroutine get_return_object() { return Coroutine(Handle::from_promise(*this)); }
    };
    using Handle = std::coroutine_handle<promise_type>;

    Coroutine(Coroutine&& other) noexcept : Link{std::exchange(other.frame, nullptr)} {}
    Coroutine& operator=(Coroutine&& other) noexcept {
        std::swap(frame, other.frame);
        return *this;
    }
    ~Coroutine() {
        if (frame) frame.destroy();  // runs the destructors of everything in it
    }

    bool done() const { return frame.done(); }
    Result<T>& result() { return promise().result; }
    void begin(Run& run) {
        if (!frame || promise().run) throw std::logic_error("a coroutine can be awaited only once");
        promise().run = &run;
        awaited_by = run.innermost;
        run.innermost = this;
    }

    // co_await coroutine: it runs next, as a part of the task that awaits it. It is not resumed here but by the loop in
    // Run::go_on, so that one await after another does not pile up on the stack.
    bool await_ready() const { return false; }
    template <typename P>
    void await_suspend(std::coroutine_handle<P> awaiting) {
        begin(*awaiting.promise().run);
    }
    T await_resume() {  // returns its value or throws its exception
        if (!frame) throw Cancelled();
        if constexpr (std::is_void_v<T>) result().get();
        else return std::move(result().get());
    }

private:
    explicit Coroutine(Handle handle) : Link{handle} {}

    promise_type& promise() { return Handle::from_address(frame.address()).promise(); }
};

// Run& run = co_await ThisRun();   EventLoop& loop = co_await ThisLoop();
struct ThisRun {
    Run* run = nullptr;

    bool await_ready() const { return false; }
    template <typename P>
    bool await_suspend(std::coroutine_handle<P> awaiting) {
        run = awaiting.promise().run;
        return false;  // do not pause
    }
    Run& await_resume() const { return *run; }
};
struct ThisLoop : ThisRun {
    EventLoop& await_resume() const { return run->loop; }
};
