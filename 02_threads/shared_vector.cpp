// Chapter 02, the article's way, which is wrong twice: build/02_shared_vector [--lock]
// All threads append to one vector. That is a data race. Python's own lock happens to save the article from it; here
// --lock does. And the films are in the order in which the pages arrived, and no lock repairs that. The sanitizer finds
// the race: make SANITIZE=thread BUILD=build/thread build/thread/02_shared_vector
#include <cstdio>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "common/crawl/movie_page.hpp"
#include "common/site/process.hpp"
#include "from_01/fetch.hpp"
#include "joining_thread.hpp"

int main(int argc, char** argv) {
    const bool with_lock = argc > 1 && argv[1] == std::string_view("--lock");
    using namespace std::chrono_literals;
    site::SiteProcess practice_site({.delay = 20ms, .faults = {{2, "slow?ms=100"}}});  // page 2 arrives late
    std::vector<Url> urls;
    for (int start = 0; start < 250; start += 25)
        urls.push_back(parse_url(practice_site.url("/top250?start=" + std::to_string(start) + "&filter=")));

    std::vector<std::string> result;
    std::mutex mutex;
    auto append = [&](std::string title) { result.push_back(std::move(title)); };  // two threads may do this at once
    auto append_locked = [&](std::string title) {
        std::lock_guard lock(mutex);  // if another thread has it, this one sleeps until it is free
        append(std::move(title));
    };  // the guard's destructor unlocks

    std::vector<JoiningThread> threads;
    for (const Url& url : urls)
        threads.emplace_back([&, &url = url] {  // a reference to the element, which stays where it is
            for (std::string& title : film_titles(fetch_page(url, 5s).response.body))
                with_lock ? append_locked(std::move(title)) : append(std::move(title));
        });
    threads.clear();

    std::vector<std::string> right;
    for (const Url& url : urls)
        for (std::string& title : film_titles(fetch_page(url, 5s).response.body)) right.push_back(std::move(title));
    std::size_t in_place = 0;
    for (std::size_t i = 0; i < right.size() && i < result.size(); ++i) in_place += right[i] == result[i];
    std::printf("%zu of %zu titles arrived, %zu of them in their place\n", result.size(), right.size(), in_place);
    return in_place == right.size() ? 0 : 1;
}
