// Chapter 08's tests of the crawler between a producer and a reader: a slow one, a full disk, Ctrl-C.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "common/bench/command.hpp"
#include "common/site/process.hpp"

using namespace std::chrono_literals;

namespace {

// The crawler, with a pipe before it and one behind it.
class Crawler {
public:
    explicit Crawler(std::vector<std::string> words, const char* output = nullptr) {
        const char* folder = std::getenv("BUILD");
        words.insert(words.begin(), std::string(folder != nullptr ? folder : "build") + "/08_crawler");
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
        ::close(out[1]);
        input_ = Socket(in[1]);
        output_ = Socket(out[0]);
    }
    ~Crawler() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            wait();
        }
    }
    Crawler(const Crawler&) = delete;
    Crawler& operator=(const Crawler&) = delete;

    void say(const std::string& lines) { CHECK(::write(input_.fd(), lines.data(), lines.size()) > 0); }
    void no_more() { input_.close(); }
    void interrupt() { ::kill(pid_, SIGINT); }
    std::string read_all() {
        std::string text;
        std::array<char, 16 * 1024> buffer;
        for (ssize_t count; (count = ::read(output_.fd(), buffer.data(), buffer.size())) > 0;)
            text.append(buffer.data(), static_cast<std::size_t>(count));
        return text;
    }
    int wait() {  // the exit status, or minus the signal
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
    TemporaryFile errors_;
};

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t found = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
    return found;
}

void wait_for_requests(const site::SiteProcess& practice_site, long requests) {
    while (practice_site.stats().requests < requests) std::this_thread::sleep_for(1ms);
}

// Until it has asked for nothing new during the time: then it waits for its reader.
long wait_until_held_up(const site::SiteProcess& practice_site, std::chrono::milliseconds time) {
    long before = -1, now = 0;
    while ((now = practice_site.stats().requests) != before || now == 0) {
        before = now;
        std::this_thread::sleep_for(time);
    }
    return now;
}

std::string search_lines(const site::SiteProcess& practice_site, int pages) {
    std::string lines;
    for (int i = 0; i < pages; ++i) lines += practice_site.url("/s?wd=" + std::to_string(i)) + "\n";
    return lines;
}

}  // namespace

TEST_CASE("08: a slow reader slows the crawler down, and costs no page") {
    constexpr int pages = 300;
    site::SiteProcess practice_site({.delay = 5ms});
    SUBCASE("URLs from a pipe") {
        Crawler crawler({"--jsonl", "-", "--workers", "20", "--timeout", "1"});
        std::thread producer([&] {
            crawler.say(search_lines(practice_site, pages));
            crawler.no_more();
        });
        CHECK(wait_until_held_up(practice_site, 1500ms) < pages);  // longer than a page may take
        const std::string lines = crawler.read_all();
        producer.join();
        CHECK(count(lines, "\n") == pages);
        CHECK(count(lines, "\"error\":null") == pages);
        CHECK(crawler.wait() == 0);
        CHECK(crawler.errors() == "");
    }
    SUBCASE("a whole site") {
        Crawler crawler({"--site", "--jsonl", "--workers", "20", "--timeout", "1", practice_site.url("/")});
        CHECK(wait_until_held_up(practice_site, 1500ms) < 500);
        const std::string lines = crawler.read_all();
        CHECK(count(lines, "\"error\":null") == 531);
        CHECK(crawler.wait() == 1);  // the dead link
        CHECK(crawler.errors().find(" 1 failed, ") != std::string::npos);
    }
}

TEST_CASE("08: standard output that cannot be written ends the crawler, though its input stays open") {
    if (::access("/dev/full", W_OK) != 0) return;  // Linux has it
    site::SiteProcess practice_site({.delay = 0ms});
    for (int pages : {1, 2, 10}) {
        Crawler crawler({"--jsonl", "-", "--workers", "2"}, "/dev/full");
        crawler.say(search_lines(practice_site, pages));
        CHECK(crawler.wait() == 1);
        CHECK(crawler.errors() == "08_crawler: standard output cannot be written (No space left on device)\n");
    }
}

TEST_CASE("08: the first Ctrl-C stops politely, with status 130") {
    site::SiteProcess practice_site({.delay = 5ms});
    SUBCASE("a whole site") {
        Crawler crawler({"--site", "--workers", "1", "--timeout", "60", practice_site.url("/")});
        wait_for_requests(practice_site, 5);
        crawler.interrupt();
        const std::string lines = crawler.read_all();
        CHECK(crawler.wait() == 130);
        CHECK(count(lines, " bytes\n") >= 3);
        CHECK(practice_site.stats().requests < 531);
    }
    SUBCASE("URLs from a pipe that stays open") {
        Crawler crawler({"--jsonl", "-", "--workers", "2", "--timeout", "60"});
        crawler.say(search_lines(practice_site, 2));
        wait_for_requests(practice_site, 2);
        crawler.interrupt();
        const std::string lines = crawler.read_all();
        CHECK(crawler.wait() == 130);
        CHECK(count(lines, "\"error\":null") == 2);
    }
}

TEST_CASE("08: after Ctrl-C, nothing that is stuck holds the crawler for ever") {
    site::SiteProcess practice_site({.delay = 0ms});
    SUBCASE("a reader that never reads") {
        for (std::vector<std::string> words : {std::vector<std::string>{"--jsonl", "-", "--timeout", "0.2"},
                                               {"--site", "--jsonl", "--timeout", "0.2", practice_site.url("/")}}) {
            practice_site.reset_stats();
            Crawler crawler(words);
            if (words[1] == "-") crawler.say(search_lines(practice_site, 200));
            wait_until_held_up(practice_site, 100ms);
            crawler.interrupt();
            CHECK(crawler.wait() == 130);
            CHECK(count(crawler.errors(), "nobody reads standard output: its last ") == 1);
        }
    }
    SUBCASE("a page that takes long to fail, and a pause that is longer still") {
        Crawler crawler({"--jsonl", "-", "--timeout", "0.2", "--pause", "3600000"});
        crawler.say(practice_site.url("/stall") + "\n" + practice_site.url("/s?wd=1") + "\n");
        wait_for_requests(practice_site, 1);
        crawler.interrupt();
        CHECK(count(crawler.read_all(), "receive: the deadline passed") == 1);
        CHECK(crawler.wait() == 130);
    }
}

TEST_CASE("08: the second Ctrl-C stops at once") {
    site::SiteProcess practice_site({.delay = 0ms});
    for (std::vector<std::string> words : {std::vector<std::string>{"--jsonl", "-"}, {practice_site.url("/stall")}}) {
        practice_site.reset_stats();
        words.insert(words.end(), {"--timeout", "60"});  // would go on for a minute
        Crawler crawler(words);
        if (words[0] == "--jsonl") crawler.say(practice_site.url("/stall") + "\n");
        wait_for_requests(practice_site, 1);
        // How soon the first has been taken, nobody tells; the second is sent until the process is gone.
        while (!crawler.has_ended()) {
            crawler.interrupt();
            std::this_thread::sleep_for(10ms);
        }
        CHECK(crawler.status() == -SIGINT);
    }
}
