// For tests: a web site in a thread. The test decides what it answers.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/socket.hpp"

inline std::string html_answer(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body;
}
inline std::string redirect_answer(const std::string& location) {
    return "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\n\r\n";
}
inline const std::string not_found_answer = "HTTP/1.1 404 Not Found\r\n\r\n";

class AnsweringSite {
public:
    // Takes a target, such as "/a", and returns the complete answer. Then the connection is closed.
    using Answer = std::function<std::string(const std::string& target)>;

    explicit AnsweringSite(Answer answer) : answer_(std::move(answer)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(listener_.fd(), reinterpret_cast<sockaddr*>(&address_), sizeof address_);
        ::listen(listener_.fd(), 100);
        socklen_t size = sizeof address_;
        ::getsockname(listener_.fd(), reinterpret_cast<sockaddr*>(&address_), &size);
        authority_ = "127.0.0.1:" + std::to_string(ntohs(address_.sin_port));
        thread_ = std::thread([this] { serve(); });
    }
    ~AnsweringSite() {
        const Socket last(::socket(AF_INET, SOCK_STREAM, 0));
        ::connect(last.fd(), reinterpret_cast<sockaddr*>(&address_), sizeof address_);
        ::send(last.fd(), end.data(), end.size(), 0);
        thread_.join();
    }
    AnsweringSite(const AnsweringSite&) = delete;
    AnsweringSite& operator=(const AnsweringSite&) = delete;

    std::string url(const std::string& target) const { return "http://" + authority_ + target; }
    std::vector<std::string> requests() {  // the targets, in order of arrival
        std::lock_guard lock(mutex_);
        return requests_;
    }

private:
    void serve() {
        for (;;) {
            const Socket client(::accept(listener_.fd(), nullptr, nullptr));
            std::string request;
            std::array<char, 4096> buffer;
            for (ssize_t count = 1; count > 0 && request.find("\r\n\r\n") == std::string::npos;) {
                count = ::recv(client.fd(), buffer.data(), buffer.size(), 0);
                request.append(buffer.data(), static_cast<std::size_t>(count > 0 ? count : 0));
            }
            if (request == end) return;
            if (!request.starts_with("GET ")) continue;
            const std::string target = request.substr(4, request.find(' ', 4) - 4);
            {
                std::lock_guard lock(mutex_);
                requests_.push_back(target);
            }
            const std::string answer = answer_(target);
            ::send(client.fd(), answer.data(), answer.size(), 0);
        }
    }

    const std::string end = "no more\r\n\r\n";  // tells the thread to end

    Answer answer_;
    Socket listener_;
    sockaddr_in address_{};
    std::string authority_;
    std::mutex mutex_;
    std::vector<std::string> requests_;
    std::thread thread_;
};
