// See jsonl.hpp. A bounded queue stands between the one task that reads and the workers that fetch.
#include "jsonl.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <system_error>

#include "common/crawl/movie_page.hpp"
#include "common/program/report.hpp"
#include "common/socket.hpp"
#include "from_07/async.hpp"
#include "queue.hpp"
#include "retry.hpp"

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
Coroutine<void> read_urls(Queue<std::string>& queue) {
    // (It is not made non-blocking, for all that share it would find it so, the shell among them. So we ask first.)
    Socket input(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0));
    std::string rest;
    std::array<char, 4096> buffer;
    for (bool more = true; more;) {
        pollfd ready{input.fd(), POLLIN, 0};
        if (::poll(&ready, 1, 0) == 0) co_await Readiness(input, POLLIN, Deadline::max(), "read standard input");
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

Coroutine<Page> fetch_line(const std::string& line, ConnectionPool& connections, const CrawlOptions& options) {
    Page page;
    try {
        page.url = parse_url(line);
    } catch (const std::invalid_argument& error) {
        page.error = error.what();
    }
    if (!page.failed()) page = co_await get_page(page.url, connections, options.timeout, options.retries);
    judge(Job{}, page);
    co_return page;
}

Coroutine<void> fetch_lines(Queue<std::string>& queue, ConnectionPool& connections, const CrawlOptions& options,
                            bool& all_came) {
    for (;;) {
        std::optional<std::string> line = co_await queue.get();
        if (!line) co_return;
        auto start = Clock::now();
        Page page = co_await fetch_line(*line, connections, options);
        all_came = all_came && !page.failed();
        std::string json = to_json(*line, page, std::chrono::duration<double>(Clock::now() - start).count()) + '\n';
        if (std::fwrite(json.data(), 1, json.size(), stdout) != json.size() || std::fflush(stdout) != 0)
            throw std::runtime_error("standard output cannot be written");
        queue.task_done();
    }
}

Coroutine<bool> run(const CrawlOptions& options) {
    EventLoop& loop = co_await ThisLoop();
    Queue<std::string> queue(options.workers);
    ConnectionPool connections(options.workers);
    bool all_came = true;
    TaskGroup<> group(loop);
    group.start(read_urls(queue));
    for (std::size_t i = 0; i < options.workers; ++i) group.start(fetch_lines(queue, connections, options, all_came));
    co_await group.wait();
    co_return all_came;
}

}  // namespace

int crawl_lines(const CrawlOptions& options) {
    EventLoop loop;
    return loop.run_until_complete(run(options)) ? 0 : 1;
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
