// What goes wrong: a call that blocks puts the thread to sleep, and the loop runs in that thread. All other coroutines
// wait too. Here one of them would send what the sleeper waits for: that cannot arrive, however long the sleep is.
// The rule: in a coroutine only co_await waits. A call that can only block (getaddrinfo, a file) belongs in a thread.
#include <poll.h>

#include <array>
#include <iostream>
#include <string_view>

#include "../async.hpp"

namespace {

using namespace std::chrono_literals;

Coroutine<void> listen_wrong(const Socket& socket, std::string& events) {
    std::array<char, 16> buffer;
    try {
        receive(socket, buffer, Clock::now() + 100ms);  // chapter 01's: sleeps in poll until bytes are there
        events += "heard ";
    } catch (const DeadlinePassed&) {
        events += "gave-up ";
    }
    co_return;
}

Coroutine<void> listen_right(const Socket& socket, std::string& events) {
    std::array<char, 16> buffer;
    co_await Readiness(socket, POLLIN, Deadline::max(), "receive");
    if (try_receive(socket, buffer)) events += "heard ";
}

Coroutine<void> speak(const Socket& socket, std::string& events) {
    events += "spoke ";
    try_send(socket, "hello");
    co_return;
}

}  // namespace

int main(int argc, char** argv) {
    bool right = argc == 2 && std::string_view(argv[1]) == "right";
    auto [mouth, ear] = socket_pair();
    EventLoop loop;
    std::string events;
    std::vector<Coroutine<void>> both;
    both.push_back(right ? listen_right(ear, events) : listen_wrong(ear, events));
    both.push_back(speak(mouth, events));
    loop.run_until_complete(gather(std::move(both)));
    if (events != "spoke heard ") {
        std::cerr << "wrong: " << events << "- the listener kept the other one from speaking\n";
        return 1;
    }
    std::cout << "right: " << events << "- the listener let the other one speak\n";
}
