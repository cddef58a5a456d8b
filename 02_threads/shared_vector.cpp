// Chapter 02, the article's way, which is wrong: build/02_shared_vector
// All threads append to one vector. Where Python's lock happens to save the vector, C++ has a data race; and in
// both languages the films come in the order in which the pages arrived. Build it with the thread sanitizer:
// make SANITIZE=thread BUILD=build/thread build/thread/02_shared_vector
#include <cstdio>
#include <string>
#include <vector>

#include "common/crawl/movie_page.hpp"
#include "common/site/process.hpp"
#include "from_01/fetch.hpp"
#include "joining_thread.hpp"

int main() {
    using namespace std::chrono_literals;
    site::SiteProcess practice_site({.delay = 20ms, .faults = {{2, "slow?ms=100"}}});  // page 2 comes late
    std::vector<Url> urls;
    for (int start = 0; start < 250; start += 25)
        urls.push_back(parse_url(practice_site.url("/top250?start=" + std::to_string(start) + "&filter=")));

    std::vector<std::string> result;
    std::vector<JoiningThread> threads;
    for (const Url& url : urls)
        threads.emplace_back([&] {
            for (std::string& title : film_titles(fetch_page(url, 5s).response.body))
                result.push_back(std::move(title));  // the race: nobody keeps two threads from doing this at once
        });
    threads.clear();

    std::vector<std::string> right;
    for (const Url& url : urls)
        for (std::string& title : film_titles(fetch_page(url, 5s).response.body)) right.push_back(std::move(title));
    std::size_t in_place = 0;
    for (std::size_t i = 0; i < right.size() && i < result.size(); ++i) in_place += right[i] == result[i];
    std::printf("%zu of %zu titles came, %zu of them in their place\n", result.size(), right.size(), in_place);
    return in_place == right.size() ? 0 : 1;
}
