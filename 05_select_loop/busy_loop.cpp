// Chapter 05, the wrong way first: build/05_busy_loop
// It asks sockets that do not block, again and again, whether they have something. It works, and it burns a processor.
#include <array>
#include <cstdio>
#include <ctime>
#include <vector>

#include "common/http.hpp"
#include "common/site/process.hpp"
#include "common/socket.hpp"

namespace {

struct Waiting {
    Socket socket;
    ResponseParser parser;
};

}  // namespace

int main() {
    site::SiteProcess practice_site({.delay = std::chrono::milliseconds(100)});
    Deadline deadline = Clock::now() + std::chrono::seconds(5);
    std::vector<Waiting> all(10);
    for (std::size_t i = 0; i < all.size(); ++i) {
        Url url = parse_url(practice_site.url("/s?wd=" + std::to_string(i)));
        all[i].socket = connect_to(resolve(url.host, url.port), deadline);
        send_all(all[i].socket, request_text(url), deadline);
    }

    long calls = 0, in_vain = 0;
    std::clock_t processor = std::clock();
    auto start = Clock::now();
    std::array<char, 16 * 1024> buffer;
    for (std::size_t done = 0; done < all.size() && Clock::now() < deadline;) {
        done = 0;
        for (Waiting& waiting : all) {
            if (waiting.parser.done()) {
                ++done;
                continue;
            }
            ++calls;
            if (auto count = try_receive(waiting.socket, buffer)) waiting.parser.feed({buffer.data(), *count});
            else ++in_vain;
        }
    }
    double wall = std::chrono::duration<double>(Clock::now() - start).count();
    double cpu = static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC;
    std::printf("10 pages in %.3f seconds, the processor busy for %.3f of them: %ld calls, %ld in vain\n", wall, cpu,
                calls, in_vain);
}
