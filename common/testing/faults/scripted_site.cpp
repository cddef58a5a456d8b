// The scripted site, with a thread per client: see scripted_site.hpp.
#include "scripted_site.hpp"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <thread>
#include <tuple>

#include "common/site/content.hpp"
#include "common/testing/listener.hpp"

namespace {

constexpr auto as_long_as_it_takes = Deadline::max();

std::string good_answer(const std::string& body, bool keep_alive) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\nConnection: " + (keep_alive ? "keep-alive" : "close") + "\r\n\r\n" + body;
}

// "/NAME/top250?start=50&filter=" is page 3 of the list of NAME.
void serve(Client& client, const std::map<std::string, Script>& scripts) {
    for (bool keep_alive = true; keep_alive;) {
        keep_alive = client.next_request().find("keep-alive") != std::string::npos;
        site::Target target = site::parse_target(client.target);
        std::string name = target.path.substr(1, target.path.rfind('/') - 1);
        auto start = site::parse_number(target.parameter("start"));
        int page = 1 + static_cast<int>(start.value_or(0)) / site::films_per_page;
        if (page == bad_page_number) return scripts.at(name)(client);
        client.say(good_answer(site::list_page(page), keep_alive));
    }
}

[[noreturn]] void serve_all(const Socket& listener, const Socket& lifeline,
                            const std::map<std::string, Script>& scripts) {
    std::array<pollfd, 2> both{{{listener.fd(), POLLIN, 0}, {lifeline.fd(), POLLIN, 0}}};
    for (;;) {
        ::poll(both.data(), both.size(), -1);
        if (both[1].revents != 0) ::_exit(0);
        int fd = ::accept(listener.fd(), nullptr, nullptr);
        if (fd < 0) continue;  // the client has already closed
        set_non_blocking(fd);
        std::thread([fd, &scripts] {
            Client client{Socket(fd)};
            try {
                serve(client, scripts);
            } catch (const std::exception&) {  // the client has closed
            }
        }).detach();
    }
}

}  // namespace

void Client::say(std::string_view bytes) { send_all(socket_, bytes, as_long_as_it_takes); }

void Client::say_in_pieces(std::string_view bytes, std::size_t size, std::chrono::milliseconds apart) {
    for (; !bytes.empty(); bytes.remove_prefix(std::min(size, bytes.size()))) {
        say(bytes.substr(0, size));
        std::this_thread::sleep_for(apart);
    }
}

void Client::say_forever(std::string_view bytes) {
    std::string many(bytes);
    while (many.size() < 64 * 1024) many += bytes;
    for (;;) say(many);
}

void Client::stall() {
    std::array<char, 4096> buffer;
    while (receive(socket_, buffer, as_long_as_it_takes) > 0) continue;
    throw std::runtime_error("the client has gone");
}

void Client::reset() {
    linger no_time{1, 0};
    ::setsockopt(socket_.fd(), SOL_SOCKET, SO_LINGER, &no_time, sizeof no_time);
    socket_.close();
}

std::string Client::next_request() {
    std::array<char, 4096> buffer;
    std::size_t end;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
        std::size_t count = receive(socket_, buffer, as_long_as_it_takes);
        if (count == 0) throw std::runtime_error("the client has gone");
        received_.append(buffer.data(), count);
    }
    std::string request = received_.substr(0, end + 4);
    received_.erase(0, end + 4);
    std::size_t begin = request.find(' ') + 1;
    target = request.substr(begin, request.find(' ', begin) - begin);
    return request;
}

ScriptedSite::ScriptedSite(std::map<std::string, Script> scripts) {
    Listener listener;
    set_non_blocking(listener.socket.fd());
    listener.listen(128);
    port_ = listener.port();
    Socket childs_end;
    std::tie(lifeline_, childs_end) = socket_pair();
    child_ = ::fork();
    REQUIRE(child_ >= 0);
    if (child_ > 0) return;
    lifeline_.close();
    serve_all(listener.socket, childs_end, scripts);
}

ScriptedSite::~ScriptedSite() {
    lifeline_.close();
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
}

std::string ScriptedSite::list(const std::string& name) const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/" + name + "/top250";
}

std::string ScriptedSite::bad_page(const std::string& name) const {
    return list(name) + "?start=" + std::to_string((bad_page_number - 1) * site::films_per_page) + "&filter=";
}
