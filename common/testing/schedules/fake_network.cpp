// The fake network: see fake_network.hpp. Read poll() first, because that is where things happen.
#include "fake_network.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/select.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace fake {

namespace {

Network* network = nullptr;
Clock::time_point now;

[[noreturn]] void throw_error(const char* during, int error) {
    throw std::system_error(error, std::generic_category(), during);
}

}  // namespace

Network::Network(std::uint32_t seed) : random_(seed * 2654435761u + 1) {  // so that neighbouring seeds differ
    random_.discard(5);
    now = Clock::time_point(std::chrono::hours(1));
    network = this;
}

Network::~Network() { network = nullptr; }

std::vector<std::uint16_t> ports_of(const std::string& host, std::uint16_t port) {
    std::vector<std::uint16_t> all;
    for (std::size_t count = 0; count < host.size(); ++count)
        all.push_back(static_cast<std::uint16_t>(1 + (port - 1 + count) % last_port));
    return all;
}

std::size_t Network::open_sockets() const {
    return static_cast<std::size_t>(std::count_if(connections_.begin(), connections_.end(), [](const Connection& c) {
        return c.state != Connection::State::closed;
    }));
}

void Network::complain(const std::string& what) {
    if (complaint_.empty()) complaint_ = what;
}

Connection& Network::at(int fd) {
    static Connection nobody;
    auto index = static_cast<std::size_t>(fd - first_fd);
    bool is_open =
        fd >= first_fd && index < connections_.size() && connections_[index].state != Connection::State::closed;
    if (is_open && !connections_[index].has_failed) return connections_[index];
    complain(is_open ? "uses a socket that has failed" : "uses a socket that is not open");
    return nobody = Connection{};
}

// As in POSIX, a socket gets the lowest free number, so numbers are soon reused.
int Network::connect(std::uint16_t port) {
    auto found = ports.find(port);
    Way way = found == ports.end() ? Way::open : found->second;
    if (open_sockets() >= most_sockets) throw_error("socket", EMFILE);
    if (way == Way::unreachable) throw_error("connect", ENETUNREACH);
    auto free = std::find_if(connections_.begin(), connections_.end(),
                             [](const Connection& c) { return c.state == Connection::State::closed; });
    if (free == connections_.end()) free = connections_.insert(free, Connection{});
    *free = Connection{};
    free->state = Connection::State::connecting;
    free->way = way;
    if (way != Way::silent && one_in(4)) happen(*free);  // as may happen on the same machine
    return first_fd + static_cast<int>(free - connections_.begin());
}

void Network::close(int fd) {
    auto index = static_cast<std::size_t>(fd - first_fd);
    if (index >= connections_.size() || connections_[index].state == Connection::State::closed)
        return complain("closes a socket that is not open");
    connections_[index] = Connection{};
}

std::optional<std::size_t> Network::send(int fd, std::string_view bytes) {
    Connection& connection = at(fd);
    if (!connection.is_known) complain("sends before it knows that it is connected");
    if (connection.was_reset || (connection.peer_closed && one_in(2))) {
        connection.has_failed = true;
        throw_error("send", connection.was_reset ? ECONNRESET : EPIPE);
    }
    // Stray bytes that are still on their way would look like the answer, so they never arrive.
    if (connection.request.empty()) connection.stray.clear();
    if (connection.window == 0) return std::nullopt;
    if (connection.request.empty()) {  // a new request
        std::string target(bytes.substr(0, bytes.find(' ', 4)));
        target.erase(0, 4);
        auto found = pages.find(target);
        if (found == pages.end()) complain("asks for a page that does not exist: " + target);
        connection.script = found == pages.end() ? nullptr : &found->second;
    }
    std::size_t left =
        connection.script == nullptr ? bytes.size() : connection.script->reads - connection.request.size();
    std::size_t taken = std::min({bytes.size(), connection.window, left});
    connection.request.append(bytes.substr(0, taken));
    connection.window -= taken;
    if (connection.script != nullptr && connection.request.size() == connection.script->reads) {
        connection.window = 0;  // the server never takes more
        if (connection.script->after == Script::After::resets) connection.ending = Script::After::resets;
    } else if (connection.request.ends_with("\r\n\r\n")) {
        answer(connection);
    }
    if (taken == 0) return std::nullopt;
    return taken;
}

