// Tests of common/program/trace: what the file holds after real fetches from the practice site. Tracing cannot be
// turned off in a process, so each test traces in a child and reads the file in the parent.
#include "common/program/trace.hpp"

#include <doctest/doctest.h>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <vector>

#include "common/http.hpp"
#include "common/program/waterfall.hpp"
#include "common/site/process.hpp"
#include "common/socket.hpp"
#include "common/testing/processes.hpp"

namespace {

using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

// A file for a trace; it is removed when the test ends.
struct TemporaryFile {
    TemporaryFile() {
        std::string name = std::filesystem::temp_directory_path() / "trace_test.XXXXXX";
        ::close(::mkstemp(name.data()));
        path = name;
    }
    ~TemporaryFile() { std::filesystem::remove(path); }
    TemporaryFile(const TemporaryFile&) = delete;

    Strings lines() const {
        Strings result;
        std::ifstream file(path);
        for (std::string line; std::getline(file, line);) result.push_back(line);
        return result;
    }
    std::filesystem::path path;
};

// Does the work in a child process. Returns whether it ended without an exception.
bool done_in_child(const std::function<void()>& work) {
    return in_child([&] {
        work();
        return true;
    });
}

// Fetches the targets, one after another, on one connection.
void fetch(const site::SiteProcess& practice_site, const Strings& targets) {
    const Deadline deadline = Clock::now() + 60s;
    Socket socket = connect_to(resolve("127.0.0.1", practice_site.port()), deadline);
    for (const std::string& target : targets) {
        std::string request = request_text(Url{"127.0.0.1", practice_site.port(), target}, true);
        std::size_t half = request.size() / 2 + target.size() / 2;  // in two parts, as a full send buffer would cut it
        send_all(socket, request.substr(0, half), deadline);
        send_all(socket, request.substr(half), deadline);
        ResponseParser parser;
        std::array<char, 16 * 1024> buffer;
        while (!parser.done()) {
            std::size_t count = receive(socket, buffer, deadline);
            if (count == 0) throw std::runtime_error("the site closed the connection");
            parser.feed({buffer.data(), count});
        }
    }
}

// Reads one JSON value off the front of the text: an object, a string or a whole number, which is all that a
// trace holds. Returns false if there is none. The fields of objects, of inner ones too, are added to `fields`.
bool take_value(std::string_view& text, std::map<std::string, std::string>& fields, std::string& value) {
    auto take = [&](char c) {
        if (!text.starts_with(c)) return false;
        text.remove_prefix(1);
        return true;
    };
    auto take_until = [&](auto ends) {
        value.clear();
        for (; !text.empty() && !ends(text[0]); text.remove_prefix(1)) value += text[0];
    };
    if (take('"')) {
        take_until([](char c) { return c == '"' || c == '\\' || c < ' ' || c > '~'; });
        return take('"');
    }
    if (!take('{')) {
        take_until([](char c) { return c < '0' || c > '9'; });
        return !value.empty();
    }
    do {
        std::string name;
        if (!text.starts_with('"') || !take_value(text, fields, name)) return false;
        if (!take(':') || !take_value(text, fields, value)) return false;
        fields[name] = value;
    } while (take(','));
    return take('}');
}

struct Event {
    std::string id, what, page;  // what: "b connect" begins a phase, "e connect" ends it, "n closed" is a moment
    long time = 0, ran = 0;
};

// An event is one line: a JSON object and a comma.
std::optional<Event> event_in(std::string_view line) {
    std::map<std::string, std::string> fields;
    std::string ignored;
    if (!line.starts_with('{') || !take_value(line, fields, ignored) || line != ",") return std::nullopt;
    for (const char* name : {"cat", "name", "ph", "id", "ts", "tts", "pid", "tid", "page"})
        if (!fields.contains(name)) return std::nullopt;
    return Event{fields["id"], fields["ph"] + " " + fields["name"], fields["page"], std::stol(fields["ts"]),
                 std::stol(fields["tts"])};
}

// The events of each connection in the order of the file, when the file is whole and time never goes back.
std::map<std::string, std::vector<Event>> connections_in(const TemporaryFile& file) {
    std::map<std::string, std::vector<Event>> connections;
    Strings lines = file.lines();
    REQUIRE(!lines.empty());
    CHECK(lines[0] == "[");
    for (std::size_t i = 1; i < lines.size(); ++i) {
        CAPTURE(lines[i]);
        if (lines[i].starts_with("{\"name\":\"process_name\"") || lines[i] == "," || lines[i] == "]") continue;
        auto event = event_in(lines[i]);
        REQUIRE(event);
        std::vector<Event>& events = connections[event->id];
        if (!events.empty()) CHECK(events.back().time <= event->time);
        events.push_back(*event);
    }
    return connections;
}

Strings whats(const std::vector<Event>& events) {
    Strings result;
    for (const Event& event : events) result.push_back(event.what);
    return result;
}

const Strings one_page = {"b connect", "e connect", "b wait", "e wait", "b receive", "e receive", "n closed"};

}  // namespace

