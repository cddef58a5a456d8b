// Chapter 08's tests of the crawler between a producer and a reader: a slow one, a full disk, Ctrl-C.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "common/site/process.hpp"
#include "common/testing/calls.hpp"
#include "common/testing/count.hpp"
#include "crawler/paced_output.hpp"
#include "piped_crawler.hpp"

using namespace std::chrono_literals;

namespace {

void wait_for_requests(const site::SiteProcess& practice_site, long requests) {
    while (practice_site.stats().requests < requests) std::this_thread::sleep_for(1ms);
}

// Waits until the crawler has asked for nothing new during `time`: then it waits for its reader.
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

TEST_CASE("08: printing an empty page leaves nothing to wait for") {
    EventLoop loop;
    PacedOutput output(loop, [] {});
    std::cout << "";
    CHECK(loop.selector().is_empty());
}

TEST_CASE("08: a signal while it looks for room does not make it sleep in write()") {
    int pipe[2];
    REQUIRE(::pipe(pipe) == 0);
    const Socket reader(pipe[0]), writer(pipe[1]), before(::dup(STDOUT_FILENO));
    ::fcntl(writer.fd(), F_SETFL, O_NONBLOCK);
    while (::write(writer.fd(), "full", 4) > 0) {}
    ::fcntl(writer.fd(), F_SETFL, 0);
    std::size_t waiting = 0;
    {
        EventLoop loop;
        PacedOutput output(loop, [] {});
        ::dup2(writer.fd(), STDOUT_FILENO);
        std::cout << "x";
        Calls calls;
        calls.interrupts_next_look = true;
        ::alarm(10);  // ends this program if it sleeps
        std::cout << std::flush;
        ::alarm(0);
        waiting = output.waiting();
        ::dup2(before.fd(), STDOUT_FILENO);
    }
    CHECK(waiting == 1);
}

TEST_CASE("08: a slow reader slows the crawler down, but no page is lost") {
    constexpr int pages = 300;
    site::SiteProcess practice_site({.delay = 5ms});
    SUBCASE("URLs from a pipe") {
        PipedCrawler crawler({"--jsonl", "-", "--workers", "20", "--timeout", "1"});
        std::thread producer([&] {
            crawler.say(search_lines(practice_site, pages));
            crawler.no_more();
        });
        CHECK(wait_until_held_up(practice_site, 1500ms) < pages);  // longer than the time limit of a page
        const std::string lines = crawler.read_all();
        producer.join();
        CHECK(count(lines, "\n") == pages);
        CHECK(count(lines, "\"error\":null") == pages);
        CHECK(crawler.wait() == 0);
        CHECK(crawler.errors() == "");
    }
    SUBCASE("a whole site") {
        PipedCrawler crawler({"--site", "--jsonl", "--workers", "20", "--timeout", "1", practice_site.url("/")});
        CHECK(wait_until_held_up(practice_site, 1500ms) < 500);
        const std::string lines = crawler.read_all();
        CHECK(count(lines, "\"error\":null") == 531);
        CHECK(crawler.wait() == 1);  // the dead link
        CHECK(crawler.errors().find(" 1 failed, ") != std::string::npos);
    }
}

TEST_CASE("08: standard output that cannot be written ends the crawler, even if its input stays open") {
    if (::access("/dev/full", W_OK) != 0) return;  // only Linux has it
    site::SiteProcess practice_site({.delay = 0ms});
    for (int pages : {1, 2, 10}) {
        PipedCrawler crawler({"--jsonl", "-", "--workers", "2"}, "/dev/full");
        crawler.say(search_lines(practice_site, pages));
        CHECK(crawler.wait() == 1);
        CHECK(crawler.errors() == "08_crawler: standard output cannot be written (No space left on device)\n");
    }
}

TEST_CASE("08: the first Ctrl-C stops politely, with status 130") {
    site::SiteProcess practice_site({.delay = 5ms});
    SUBCASE("a whole site") {
        PipedCrawler crawler({"--site", "--workers", "1", "--timeout", "60", practice_site.url("/")});
        wait_for_requests(practice_site, 5);
        crawler.interrupt();
        const std::string lines = crawler.read_all();
        CHECK(crawler.wait() == 130);
        CHECK(count(lines, " bytes\n") >= 3);
        CHECK(practice_site.stats().requests < 531);
    }
    SUBCASE("URLs from a pipe that stays open") {
        PipedCrawler crawler({"--jsonl", "-", "--workers", "2", "--timeout", "60"});
        crawler.say(search_lines(practice_site, 2));
        wait_for_requests(practice_site, 2);
        crawler.interrupt();
        const std::string lines = crawler.read_all();
        CHECK(crawler.wait() == 130);
        CHECK(count(lines, "\"error\":null") == 2);
    }
}

TEST_CASE("08: after Ctrl-C, the crawler ends even if something is stuck") {
    site::SiteProcess practice_site({.delay = 0ms});
    SUBCASE("a reader that never reads") {
        for (std::vector<std::string> words :
             {std::vector<std::string>{"--jsonl", "-"}, {"--site", "--jsonl", practice_site.url("/")}}) {
            practice_site.reset_stats();
            words.insert(words.end(), {"--timeout", "0.2", "--workers", "2"});
            PipedCrawler crawler(words);
            if (words[1] == "-") crawler.say(search_lines(practice_site, 200));
            while (!crawler.fills_its_pipe()) std::this_thread::sleep_for(1ms);
            // Two workers have asked for five more pages, so the lines of three of them wait.
            wait_for_requests(practice_site, practice_site.stats().requests + 5);
            crawler.interrupt();
            CHECK(crawler.wait() == 130);
            CHECK(count(crawler.errors(), "standard output is not being read: its last ") == 1);
        }
    }
    SUBCASE("a page that takes long to fail, and an even longer pause") {
        PipedCrawler crawler({"--jsonl", "-", "--timeout", "0.2", "--pause", "3600000"});
        crawler.say(practice_site.url("/stall") + "\n" + practice_site.url("/s?wd=1") + "\n");
        wait_for_requests(practice_site, 1);
        crawler.interrupt();
        CHECK(count(crawler.read_all(), "receive: the deadline passed") == 1);
        CHECK(crawler.wait() == 130);
    }
}

TEST_CASE("08: the second Ctrl-C ends the crawler at once") {
    site::SiteProcess practice_site({.delay = 0ms});
    for (std::vector<std::string> words : {std::vector<std::string>{"--jsonl", "-"}, {practice_site.url("/stall")}}) {
        practice_site.reset_stats();
        words.insert(words.end(), {"--timeout", "60"});  // it would go on for a minute
        PipedCrawler crawler(words);
        if (words[0] == "--jsonl") crawler.say(practice_site.url("/stall") + "\n");
        wait_for_requests(practice_site, 1);
        // We cannot see when the first has been handled, so we send the second until the process has ended.
        while (!crawler.has_ended()) {
            crawler.interrupt();
            std::this_thread::sleep_for(10ms);
        }
        CHECK(crawler.status() == -SIGINT);
    }
}