void Network::answer(Connection& connection) {
    connection.request.clear();
    if (connection.ending || connection.script == nullptr) return;  // the server is about to close, and reads no more
    connection.coming += connection.script->answer;
    connection.stray = connection.script->stray;
    if (connection.script->after != Script::After::stays_open) connection.ending = connection.script->after;
}

std::optional<std::size_t> Network::receive(int fd, std::span<char> buffer) {
    Connection& connection = at(fd);
    if (!connection.is_known) complain("receives before it knows that it is connected");
    if (connection.here.empty()) {
        if (connection.was_reset) {
            connection.has_failed = true;
            throw_error("receive", ECONNRESET);
        }
        if (connection.peer_closed) return 0;
        return std::nullopt;
    }
    std::size_t count = std::min(buffer.size(), connection.here.size());
    if (one_in(2)) count = 1 + below(count);
    connection.here.copy(buffer.data(), count);
    connection.here.erase(0, count);
    return count;
}

// Will anything happen to this connection if the program only sleeps?
bool Network::is_pending(const Connection& connection) const {
    if (connection.state == Connection::State::connecting) return connection.way != Way::silent;
    if (connection.state != Connection::State::connected || connection.peer_closed || connection.was_reset)
        return false;
    bool reads_no_more = connection.script != nullptr && connection.request.size() == connection.script->reads;
    return !connection.coming.empty() || !connection.stray.empty() || connection.ending ||
           (connection.window == 0 && !reads_no_more);
}

void Network::happen(Connection& connection) {
    if (connection.state == Connection::State::connecting) {
        connection.state = connection.way == Way::open ? Connection::State::connected : Connection::State::refused;
        connection.window = 1 + below(200);
    } else if (!connection.coming.empty() && (connection.window > 0 || one_in(2))) {
        std::size_t count = connection.coming.size();
        if (!one_in(4)) count = 1 + below(std::min<std::size_t>(count, one_in(2) ? 10 : 1000));
        connection.here += connection.coming.substr(0, count);
        connection.coming.erase(0, count);
    } else if (connection.coming.empty() && !connection.stray.empty()) {
        connection.here += std::exchange(connection.stray, {});
    } else if (connection.coming.empty() && connection.ending) {
        connection.peer_closed = connection.ending == Script::After::closes;
        connection.was_reset = !connection.peer_closed;
        if (connection.was_reset && one_in(2)) connection.here.clear();  // systems differ here
    } else {
        connection.window = 1 + below(100);
    }
}

// Lets one thing happen somewhere. Returns false if nothing can.
bool Network::step() {
    std::size_t pending = 0;
    for (const Connection& connection : connections_) pending += is_pending(connection);
    if (pending == 0) return false;
    std::size_t chosen = below(pending);
    for (Connection& connection : connections_)
        if (is_pending(connection) && chosen-- == 0) {
            happen(connection);
            break;
        }
    now += std::chrono::microseconds(below(static_cast<std::size_t>(step_time.count()) + 1));
    return true;
}

short Network::readiness(int fd, short events) {
    if (fd < first_fd) {  // a real one, which a signal handler writes to
        char byte;
        return ::recv(fd, &byte, 1, MSG_PEEK) > 0 ? POLLIN : short{0};
    }
    const Connection& connection = at(fd);
    if (connection.state == Connection::State::refused || connection.was_reset)
        return static_cast<short>(events | POLLERR | POLLHUP);
    if (connection.state != Connection::State::connected) return 0;
    bool readable = !connection.here.empty() || connection.peer_closed;
    bool writable = connection.window > 0 || connection.peer_closed;
    if (connection.is_known && one_in(50))
        return events;  // ready, but no longer when the program looks: that is allowed
    return static_cast<short>(events & ((readable ? POLLIN : 0) | (writable ? POLLOUT : 0)));
}