TEST_CASE("a page is traced as connect, wait and receive, each begun and ended") {
    site::SiteProcess practice_site({.delay = 0ms});
    TemporaryFile file;
    CHECK(done_in_child([&] {
        trace::start(file.path, "a_program");
        fetch(practice_site, {"/top250"});
        fetch(practice_site, {"/s?wd=1"});
    }));
    auto connections = connections_in(file);
    CHECK(connections.size() == 2);
    for (const auto& [id, events] : connections) {
        CHECK(whats(events) == one_page);
        CHECK(events[0].page == "");  // not known before the request
        for (std::size_t i = 1; i < events.size(); ++i) CHECK(events[i].page == events[1].page);
        for (std::size_t i = 1; i < events.size(); ++i) CHECK(events[i].ran >= events[i - 1].ran);
        // A thread cannot run for longer than the time that has passed.
        CHECK(events.back().ran - events[0].ran <= events.back().time - events[0].time + 1);
    }
    CHECK(connections.begin()->second[1].page != connections.rbegin()->second[1].page);
}

TEST_CASE("a kept connection waits and receives once per page") {
    site::SiteProcess practice_site({.delay = 0ms});
    TemporaryFile file;
    CHECK(done_in_child([&] {
        trace::start(file.path, "a_program");
        fetch(practice_site, {"/a", "/b", "/c"});
    }));
    auto connections = connections_in(file);
    REQUIRE(connections.size() == 1);
    Strings expected = {"b connect", "e connect"}, pages;
    for (int page = 0; page < 3; ++page) expected.insert(expected.end(), one_page.begin() + 2, one_page.end() - 1);
    expected.push_back("n closed");
    const std::vector<Event>& events = connections.begin()->second;
    CHECK(whats(events) == expected);
    for (const Event& event : events) pages.push_back(event.page);
    CHECK(pages == Strings{"", "/a", "/a", "/a", "/a", "/a", "/b", "/b", "/b", "/b", "/c", "/c", "/c", "/c", "/c"});
}

TEST_CASE("a connection that fails ends the phase it was in") {
    site::SiteProcess practice_site({.delay = 0ms});
    TemporaryFile file;
    CHECK(done_in_child([&] {
        trace::start(file.path, "a_program");
        for (const char* target : {"/close", "/truncated", "/reset"}) {
            try {
                fetch(practice_site, {target});
            } catch (const std::exception&) {}
        }
        start_connect(resolve("127.0.0.1", practice_site.port()).front());  // given up at once
    }));
    auto connections = connections_in(file);
    CHECK(connections.size() == 4);
    for (const auto& [id, events] : connections) {
        REQUIRE(events.size() % 2 == 1);
        CHECK(events.back().what == "n closed");
        for (std::size_t i = 0; i + 1 < events.size(); i += 2) {
            CHECK(events[i].what[0] == 'b');
            CHECK(events[i + 1].what == std::string("e").append(events[i].what, 1));
        }
    }
}

TEST_CASE("lines stay whole when the threads of two processes write at once") {
    site::SiteProcess practice_site({.delay = 0ms});
    TemporaryFile file;
    auto fetch_in_threads = [&] {
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int page = 0; page < 10; ++page) fetch(practice_site, {"/" + std::string(300, 'x')});
            });
        for (std::thread& thread : threads) thread.join();
    };
    CHECK(done_in_child([&] {
        trace::start(file.path, "a_program");
        pid_t second = ::fork();
        fetch_in_threads();
        if (second == 0) ::_exit(0);
        int status = -1;
        if (::waitpid(second, &status, 0) != second || status != 0) throw std::runtime_error("second");
    }));
    auto connections = connections_in(file);
    CHECK(connections.size() == 80);
    for (const auto& [id, events] : connections) CHECK(whats(events) == one_page);
    std::set<std::string> processes;
    for (const auto& [id, events] : connections) processes.insert(id.substr(0, id.find('.')));
    CHECK(processes.size() == 2);
}

