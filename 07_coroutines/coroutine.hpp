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

// Awaiting something that was cancelled throws this. It is a std::exception like any other failure: the cancelled
// coroutine never sees it, because its frame is destroyed, so no `catch` can hold up a cancellation.
struct Cancelled : std::runtime_error {
    Cancelled() : std::runtime_error("cancelled") {}
};

// A coroutine's frame, and a link to the one that awaits it.
struct Link {
    std::coroutine_handle<> frame;
    Link* awaited_by = nullptr;  // nullptr for the task's first
};

// The coroutines of a task, each of which awaits the next. They run as one.
struct Chain : Run {
    Link* innermost = nullptr;  // the one that runs, or waits, or runs next
    bool waits = true;          // false while the task runs

    explicit Chain(EventLoop& loop_) : Run(loop_) { ++loop.tasks_; }
    ~Chain() override { --loop.tasks_; }

    // Resumes one frame after another until one of them waits. An await does not call the awaited frame, and an end
    // does not call the awaiting one. Both only say which is next, so the stack stays flat however long this goes on.
    void go_on() {
        for (waits = false; innermost && !waits;) innermost->frame.resume();
    }
    // Destroys every frame inside `outer`, the innermost first, so that the stack stays flat here too. What has woken
    // the task was for one of these frames, so the task leaves the ready queue.
    void unwind(Link* outer = nullptr) {
        if (innermost != outer && !waits) throw std::logic_error("a task cannot cancel itself");
        unlink();
        while (innermost != outer) {
            Link* ended = std::exchange(innermost, innermost->awaited_by);
            std::exchange(ended->frame, nullptr).destroy();
        }
    }
};

struct PromiseBase {
    Chain* chain = nullptr;  // of the task that it is a part of

    std::suspend_always initial_suspend() { return {}; }  // it runs when a coroutine awaits it or a task takes it

    std::suspend_always final_suspend() noexcept {
        chain->innermost = chain->innermost->awaited_by;  // whoever awaits it runs next
        return {};
    }
};

// Stores the returned value. (A promise may have return_value or return_void, but not both.)
template <typename T>
struct Promise : PromiseBase {
    Result<T> result;
    template <typename Value = T>
    void return_value(Value&& value) {
        result.set_value(std::forward<Value>(value));
    }
    void unhandled_exception() { result.set_exception(std::current_exception()); }
};
template <>
struct Promise<void> : PromiseBase {
    Result<void> result;
    void return_void() { result.set_value(); }
    void unhandled_exception() { result.set_exception(std::current_exception()); }
};

// For everything that a coroutine can await. Notes that the chain will wait, and returns its Run, to be woken later.
// Call it when nothing can throw any more: an await_suspend that throws does not pause, and the coroutine goes on.
template <typename P>
Run& will_wait(std::coroutine_handle<P> awaiting) {
    awaiting.promise().chain->waits = true;
    return *awaiting.promise().chain;
}

template <typename T>
class [[nodiscard]] Coroutine : Link {  // it does nothing until it is awaited, so dropping one is a mistake
public:
    struct promise_type : Promise<T> {
        Coroutine get_return_object() { return Coroutine(Handle::from_promise(*this)); }
    };
    using Handle = std::coroutine_handle<promise_type>;

    Coroutine(Coroutine&& other) : Link{other.take_frame()} {}  // throws std::logic_error if it is being awaited
    Coroutine& operator=(Coroutine&&) = delete;
    ~Coroutine() {
        if (frame) frame.destroy();  // runs the destructors of everything in it
    }

    bool done() const { return frame.done(); }
    Result<T>& result() { return promise().result; }
    void begin(Chain& chain) {
        if (!frame || promise().chain) throw std::logic_error("a coroutine can be awaited only once");
        promise().chain = &chain;
        awaited_by = chain.innermost;
        chain.innermost = this;
    }

    // co_await coroutine: it runs next, as a part of the task that awaits it. It is not resumed here but by the loop in
    // Chain::go_on, so that one await after another does not pile up on the stack.
    bool await_ready() const { return false; }
    template <typename P>
    void await_suspend(std::coroutine_handle<P> awaiting) {
        begin(*awaiting.promise().chain);
    }
    // Throws its exception or returns its value, which stays in its frame: `auto&& value = co_await f();` would keep a
    // reference into a frame that is gone. Write `auto value`.
    decltype(auto) await_resume() {
        if (!frame) throw Cancelled();
        if constexpr (std::is_void_v<T>) result().get();
        else return std::move(result().get());
    }

private:
    explicit Coroutine(Handle handle) : Link{handle} {}

    std::coroutine_handle<> take_frame() {
        const bool is_awaited = frame && promise().chain && !frame.done();  // then a chain points to this object
        if (is_awaited) throw std::logic_error("a coroutine that is being awaited cannot be moved");
        return std::exchange(frame, nullptr);
    }
    promise_type& promise() { return Handle::from_address(frame.address()).promise(); }
};

// Chain& chain = co_await ThisChain();   EventLoop& loop = co_await ThisLoop();
struct ThisChain {
    Chain* chain = nullptr;

    bool await_ready() const { return false; }
    template <typename P>
    bool await_suspend(std::coroutine_handle<P> awaiting) {
        chain = awaiting.promise().chain;
        return false;  // do not pause
    }
    Chain& await_resume() const { return *chain; }
};
struct ThisLoop : ThisChain {
    EventLoop& await_resume() const { return chain->loop; }
};
