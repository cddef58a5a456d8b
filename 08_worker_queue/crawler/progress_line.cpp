#include "progress_line.hpp"

#include <chrono>
#include <cstdio>
#include <utility>

void ProgressLine::show(std::size_t done, std::size_t queued, std::size_t failed) {
    if (!is_on_) return;
    auto now = Clock::now();
    if (now - shown_ < std::chrono::milliseconds(100)) return;
    shown_ = now;
    is_shown_ = true;
    double seconds = std::chrono::duration<double>(now - start_).count();
    std::fprintf(stderr, "\r\033[K%zu done, %zu queued, %zu failed, %.0f pages/s", done, queued, failed,
                 static_cast<double>(done) / seconds);
}

void ProgressLine::clear() {
    if (std::exchange(is_shown_, false)) std::fprintf(stderr, "\r\033[K");
}
