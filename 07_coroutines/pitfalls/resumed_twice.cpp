// What goes wrong: two events can wake the same coroutine, its socket and its deadline. The first one runs it to its
// end, where its frame is destroyed. The second one resumes memory that is not a coroutine any more.
// The rule: a handle is good for one resume. Take it out of where it is kept (std::exchange) before you use it.
#include <coroutine>
#include <exception>
#include <iostream>
#include <string_view>
#include <utility>

namespace {

// Runs at once, and destroys itself at its end.
struct Detached {
    struct promise_type {
        Detached get_return_object() { return {}; }
        std::suspend_never initial_suspend() { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
};

std::coroutine_handle<> waiting;  // the coroutine to wake

struct UntilWoken : std::suspend_always {
    void await_suspend(std::coroutine_handle<> awaiting) { waiting = awaiting; }
};

Detached receive(int& received) {
    co_await UntilWoken{};
    ++received;
}

void wake_wrong() { waiting.resume(); }

void wake_right() {
    if (waiting) std::exchange(waiting, nullptr).resume();
}

}  // namespace

int main(int argc, char** argv) {
    auto wake = argc == 2 && std::string_view(argv[1]) == "right" ? wake_right : wake_wrong;
    int received = 0;
    receive(received);
    wake();  // the socket is readable
    wake();  // the deadline has passed in the same turn of the loop
    if (received != 1) return 1;
    std::cout << "right: woken twice, resumed once\n";
}
