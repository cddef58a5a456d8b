// What goes wrong: an await resumes the awaited coroutine, and its end resumes the awaiting one. Both are calls, and
// none of them returns. A plain loop of a million awaits, none of which has to wait, runs over the end of the stack.
// The rule: await_suspend resumes nothing. It says which coroutine is next, and one flat loop, in Chain::go_on,
// resumes. (If await_suspend returns the handle, the compiler may jump there instead of calling; g++ at -O0 does not.)
#include <iostream>
#include <string_view>

#include "../async.hpp"

namespace {

struct Direct {
    struct promise_type {
        std::coroutine_handle<> awaited_by = std::noop_coroutine();
        Direct get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
        std::suspend_always initial_suspend() { return {}; }
        auto final_suspend() noexcept {
            struct ResumeWhoAwaits : std::suspend_always {
                void await_suspend(std::coroutine_handle<promise_type> ended) noexcept {
                    ended.promise().awaited_by.resume();
                }
            };
            return ResumeWhoAwaits{};
        }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
    std::coroutine_handle<promise_type> frame;

    bool await_ready() { return false; }
    void await_suspend(std::coroutine_handle<> awaiting) {
        frame.promise().awaited_by = awaiting;
        frame.resume();
    }
    void await_resume() { frame.destroy(); }
};

Direct add_wrong(long& sum) {
    ++sum;
    co_return;
}
Direct count_wrong(long& sum) {
    for (int i = 0; i < 1'000'000; ++i) co_await add_wrong(sum);
}

Coroutine<void> add_right(long& sum) {
    ++sum;
    co_return;
}
Coroutine<void> count_right(long& sum) {
    for (int i = 0; i < 1'000'000; ++i) co_await add_right(sum);
}

}  // namespace

int main(int argc, char** argv) {
    long sum = 0;
    EventLoop loop;
    if (argc == 2 && std::string_view(argv[1]) == "right") loop.run_until_complete(count_right(sum));
    else count_wrong(sum).frame.resume();
    if (sum != 1'000'000) return 1;
    std::cout << "right: a million awaits, and the stack is as flat as before\n";
}
