// A web site that answers correctly except for one page, where it runs a script.
// The practice site has its own troubles. Here, a test writes call by call what the server does to its client.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "common/socket.hpp"

// A client's connection in a script. When the script returns, it is closed. When the client has closed, the calls
// throw, which ends the script.
class Client {
public:
    explicit Client(Socket socket) : socket_(std::move(socket)) {}

    void say(std::string_view bytes);
    void say_in_pieces(std::string_view bytes, std::size_t size, std::chrono::milliseconds apart);
    void say_forever(std::string_view bytes);  // over and over
    void stall();                              // sends nothing more until the client closes
    void reset();                              // ends with a TCP reset instead of an orderly close

    std::string next_request();  // its whole header
    std::string target;          // of the last one

private:
    Socket socket_;
    std::string received_;
};

using Script = std::function<void(Client&)>;

// Runs in a child process. Each script NAME has its own film list, http://127.0.0.1:port/NAME/top250, with ten pages.
// The script runs in place of page 3.
class ScriptedSite {
public:
    explicit ScriptedSite(std::map<std::string, Script> scripts);
    ~ScriptedSite();
    ScriptedSite(const ScriptedSite&) = delete;
    ScriptedSite& operator=(const ScriptedSite&) = delete;

    std::string list(const std::string& name) const;      // the URL of the first page
    std::string bad_page(const std::string& name) const;  // the URL of page 3

private:
    Socket lifeline_;  // the child ends when this is closed
    std::uint16_t port_ = 0;
    pid_t child_ = -1;
};

constexpr int bad_page_number = 3;
