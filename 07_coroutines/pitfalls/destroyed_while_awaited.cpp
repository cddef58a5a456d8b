// What goes wrong: a callback keeps the handle of a coroutine that waits. The coroutine is cancelled, its frame is
// destroyed; nobody tells the callback. It comes later, and resumes a ghost.
// The rule: who may come too late keeps a number, and not a handle. The loop looks it up, and finds nobody.
#include <iostream>
#include <string_view>

#include "../async.hpp"

namespace {

struct NextTurnWrong : std::suspend_always {
    EventLoop& loop;
    explicit NextTurnWrong(EventLoop& its_loop) : loop(its_loop) {}
    void await_suspend(std::coroutine_handle<> awaiting) {
        loop.call_soon([awaiting] { awaiting.resume(); });
    }
};

struct NextTurnRight : std::suspend_always {
    EventLoop& loop;
    explicit NextTurnRight(EventLoop& its_loop) : loop(its_loop) {}
    template <typename P>
    void await_suspend(std::coroutine_handle<P> awaiting) {
        Run& run = *awaiting.promise().run;
        run.waiting = awaiting;
        loop.call_soon([&loop = loop, task = run.task] { loop.wake(task); });
    }
};

template <typename NextTurn>
Coroutine<void> wait_a_turn(EventLoop& loop) {
    co_await NextTurn(loop);
}

}  // namespace

int main(int argc, char** argv) {
    bool right = argc == 2 && std::string_view(argv[1]) == "right";
    EventLoop loop;
    {
        Task<void> task(loop, right ? wait_a_turn<NextTurnRight>(loop) : wait_a_turn<NextTurnWrong>(loop));
        loop.run_once();  // it runs as far as its co_await, and is cancelled at the end of this block
    }
    loop.run_once();  // the callback comes
    std::cout << "right: the wake-up came too late, and found nobody\n";
}
