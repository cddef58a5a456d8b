// Writes a trace: see trace.hpp.
#include "common/program/trace.hpp"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <map>
#include <mutex>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "common/socket.hpp"

namespace {

std::atomic<bool> on = false;
int file = -1;  // stays open until the process ends: a worker forked later still writes to it
std::string file_name, program_name;
pid_t started_by = 0, named = 0;  // the process that called start(); the last one that wrote its name
std::mutex mutex;

// When something happened, in microseconds, the unit of the format. `ran` is the CPU time of this thread so far.
// Between two events of a thread, it shows how long the thread ran and how long it slept.
struct Moment {
    long time = 0;
    long ran = 0;
};

Moment now() {
    using namespace std::chrono;  // steady_clock is the same in all processes
    auto time = duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
    timespec ran{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ran);
    return {static_cast<long>(time), static_cast<long>(ran.tv_sec) * 1'000'000 + static_cast<long>(ran.tv_nsec) / 1000};
}

// A connection goes through three phases: connect, wait (for the first byte), receive. A kept connection waits and
// receives again for each further page.
struct TracedConnection {
    long number = 0;
    const char* phase = nullptr;
    std::string page = {};
    Moment last_byte = {};  // the page ends here, not when its connection is closed
};
std::map<int, TracedConnection> connections;  // by descriptor

// Replaces what a JSON string must escape, and what is not ASCII, by '?': a trace needs names, not exact bytes.
std::string plain(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c < ' ' || c > '~' || c == '"' || c == '\\') c = '?';
    return result;
}

// One write() for each text: with O_APPEND, the writes of many threads and processes do not mix.
void write_text(const std::string& text) {
    errno = ENOSPC;  // a write that is cut short sets no error: the disk is full
    if (!on || ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size())) return;
    on = false;  // a full disk ends the trace, not the crawl
    std::fprintf(stderr, "--trace %s: %s; the trace ends here\n", file_name.c_str(), std::strerror(errno));
}

std::string name_of_process() {
    return "{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":" + std::to_string(::getpid()) + ",\"args\":{\"name\":\"" +
           program_name + (::getpid() == started_by ? "" : ", a worker") + "\"}}";
}

// Each event is one line.
void write_event(const TracedConnection& connection, const char* name, char kind, Moment moment) {
    if (std::exchange(named, ::getpid()) != ::getpid()) write_text(name_of_process() + ",\n");
    auto thread = std::hash<std::thread::id>{}(std::this_thread::get_id()) % 1'000'000;
    std::string id = std::to_string(::getpid()) + "." + std::to_string(connection.number);
    write_text(std::string("{\"cat\":\"page\",\"name\":\"") + name + "\",\"ph\":\"" + kind + "\",\"id\":\"" + id +
               "\",\"ts\":" + std::to_string(moment.time) + ",\"tts\":" + std::to_string(moment.ran) +
               ",\"pid\":" + std::to_string(::getpid()) + ",\"tid\":" + std::to_string(thread) +
               ",\"args\":{\"page\":\"" + connection.page + "\"}},\n");
}

void leave(TracedConnection& connection) {
    if (connection.phase == nullptr) return;
    write_event(connection, connection.phase, 'e', connection.last_byte.time > 0 ? connection.last_byte : now());
    connection.phase = nullptr;
    connection.last_byte = {};
}

void enter(TracedConnection& connection, const char* phase) {
    leave(connection);
    connection.phase = phase;
    write_event(connection, phase, 'b', now());
}

class Trace : public SocketObserver {
public:
    void connecting(int fd) override {
        std::lock_guard lock(mutex);
        if (!on) return;
        connections[fd] = TracedConnection{++count_};
        enter(connections[fd], "connect");
    }

    void sent(int fd, std::string_view bytes) override {
        std::lock_guard lock(mutex);
        auto found = connections.find(fd);
        if (found == connections.end()) return;
        if (!bytes.starts_with("GET ")) return;  // the rest of a request that took several calls
        TracedConnection& connection = found->second;
        std::string page = plain(bytes.substr(4, bytes.find(' ', 4) - 4));
        if (connection.page.empty()) connection.page = page;  // the first page of the connection
        leave(connection);                                    // ends the phase of the page before
        connection.page = page;
        enter(connection, "wait");
    }

    void received(int fd, std::size_t bytes) override {
        std::lock_guard lock(mutex);
        auto found = connections.find(fd);
        if (found == connections.end() || bytes == 0) return;
        TracedConnection& connection = found->second;
        if (connection.phase != nullptr && connection.phase == std::string_view("wait")) enter(connection, "receive");
        connection.last_byte = now();
    }

    void closing(int fd) override {
        std::lock_guard lock(mutex);
        auto found = connections.find(fd);
        if (found == connections.end()) return;
        leave(found->second);
        write_event(found->second, "closed", 'n', now());  // an instant, not a phase
        connections.erase(found);
    }

private:
    long count_ = 0;
} the_trace;

}  // namespace

bool trace::is_on() { return on; }

void trace::start(const std::string& path, const std::string& program) {
    auto check = [&](bool good) {
        if (!good) throw std::system_error(errno, std::generic_category(), "--trace " + path);
    };
    file_name = path;
    program_name = plain(program);
    started_by = ::getpid();
    file = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    check(file >= 0);
    // The file is a JSON array. If an earlier program closed it, remove the closing bracket. If that program crashed,
    // there is no bracket, and we continue where it stopped.
    const off_t size = ::lseek(file, 0, SEEK_END);
    check(size >= 0);  // no file but a pipe: if nobody reads it, a write never ends
    char end[3] = {};
    if (size == 0) check(::write(file, "[\n", 2) == 2);
    if (size > 3 && ::pread(file, end, 3, size - 3) == 3 && std::string_view(end, 3) == "\n]\n")
        check(::ftruncate(file, size - 2) == 0 && ::write(file, ",\n", 2) == 2);
    on = true;
    socket_observer = &the_trace;
}

void trace::page_failed(std::string_view target) {
    std::lock_guard lock(mutex);
    if (on) write_event(TracedConnection{.page = plain(target)}, "failed", 'n', now());
}

void trace::finish() {
    std::lock_guard lock(mutex);
    write_text(name_of_process() + "\n]\n");
    on = false;
}
