// Those who wait for one and the same thing, first come, first served.
// The one idea: who waits is in the list only for as long as his frame lives, so that nobody is woken who is gone.
#pragma once

#include <algorithm>
#include <deque>

#include "future.hpp"

class Waiters {
public:
    explicit Waiters(EventLoop& loop) : loop_(loop) {}
    Waiters& operator=(Waiters&&) = delete;

    // co_await Waiters::Turn(waiters): sleeps until it is woken. What it was woken for may be gone by the time it runs,
    // so it has to look, and perhaps wait again.
    class Turn : public Future<void> {
    public:
        explicit Turn(Waiters& waiters) : Future<void>(waiters.loop_), waiters_(waiters) {
            waiters_.list_.push_back(this);
        }
        ~Turn() {
            std::erase(waiters_.list_, this);
            if (done() && !came_) waiters_.wake_one();  // woken, and cancelled before it could run: pass it on
        }
        void await_resume() { came_ = true; }

    private:
        Waiters& waiters_;
        bool came_ = false;
    };

    void wake_one() {
        if (list_.empty()) return;
        Turn* first = list_.front();
        list_.pop_front();
        first->set_result();
    }
    void wake_all() {
        while (!list_.empty()) wake_one();
    }

private:
    EventLoop& loop_;
    std::deque<Turn*> list_;
};
