// A web site that answers well, but for one page, where it plays a script.
// The practice site has troubles of its own; here a test writes down, call by call, what the server does to its
// client.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/socket.hpp"

// A client's connection, as a script sees it. When the script returns, it is closed. The calls throw when the client
// has gone, and that is the script's end.
class Client {
public:
    explicit Client(Socket socket) : socket_(std::move(socket)) {}

    void say(std::string_view bytes);
    void say_in_pieces(std::string_view bytes, std::size_t size, std::chrono::milliseconds apart);
    void say_forever(std::string_view bytes);  // over and over
    void stall();                              // nothing more, until the client goes
    void reset();                              // an end by TCP reset instead of an orderly one

    std::string next_request();  // its whole header
    std::string target;          // of the last one

private:
    Socket socket_;
    std::string received_;
};

using Script = std::function<void(Client&)>;

// In a child process. For each script NAME there is a film list of its own, http://127.0.0.1:port/NAME/top250, with ten
// pages; instead of page 3 the script is played.
class ScriptedSite {
public:
    explicit ScriptedSite(std::map<std::string, Script> scripts);
    ~ScriptedSite();
    ScriptedSite(const ScriptedSite&) = delete;
    ScriptedSite& operator=(const ScriptedSite&) = delete;

    std::string list(const std::string& name) const;      // the address of the first page
    std::string bad_page(const std::string& name) const;  // and of page 3

private:
    Socket lifeline_;  // the child ends when this is closed
    std::uint16_t port_ = 0;
    pid_t child_ = -1;
};

constexpr int bad_page_number = 3;

// A port where a client gets nowhere, for as long as this lives.
class DeadPort {
public:
    enum Kind { refuses, never_accepts };
    explicit DeadPort(Kind kind);
    std::string url() const;

private:
    Socket listener_;
    std::vector<Socket> waiting_;
    std::uint16_t port_ = 0;
};
