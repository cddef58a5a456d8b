// Fetches a few pages on the fake network, for common/testing/steps/record.py: build/steps/06 SEED
// The same seed produces the same run. The exit status is 1 if a page did not arrive.
#include <cstdlib>
#include <iostream>

#include "common/testing/schedules/fake_network.hpp"
#include "pages.hpp"

int main(int argc, char** argv) {
    using namespace std::chrono_literals;
    fake::Network network(static_cast<std::uint32_t>(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1));
    network.step_time = 20ms;
    for (const char* target : {"/a", "/b", "/c"}) {
        const std::string body = target[1] == 'a' ? R"(<a href="/b">b</a> <a href="/c">c</a>)" : "<p>no links</p>";
        const std::string header = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ";
        network.pages[target].answer = header + std::to_string(body.size()) + "\r\n\r\n" + body;
    }
    int failed = 0;
    // The name has one letter, and so one address: see fake_network.hpp.
    for (const Page& page : bring({{"f", 10, "/a"}, {"f", 10, "/b"}}, 5s)) {
        std::cout << page.url.target << ": " << (page.failed() ? page.error : "arrived") << '\n';
        failed += page.failed();
    }
    std::cout << network.polls() << " polls\n" << network.complaint();
    return failed > 0 || !network.complaint().empty();
}
