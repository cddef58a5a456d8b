// Tests of common/program/output: standard output is a pipe with a slow reader.
#include "common/program/output.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <stdexcept>
#include <thread>

#include "common/socket.hpp"

namespace {

using namespace std::chrono_literals;

// While this object lives, standard output is a pipe. Its reader is slow at first, and collects everything.
class SlowReader {
public:
    explicit SlowReader(int writers_flags) : before_((std::fflush(stdout), ::dup(STDOUT_FILENO))) {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        ::fcntl(ends[1], F_SETFL, writers_flags);
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[1]);
        reader_ = Socket(ends[0]);
        thread_ = std::thread([this] { read(); });
    }
    ~SlowReader() { text(); }
    SlowReader(const SlowReader&) = delete;
    SlowReader& operator=(const SlowReader&) = delete;

    std::string text() {  // returns everything; restores standard output
        if (!thread_.joinable()) return text_;
        ::dup2(before_, STDOUT_FILENO);
        ::close(before_);
        thread_.join();
        return text_;
    }

private:
    void read() {
        std::array<char, 16 * 1024> buffer;
        for (int i = 0;; ++i) {
            if (i < 20) std::this_thread::sleep_for(5ms);
            const ssize_t count = ::read(reader_.fd(), buffer.data(), buffer.size());
            if (count <= 0) return;
            text_.append(buffer.data(), static_cast<std::size_t>(count));
        }
    }

    int before_;
    Socket reader_;
    std::string text_;
    std::thread thread_;
};

// Lines of all lengths, and one that is larger than any pipe.
std::string print_much() {
    std::string expected;
    for (std::size_t i = 0; i < 2000; ++i) expected += std::string(i % 400, 'a') + "\n";
    const std::string large(3'000'000, 'b');
    Output output;
    for (std::size_t i = 0; i < 2000; ++i) std::cout << std::string(i % 400, 'a') << '\n';
    std::cout << large << std::flush;
    return expected + large;
}

}  // namespace

TEST_CASE("a slow reader gets everything, even if the pipe is non-blocking") {
    for (int flags : {0, O_NONBLOCK}) {
        CAPTURE(flags);
        SlowReader reader(flags);
        const std::string expected = print_much(), came = reader.text();
        CHECK((came == expected));  // in brackets, so that doctest does not print it
    }
}

TEST_CASE("a signal that interrupts a write loses nothing") {
    static std::atomic<int> signals = 0;
    struct sigaction action {};
    struct sigaction before {};
    action.sa_handler = [](int) { ++signals; };  // without SA_RESTART
    ::sigaction(SIGUSR1, &action, &before);
    std::atomic<bool> done = false;
    const pthread_t writer = ::pthread_self();
    std::string expected, came;
    {
        SlowReader reader(0);
        std::thread bell([&] {
            while (!done) {
                ::pthread_kill(writer, SIGUSR1);
                std::this_thread::sleep_for(1ms);
            }
        });
        expected = print_much();
        done = true;
        bell.join();
        came = reader.text();
    }
    ::sigaction(SIGUSR1, &before, nullptr);
    CHECK(signals > 1);
    CHECK((came == expected));
}

TEST_CASE("a failed write throws its reason at once, and std::cout is restored afterwards") {
    const int before = (std::fflush(stdout), ::dup(STDOUT_FILENO));
    const Socket takes_nothing(::open("/dev/null", O_RDONLY));
    std::string why;
    ::dup2(takes_nothing.fd(), STDOUT_FILENO);
    try {
        Output output;
        std::cout << "a\n";  // this may stay in the buffer
        why = "not yet";
        std::cout << std::string(1'000'000, 'b');
        why = "nothing was thrown";
    } catch (const std::runtime_error& error) {
        why += std::string(": ") + error.what();
    }
    ::dup2(before, STDOUT_FILENO);
    ::close(before);
    CHECK(why == "not yet: standard output cannot be written (Bad file descriptor)");
    CHECK(std::cout.good());
    CHECK(std::cout.exceptions() == std::ios::goodbit);
}
