// What the site sends back, before it is sent: header, body, and how the answer ends.
// No I/O. A spoiled answer is an ordinary one with a strange ending or a body that lies.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace site {

enum class Ending {
    keep,    // as HTTP has it: the connection is kept, unless the client asked to close it
    close,   // close, whatever the client asked
    refuse,  // close, but first throw away what the client still sends, so that it can read why
    reset,   // end with a TCP reset instead of an orderly close
    silence  // say nothing more, and wait for the client to go
};

struct Reply {
    std::string head;  // status line and header lines but the last, empty one; none at all: the body goes bare
    std::string body;
    std::string_view filler;         // sent after the body, over and over, made as it goes ...
    std::uint64_t filler_bytes = 0;  // ... until so many bytes have gone
    Ending ending = Ending::keep;
    std::optional<std::chrono::milliseconds> drip = {};  // one byte at a time, so long apart
    bool is_good = true;                                 // false: whoever gets it has failed to get the page
};

constexpr std::string_view html = "text/html; charset=utf-8";
constexpr std::string_view plain_text = "text/plain; charset=utf-8";

// A good answer with its Content-Length. `more` is further header lines, each with its CR LF.
Reply make_reply(int status, std::string body, std::string_view type = html, std::string_view more = {});
Reply make_redirect(int status, std::string_view location);

// "HTTP/1.1 200 OK\r\n"
std::string status_line(int status);

// The bytes that go over the wire, but for the filler. Changes the reply to what HEAD or Connection: close
// make of it.
std::string render(Reply& reply, bool head_only, bool keep_alive);

}  // namespace site
