// Chapter 08's tests of what surrounds the crawler: kept connections, the pipe, and Ctrl-C.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/testing/crawler_contract.hpp"
#include "fetch_all.hpp"
#include "jsonl.hpp"
#include "retry.hpp"

using namespace std::chrono_literals;

namespace {

std::string program(const std::string& name) {
    const char* folder = std::getenv("BUILD");
    return std::string(folder != nullptr ? folder : "build") + "/" + name;
}

// Runs a shell command. Returns its standard output, and its exit status in `status`.
std::string output_of(const std::string& command, int& status) {
    std::FILE* pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string output;
    std::array<char, 4096> buffer;
    while (std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe)) output.append(buffer.data(), count);
    status = ::pclose(pipe);
    status = WEXITSTATUS(status);  // on macOS this macro takes an address
    return output;
}

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t found = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
    return found;
}

// Starts the crawler on the whole site in a child, its output thrown away.
pid_t start_crawl(const std::string& url) {
    std::string path = program("08_crawler");
    pid_t child = ::fork();
    if (child == 0) {
        int nowhere = ::open("/dev/null", O_WRONLY);
        ::dup2(nowhere, STDOUT_FILENO);
        ::dup2(nowhere, STDERR_FILENO);
        ::execl(path.c_str(), path.c_str(), "--site", "--workers", "1", "--timeout", "60", url.c_str(), nullptr);
        ::_exit(127);
    }
    return child;
}

void wait_for_requests(const site::SiteProcess& practice_site, long requests) {
    while (practice_site.stats().requests < requests) std::this_thread::sleep_for(1ms);
}

int status_of(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

}  // namespace

TEST_CASE("08: workers keep their connections, and dial again when the server has closed one") {
    site::SiteProcess practice_site({.delay = 0ms});
    auto urls = search_urls(practice_site, 40);
    auto fetch_with = [&](std::size_t workers) {
        ConnectionPool connections;
        return fetch_all(
            urls, [&](const Url& url) { return get_page(url, connections, 60s); }, workers);
    };
    for (const Page& page : fetch_with(4)) CHECK(page.error == "");
    CHECK(practice_site.stats().accepted <= 4);
    practice_site.reset_stats();
    urls[10].target = "/close";
    urls[20].target = "/reset";
    auto pages = fetch_with(1);
    for (std::size_t i = 0; i < pages.size(); ++i) CHECK((pages[i].error == "") == (i != 20));
    CHECK(practice_site.stats().accepted == 4);  // the first, after /close, once more for /reset, and after it
}

TEST_CASE("08: a page as JSON") {
    Page page{Url{}, Response{200, {}, "<p>\"</p><a href=x>", false}, ""};
    CHECK(to_json("http://h/\"\\\n", page, 0.1234) ==
          R"({"url":"http://h/\"\\)"
          "\uFFFD"
          R"(","status":200,"bytes":18,"titles":[],"links":1,"seconds":0.123,"error":null})");
}

TEST_CASE("08: in a pipe, one JSON object for each URL, bad ones too") {
    site::SiteProcess practice_site({.delay = 0ms});
    int status = -1;
    std::string urls = "(for i in 0 1 2 3 4 5 6 7 8 9; do echo '" + practice_site.url("/s?wd=") +
                       "'$i; done; echo 'ftp://x'; echo; printf '" + practice_site.url("/top250") + "')";
    std::string lines = output_of(urls + " | " + program("08_crawler") + " --workers 3 --jsonl - 2>&1", status);
    CHECK(count(lines, "\n") == 12);
    CHECK(count(lines, "\"status\":200") == 11);
    CHECK(count(lines, "\"error\":null") == 11);
    CHECK(count(lines, "a URL begins with http://") == 1);
    CHECK(count(lines, "\"月球旅行记\"") == 1);
    CHECK(status == 1);
    CHECK(practice_site.stats().peak_in_flight <= 3);
    CHECK(output_of(program("08_crawler") + " --jsonl - < /dev/null", status) == "");
    CHECK(status == 0);
}

TEST_CASE("08: a slow reader of the output slows down the reading of the input") {
    site::SiteProcess practice_site({.delay = 0ms});
    int status = -1;
    // The reader takes one line and goes. Ten thousand lines of JSON do not fit into the pipe before it.
    std::string one = output_of("seq 0 9999 | sed 's|^|" + practice_site.url("/s?wd=") + "|' | " +
                                    program("08_crawler") + " --workers 2 --jsonl - 2>/dev/null | head -n 1",
                                status);
    CHECK(count(one, "\n") == 1);
    CHECK(practice_site.stats().requests < 9999);
}

TEST_CASE("08: the first Ctrl-C stops politely, with status 130") {
    site::SiteProcess practice_site({.delay = 5ms});
    pid_t child = start_crawl(practice_site.url("/"));
    wait_for_requests(practice_site, 5);
    ::kill(child, SIGINT);
    int status = status_of(child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 130);
    CHECK(practice_site.stats().requests < 531);
}

TEST_CASE("08: the second Ctrl-C stops at once") {
    site::SiteProcess practice_site({.delay = 0ms});
    pid_t child = start_crawl(practice_site.url("/stall"));  // would go on for a minute
    wait_for_requests(practice_site, 1);
    // How soon the first has been taken, nobody tells; the second is sent until the process is gone.
    int status = 0;
    while (::waitpid(child, &status, WNOHANG) == 0) {
        ::kill(child, SIGINT);
        std::this_thread::sleep_for(10ms);
    }
    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == SIGINT);
}
