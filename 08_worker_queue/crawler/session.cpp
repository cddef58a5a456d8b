#include "session.hpp"

#include <iostream>
#include <utility>

Session::Session(EventLoop& loop, ProgressLine& progress, std::chrono::milliseconds patience,
                 std::function<void()> stop)
    : loop_(loop),
      patience_(patience),
      stop_(std::move(stop)),
      output_(loop, [&progress] { progress.clear(); }),
      interrupt_(loop, [this] { stopped(); }) {}

void Session::stopped() {
    is_stopped_ = true;
    output_.release();
    stop_();
    give_up_later();
}

// A little later, so that a page that uses all of its time is still reported.
void Session::give_up_later() {
    give_up_.emplace(loop_, after(patience_ + std::chrono::milliseconds(100)), [] { throw GivenUp(); });
}

void Session::finish() {
    if (is_stopped_) give_up_later();
    try {
        loop_.run_until_complete(output_.written());
    } catch (const GivenUp&) {
        const std::size_t lost = output_.waiting();
        output_.drop();
        std::cerr << "standard output is not being read: its last " << lost << " bytes are lost\n";
    }
    give_up_.reset();
}