int Network::poll(pollfd* entries, std::size_t count, int milliseconds) {
    if (++polls_ > 50'000) throw std::runtime_error("the loop turns and turns, and nothing happens");
    if (one_in(50)) {
        errno = EINTR;
        return -1;
    }
    const auto until = now + std::chrono::milliseconds(milliseconds);
    for (std::size_t steps = below(4); steps > 0; --steps) step();  // while the program was busy
    for (;;) {
        int ready = 0;
        for (std::size_t i = 0; i < count; ++i) {
            entries[i].revents = readiness(entries[i].fd, entries[i].events);
            ready += entries[i].revents != 0;
        }
        // Leaves some out, as if they became ready a moment later.
        for (std::size_t i = 0; i < count && ready > 1; ++i)
            if (entries[i].revents != 0 && one_in(4)) entries[i].revents = 0, --ready;
        if (ready > 0 || now >= until) return ready;
        if (!step()) now = until;  // nothing more can happen: sleep until the time is over
    }
}

}  // namespace fake

// --- What the program calls -----------------------------------------------------------------------------

using fake::network;

extern "C" int poll(pollfd* entries, nfds_t count, int milliseconds) {
    return network->poll(entries, static_cast<std::size_t>(count), milliseconds);
}

extern "C" int select(int count, fd_set* readable, fd_set* writable, fd_set*, timeval* time) {
    std::vector<pollfd> entries;
    for (int fd = 0; fd < count; ++fd) {
        if (FD_ISSET(fd, readable)) entries.push_back({fd, POLLIN, 0});
        if (FD_ISSET(fd, writable)) entries.push_back({fd, POLLOUT, 0});
    }
    int ready =
        network->poll(entries.data(), entries.size(), static_cast<int>(time->tv_sec * 1000 + time->tv_usec / 1000));
    if (ready < 0) return ready;
    FD_ZERO(readable);
    FD_ZERO(writable);
    for (const pollfd& entry : entries)
        if (entry.revents != 0) FD_SET(entry.fd, entry.events == POLLIN ? readable : writable);
    return ready;
}

// The clock of all deadlines. The linker uses this one instead of the library's.
std::chrono::steady_clock::time_point std::chrono::steady_clock::now() noexcept { return fake::now; }

void Socket::close() {
    if (fd_ < 0) return;
    int fd = std::exchange(fd_, -1);
    if (fd < fake::Network::first_fd) ::close(fd);
    else if (network != nullptr) network->close(fd);
}

void set_non_blocking(int fd) {
    if (fd < fake::Network::first_fd) ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
}

std::pair<Socket, Socket> socket_pair() {  // real ones, because a signal handler writes to them
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0) fake::throw_error("socketpair", errno);
    for (int end : ends) set_non_blocking(end);
    return {Socket(ends[0]), Socket(ends[1])};
}

std::vector<Address> resolve(const std::string& host, std::uint16_t port) {
    if (host == fake::unknown_host) throw std::runtime_error("resolve: Name or service not known");
    std::vector<Address> addresses;
    for (std::uint16_t at : fake::ports_of(host, port)) {
        Address& address = addresses.emplace_back();
        address.storage.sin6_family = AF_INET6;
        address.storage.sin6_port = at;
        address.size = sizeof address.storage;
    }
    return addresses;
}

Socket start_connect(const Address& address) { return Socket(network->connect(address.storage.sin6_port)); }

void finish_connect(const Socket& socket) {
    fake::Connection& connection = network->at(socket.fd());
    if (connection.state == fake::Connection::State::connecting)
        network->complain("asks how connecting went before it is over");
    connection.is_known = true;
    if (connection.state == fake::Connection::State::refused) {
        connection.has_failed = true;
        fake::throw_error("connect", ECONNREFUSED);
    }
}

std::optional<std::size_t> try_send(const Socket& socket, std::string_view bytes) {
    return network->send(socket.fd(), bytes);
}

std::optional<std::size_t> try_receive(const Socket& socket, std::span<char> buffer) {
    return network->receive(socket.fd(), buffer);
}

bool is_quiet(const Socket& socket) {
    char byte;
    try {
        return !try_receive(socket, {&byte, 1});
    } catch (const std::system_error&) {
        return false;
    }
}

// The rest of socket.hpp sleeps for a single socket, which a loop must never do.
void wait_until_ready(const Socket&, short, Deadline, const char*) { network->complain("blocks the loop"); }
Socket connect_to(std::span<const Address>, Deadline) { return network->complain("blocks the loop"), Socket(); }
void send_all(const Socket&, std::string_view, Deadline) { network->complain("blocks the loop"); }
std::size_t receive(const Socket&, std::span<char>, Deadline) { return network->complain("blocks the loop"), 0; }
