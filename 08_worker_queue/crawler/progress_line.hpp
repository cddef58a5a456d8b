// A progress line on standard error: "120 done, 30 queued, 1 failed, 950 pages/s".
#pragma once

#include <cstddef>

#include "common/socket.hpp"

class ProgressLine {
public:
    explicit ProgressLine(bool is_on) : is_on_(is_on) {}  // off: shows nothing

    void show(std::size_t done, std::size_t queued, std::size_t failed);  // at most ten times per second
    void clear();                                                         // call it before anything else is printed

private:
    bool is_on_, is_shown_ = false;
    Clock::time_point start_ = Clock::now(), shown_ = start_;
};
