// A thread that cannot be forgotten: the destructor waits for its end.
// (std::jthread does this too, but not every standard library has it yet.)
#pragma once

#include <thread>
#include <utility>

class JoiningThread {
public:
    // Starts at once. Throws std::system_error if the system has no thread left.
    template <typename Function>
    explicit JoiningThread(Function function) : thread_(std::move(function)) {}
    JoiningThread(JoiningThread&&) = default;
    ~JoiningThread() {
        if (thread_.joinable()) thread_.join();
    }

private:
    std::thread thread_;
};