TEST_CASE("a second run appends to the file, and what a page is called cannot break a line") {
    site::SiteProcess practice_site({.delay = 0ms});
    TemporaryFile file;
    for (std::string target : {"/\"}],\\u0000", "/\x1b\x7f\xE4\xB8\x96"}) {
        CHECK(done_in_child([&] {
            trace::start(file.path, "a_program");
            Socket socket = connect_to(resolve("127.0.0.1", practice_site.port()), Clock::now() + 60s);
            send_all(socket, "GET " + target + " HTTP/1.1\r\n", Clock::now() + 60s);  // half a request
        }));
    }
    std::set<std::string> pages;
    for (const auto& [id, events] : connections_in(file)) {
        CHECK(whats(events) == Strings{"b connect", "e connect", "b wait", "e wait", "n closed"});
        pages.insert(events.back().page);
    }
    CHECK(pages == std::set<std::string>{"/?}],?u0000", "/?????"});
}

TEST_CASE("what programs have written one after the other is one whole JSON array, and names their processes") {
    site::SiteProcess practice_site({.delay = 0ms});
    TemporaryFile file;
    for (std::string program : {"first", "second"})
        CHECK(done_in_child([&] {
            trace::start(file.path, program);
            fetch(practice_site, {"/top250"});
            trace::page_failed("/lost");
            trace::finish();
        }));
    const Strings lines = file.lines();
    REQUIRE(lines.size() > 4);
    CHECK(lines.front() == "[");
    CHECK(lines.back() == "]");
    std::map<std::string, int> names;
    int failed = 0;
    for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
        CAPTURE(lines[i]);
        const bool last = i + 2 == lines.size() || lines[i + 1] == ",";  // of a run: its comma may stand alone
        CHECK((lines[i] == "," || lines[i].ends_with(last ? "}" : "},")));
        for (const char* name : {"first", "second"})
            names[name] += lines[i].find("\"process_name\"") != std::string::npos &&
                           lines[i].find(std::string("\"name\":\"") + name + "\"") != std::string::npos;
        failed += lines[i].find("\"name\":\"failed\"") != std::string::npos &&
                  lines[i].find("\"page\":\"/lost\"") != std::string::npos;
    }
    CHECK(names == std::map<std::string, int>{{"first", 2}, {"second", 2}});  // at its first event, and at its end
    CHECK(failed == 2);
    const Waterfall waterfall = read_trace(file.path, "both");
    CHECK(waterfall.pages.size() == 2);
}

TEST_CASE("a trace that cannot be begun is refused with the file's name") {
    TemporaryFile pipe;
    std::filesystem::remove(pipe.path);
    REQUIRE(::mkfifo(pipe.path.c_str(), 0600) == 0);
    Strings paths = {"/no/such/folder/trace.json", std::filesystem::temp_directory_path(), pipe.path};
    if (std::filesystem::exists("/dev/full")) paths.push_back("/dev/full");  // Linux has it
    for (const std::string& path : paths) {
        CHECK(done_in_child([&] {
            try {
                trace::start(path, "a_program");
            } catch (const std::system_error& error) {
                if (std::string(error.what()).starts_with("--trace " + path + ": ") && !trace::is_on()) return;
            }
            throw std::runtime_error("not refused, or in other words");
        }));
    }
}

TEST_CASE("a disk that fills up later ends the trace, not the crawl") {
    site::SiteProcess practice_site({.delay = 0ms});
    TemporaryFile file;
    CHECK(done_in_child([&] {
        trace::start(file.path, "a_program");
        fetch(practice_site, {"/top250"});
        std::signal(SIGXFSZ, SIG_IGN);  // a limit on the file's size does what a full disk does, on every system
        rlimit limit{};
        limit.rlim_cur = limit.rlim_max = std::filesystem::file_size(file.path);
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) throw std::runtime_error("setrlimit");
        fetch(practice_site, {"/top250", "/s?wd=1"});
        if (trace::is_on()) throw std::runtime_error("the trace goes on");
    }));
    auto connections = connections_in(file);
    REQUIRE(connections.size() == 1);
    CHECK(whats(connections.begin()->second) == one_page);
}
