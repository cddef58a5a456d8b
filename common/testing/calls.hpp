// For the checks of exercises: what a piece of code does with its sockets, and how long it is willing to sleep. A check
// that counts calls says the same on a slow machine.
// Include it in one source file of a program: it defines poll() and recv(), which are called instead of the system's.
#pragma once

#include <dlfcn.h>
#include <poll.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "common/socket.hpp"

// Counts while it exists. Only one may exist at a time. Code in a child process counts in a copy, which the parent
// never sees.
struct Calls : SocketObserver {
    std::string order;                  // a letter per call: c connects, s sends, r receives, x closes
    std::set<std::thread::id> threads;  // that have called
    int most_open = 0;                  // connections at once
    std::atomic<long> tries = 0;        // calls of recv(), including those that found nothing
    std::atomic<long> polls = 0;        // calls of poll()
    Clock::time_point sleeps_until{};   // the latest time until which a poll() was willing to sleep
    std::chrono::milliseconds connecting_takes{0}, sending_takes{0};  // a slow network

    std::atomic<bool> interrupts_next_look = false;  // the next poll() that does not sleep fails with EINTR

    Calls() {
        socket_observer = this;
        now = this;
    }
    ~Calls() {
        socket_observer = nullptr;
        now = nullptr;
    }
    Calls(const Calls&) = delete;
    Calls& operator=(const Calls&) = delete;

    void connecting(int fd) override {
        note('c', fd, true);
        std::this_thread::sleep_for(connecting_takes);
    }
    void sent(int fd, std::string_view) override {
        note('s', fd);
        std::this_thread::sleep_for(sending_takes);
    }
    void received(int fd, std::size_t) override { note('r', fd); }
    void closing(int fd) override { note('x', fd); }
    void slept(int milliseconds) {
        std::lock_guard lock(mutex_);
        auto until =
            milliseconds < 0 ? Clock::time_point::max() : Clock::now() + std::chrono::milliseconds(milliseconds);
        sleeps_until = std::max(sleeps_until, until);
    }

    static inline Calls* now = nullptr;

private:
    void note(char call, int fd, bool opens = false) {
        std::lock_guard lock(mutex_);
        order += call;
        threads.insert(std::this_thread::get_id());
        if (opens) open_.insert(fd);
        if (call == 'x') open_.erase(fd);
        most_open = std::max(most_open, static_cast<int>(open_.size()));
    }

    std::mutex mutex_;
    std::set<int> open_;  // sockets that have connected, and are not closed yet
};

// The C library's function of this name, which ours replaces.
template <typename Function>
Function* system_function(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

extern "C" int poll(pollfd* entries, nfds_t count, int milliseconds) {
    static auto* system_poll = system_function<int(pollfd*, nfds_t, int)>("poll");
    if (Calls::now != nullptr) {
        ++Calls::now->polls;
        if (milliseconds != 0) Calls::now->slept(milliseconds);
        else if (Calls::now->interrupts_next_look.exchange(false)) return errno = EINTR, -1;
    }
    return system_poll(entries, count, milliseconds);
}

extern "C" ssize_t recv(int fd, void* bytes, size_t count, int flags) {
    static auto* system_recv = system_function<ssize_t(int, void*, size_t, int)>("recv");
    if (Calls::now != nullptr) ++Calls::now->tries;
    return system_recv(fd, bytes, count, flags);
}
