// What goes wrong: a callback keeps the handle of a coroutine that waits. The coroutine is cancelled and its frame is
// destroyed, but nothing tells the callback. It runs later, and resumes a frame that is gone.
// The rule: a wake-up must end with the task that it is for. Run::wake puts the task itself into the loop's queue, and
// the task's destructor takes it out.
#include <iostream>
#include <optional>
#include <string_view>

#include "../async.hpp"

namespace {

std::optional<Timer> later;  // it does not belong to the coroutine that waits

struct NextTurnWrong : std::suspend_always {
    template <typename P>
    void await_suspend(std::coroutine_handle<P> awaiting) {
        later.emplace(awaiting.promise().chain->loop, Deadline{}, [awaiting] { awaiting.resume(); });
    }
};

struct NextTurnRight : std::suspend_always {
    template <typename P>
    void await_suspend(std::coroutine_handle<P> awaiting) {
        will_wait(awaiting).wake();
    }
};

template <typename NextTurn>
Coroutine<void> wait_a_turn() {
    co_await NextTurn{};
}

}  // namespace

int main(int argc, char** argv) {
    bool right = argc == 2 && std::string_view(argv[1]) == "right";
    EventLoop loop;
    {
        Task<void> task(loop, right ? wait_a_turn<NextTurnRight>() : wait_a_turn<NextTurnWrong>());
        loop.run_once();  // it runs to its co_await, and is cancelled at the end of this block
    }
    Timer something(loop, Deadline{}, [] {});  // for the loop to do
    loop.run_once();                           // runs the wrong wake-up
    std::cout << "right: the wake-up ended with the task\n";
}
