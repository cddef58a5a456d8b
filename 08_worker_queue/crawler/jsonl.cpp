// See jsonl.hpp. A bounded queue connects the one task that reads with the workers that fetch.
#include "jsonl.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <iostream>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "common/program/report.hpp"
#include "common/socket.hpp"
#include "fetcher.hpp"
#include "from_07/async.hpp"
#include "json.hpp"
#include "queue.hpp"
#include "session.hpp"

namespace {

class Lines {
public:
    explicit Lines(const CrawlOptions& options)
        : options_(options), progress_(options.progress), queue_(options.workers), fetcher_(options) {}

    int run() {
        try {
            loop_.run_until_complete(with_task_group([this](TaskGroup& group) { return read_and_fetch(group); }));
        } catch (const GivenUp&) {
            // The crawl was stopped, and what is still in flight takes too long.
        }
        progress_.clear();
        session_.finish();
        if (session_.is_stopped()) report_.interrupt();
        return options_.progress ? report_.finish() : report_.status();
    }

private:
    // In a group, so that a worker or a reader that fails ends the others. The reader is a task: stop() cancels it.
    Coroutine<void> read_and_fetch(TaskGroup& group) {
        for (std::size_t i = 0; i < options_.workers; ++i) group.start(fetch_lines());
        Task<void> reader(loop_, read_lines());
        reader_ = &reader;
        try {
            co_await reader;
        } catch (const Cancelled&) {
            // by stop()
        }
        reader_ = nullptr;
        queue_.close();
    }

    void stop() {
        if (reader_ != nullptr) reader_->cancel();
        queue_.clear();
        fetcher_.stop();
    }

    // Puts each line of standard input into the queue, and waits while the queue is full.
    Coroutine<void> read_lines() {
        // (Making standard input non-blocking would affect all that share it, such as the shell. So we ask first.)
        Socket input(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0));
        if (!input.is_open()) throw std::system_error(errno, std::generic_category(), "standard input");
        std::array<char, 4096> buffer;
        std::string line;
        for (;;) {
            pollfd ready{input.fd(), POLLIN, 0};
            if (::poll(&ready, 1, 0) <= 0) co_await Readiness(input, POLLIN, Deadline::max(), "read standard input");
            const ssize_t count = ::read(input.fd(), buffer.data(), buffer.size());
            if (count < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK)) continue;
            if (count < 0) throw std::system_error(errno, std::generic_category(), "standard input");
            if (count == 0) break;
            for (char c : std::string_view(buffer.data(), static_cast<std::size_t>(count))) {
                if (c == '\n') co_await put(std::exchange(line, {}));
                else if (line.size() <= max_url_bytes) line += c;  // enough to see that it is too long
            }
        }
        co_await put(std::move(line));  // a last line without a line end
    }

    Coroutine<void> put(std::string line) {
        if (line.ends_with('\r')) line.pop_back();
        if (!line.empty()) co_await queue_.put(std::move(line));
    }

    Coroutine<void> fetch_lines() {
        for (;;) {
            std::optional<std::string> line = co_await queue_.get();
            if (!line) co_return;
            co_await session_.output().room();
            const auto asked_at = Clock::now();
            FoundPage found;
            found.asked = std::move(*line);
            try {
                Followed followed = co_await fetcher_.follow(url_of(found.asked));
                found.page = std::move(followed.page);
                found.redirects = followed.redirects;
                judge(Job{}, found.page);
            } catch (const Stopped&) {
                co_return;
            } catch (const std::exception& error) {
                found.page.error = error.what();
            }
            found.seconds = std::chrono::duration<double>(Clock::now() - asked_at).count();
            write(found);
            queue_.task_done();
        }
    }

    static Url url_of(const std::string& line) {
        if (line.size() > max_url_bytes)
            throw std::invalid_argument("it is longer than " + std::to_string(max_url_bytes) + " bytes");
        return parse_url(line);
    }

    void write(FoundPage& found) {
        const Said said = said_by(found.page);
        std::cout << to_json(found, said) + "\n";
        report_.count(found.page, said.titles.size());
        progress_.show(report_.pages(), queue_.size(), report_.failed());
    }

    EventLoop loop_;
    CrawlOptions options_;
    ProgressLine progress_;
    Report report_{Content::titles, false};
    Queue<std::string> queue_;
    Fetcher fetcher_;
    Task<void>* reader_ = nullptr;
    Session session_{loop_, progress_, options_.timeout, [this] { stop(); }};
};

}  // namespace

int crawl_lines(const CrawlOptions& options) { return Lines(options).run(); }
