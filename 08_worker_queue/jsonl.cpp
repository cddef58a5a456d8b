// The crawler in a pipe: see jsonl.hpp. A bounded queue between who reads and who fetches.
#include "jsonl.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <deque>
#include <optional>
#include <system_error>

#include "async.hpp"
#include "common/descriptor_limit.hpp"
#include "common/movie_page.hpp"
#include "common/report.hpp"
#include "connection_pool.hpp"
#include "queue.hpp"

namespace {

// A JSON string: printable() has taken out control characters and what is no UTF-8.
std::string json_string(std::string_view text) {
    std::string result = "\"";
    for (char c : printable(text)) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + '"';
}

// Puts each line of standard input into the queue, and waits while that is full.
Coroutine<void> read_urls(EventLoop& loop, Queue<std::string>& queue) {
    // (Made non-blocking it would be so for all who share it, the terminal's shell among them. So we ask first.)
    Socket input(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0));
    std::string rest;
    std::array<char, 4096> buffer;
    for (bool more = true; more;) {
        pollfd ready{input.fd(), POLLIN, 0};
        if (::poll(&ready, 1, 0) == 0) co_await Readiness(loop, input, POLLIN, Deadline::max(), "read standard input");
        ssize_t count = ::read(input.fd(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw std::system_error(errno, std::generic_category(), "standard input");
        more = count > 0;
        rest.append(buffer.data(), static_cast<std::size_t>(count));
        if (!more && !rest.empty()) rest += '\n';  // a last line without its end
        for (std::size_t end; (end = rest.find('\n')) != std::string::npos; rest.erase(0, end + 1)) {
            std::string line = rest.substr(0, end);
            if (line.ends_with('\r')) line.pop_back();
            if (!line.empty()) co_await queue.put(line);
        }
    }
    queue.close();
}

Coroutine<void> fetch_lines(EventLoop& loop, Queue<std::string>& queue, ConnectionPool& connections,
                            CrawlOptions options, bool& all_came) {
    for (;;) {
        std::optional<std::string> line = co_await queue.get();
        if (!line) co_return;
        auto start = Clock::now();
        Page page;
        try {
            page.url = parse_url(*line);
        } catch (const std::invalid_argument& error) {
            page.error = error.what();
        }
        if (!page.failed()) {
            page = co_await get_page(loop, page.url, connections, options.timeout, options.retries);
            judge(Job{}, page);
        }
        all_came = all_came && !page.failed();
        std::string json = to_json(*line, page, std::chrono::duration<double>(Clock::now() - start).count());
        json += '\n';
        if (std::fwrite(json.data(), 1, json.size(), stdout) != json.size() || std::fflush(stdout) != 0)
            throw std::runtime_error("standard output cannot be written");
        queue.task_done();
    }
}

Coroutine<void> run(EventLoop& loop, CrawlOptions options, bool& all_came) {
    Queue<std::string> queue(loop, options.workers);
    ConnectionPool connections;
    std::deque<Task<void>> workers;
    for (std::size_t i = 0; i < options.workers; ++i)
        workers.emplace_back(loop, fetch_lines(loop, queue, connections, options, all_came));
    co_await read_urls(loop, queue);
    for (Task<void>& worker : workers) co_await worker;
}

}  // namespace

int crawl_lines(const CrawlOptions& options) {
    allow_many_descriptors();
    EventLoop loop;
    bool all_came = true;
    loop.run_until_complete(run(loop, options, all_came));
    return all_came ? 0 : 1;
}

std::string to_json(const std::string& url, const Page& page, double seconds) {
    const std::string& body = page.response.body;
    std::string titles;
    for (const std::string& title : film_titles(body))
        titles.append(titles.empty() ? "" : ",").append(json_string(title));
    char time[32];
    std::snprintf(time, sizeof time, "%.3f", seconds);
    return "{\"url\":" + json_string(url) + ",\"status\":" + std::to_string(page.response.status) +
           ",\"bytes\":" + std::to_string(body.size()) + ",\"titles\":[" + titles +
           "],\"links\":" + std::to_string(all_links(body).size()) + ",\"seconds\":" + time +
           ",\"error\":" + (page.failed() ? json_string(page.error) : "null") + "}";
}
