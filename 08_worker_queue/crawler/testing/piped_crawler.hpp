// For tests: build/08_crawler as a process between a producer and a reader.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include "common/bench/command.hpp"
#include "common/socket.hpp"
#include "common/testing/processes.hpp"

// The crawler, with a pipe on each side.
class PipedCrawler {
public:
    explicit PipedCrawler(std::vector<std::string> words, const char* output = nullptr) {
        words.insert(words.begin(), built("08_crawler"));
        const std::vector<char*> arguments = exec_arguments(words);
        int in[2], out[2];
        REQUIRE(::pipe(in) == 0);
        REQUIRE(::pipe(out) == 0);
        pid_ = ::fork();
        REQUIRE(pid_ >= 0);
        if (pid_ == 0) {
            ::dup2(in[0], STDIN_FILENO);
            ::dup2(output != nullptr ? ::open(output, O_WRONLY) : out[1], STDOUT_FILENO);
            ::dup2(errors_.fd(), STDERR_FILENO);
            for (int fd : {in[0], in[1], out[0], out[1]}) ::close(fd);
            ::execv(arguments[0], arguments.data());
            ::_exit(127);
        }
        ::close(in[0]);
        input_ = Socket(in[1]);
        output_ = Socket(out[0]);
        its_output_ = Socket(out[1]);
    }
    ~PipedCrawler() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            wait();
        }
    }
    PipedCrawler(const PipedCrawler&) = delete;
    PipedCrawler& operator=(const PipedCrawler&) = delete;

    void say(const std::string& lines) { CHECK(::write(input_.fd(), lines.data(), lines.size()) > 0); }
    void no_more() { input_.close(); }
    void interrupt() { ::kill(pid_, SIGINT); }
    bool fills_its_pipe() const {  // as long as nothing is read
        pollfd pipe{its_output_.fd(), POLLOUT, 0};
        return ::poll(&pipe, 1, 0) == 0;
    }
    std::string read_all() {
        its_output_.close();  // while it is open, read() waits for more
        std::string text;
        std::array<char, 16 * 1024> buffer;
        for (ssize_t count; (count = ::read(output_.fd(), buffer.data(), buffer.size())) > 0;)
            text.append(buffer.data(), static_cast<std::size_t>(count));
        return text;
    }
    int wait() {  // returns the exit status, or minus the signal
        int status = 0;
        ::waitpid(std::exchange(pid_, -1), &status, 0);
        return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    }
    bool has_ended() {
        int status = 0;
        if (::waitpid(pid_, &status, WNOHANG) == 0) return false;
        pid_ = -1;
        status_ = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
        return true;
    }
    int status() const { return status_; }
    std::string errors() const { return errors_.content(); }

private:
    pid_t pid_ = -1;
    int status_ = 0;
    Socket input_, output_;
    Socket its_output_;  // the crawler's end, kept so that we can see whether it is full
    TemporaryFile errors_;
};
