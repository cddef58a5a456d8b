// A crawl as a program runs it: standard output waits in the loop, and Ctrl-C ends it politely, but in a bounded time.
// The first Ctrl-C stops the crawl. Pages in flight then have `patience` to arrive, and after that standard output has
// the same time again to be written. The second Ctrl-C ends the program at once.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "from_07/async.hpp"
#include "interrupt.hpp"
#include "paced_output.hpp"
#include "progress_line.hpp"

// Thrown out of the loop when the patience is over.
struct GivenUp {};

class Session {
public:
    Session(EventLoop& loop, ProgressLine& progress, std::chrono::milliseconds patience, std::function<void()> stop);

    PacedOutput& output() { return output_; }
    bool is_stopped() const { return is_stopped_; }
    void finish();  // returns when standard output is written or given up

private:
    void stopped();
    void give_up_later();

    EventLoop& loop_;
    std::chrono::milliseconds patience_;
    std::function<void()> stop_;
    bool is_stopped_ = false;
    std::optional<Timer> give_up_;
    PacedOutput output_;
    Interrupt interrupt_;
};
