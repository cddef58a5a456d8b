// For tests: a web site in a thread. The test decides what it answers.
#pragma once

#include <sys/socket.h>

#include <array>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/socket.hpp"
#include "common/testing/listener.hpp"

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

    explicit AnsweringSite(Answer answer) : answer_(std::move(answer)) {
        listener_.listen(100);
        thread_ = std::thread([this] { serve(); });
    }
    ~AnsweringSite() {
        send_all(connect_to({&listener_.address, 1}, Deadline::max()), end, Deadline::max());
        thread_.join();
    }
    AnsweringSite(const AnsweringSite&) = delete;
    AnsweringSite& operator=(const AnsweringSite&) = delete;

    std::string url(const std::string& target) const { return listener_.url(target).text(); }
    std::vector<std::string> requests() {  // the targets, in order of arrival
        std::lock_guard lock(mutex_);
        return requests_;
    }

private:
    void serve() {
        for (;;) {
            const Socket client = listener_.accept();
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
    Listener listener_;
    std::mutex mutex_;
    std::vector<std::string> requests_;
    std::thread thread_;
};
