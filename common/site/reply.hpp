// An answer before it is sent: header, body, and how it ends.
// No I/O. A bad answer is an ordinary one with a strange ending or a wrong body.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace site {

enum class Ending {
    keep,    // keep the connection, unless the client asked to close it
    close,   // close it, whatever the client asked for
    refuse,  // close it, but first read and ignore what the client still sends, so that it can read the answer
    reset,   // end with a TCP reset instead of an orderly close
    silence  // send nothing more, and wait until the client closes
};

struct Reply {
    std::string head;  // status line and header lines, without the empty line; "" sends the body without a header
    std::string body;
    std::string_view filler;         // repeated after the body ...
    std::uint64_t filler_bytes = 0;  // ... for this many bytes
    Ending ending = Ending::keep;
    std::optional<std::chrono::milliseconds> drip = {};  // pause after each byte
    bool is_good = true;                                 // false: the client does not get the page
};

constexpr std::string_view html = "text/html; charset=utf-8";
constexpr std::string_view plain_text = "text/plain; charset=utf-8";

// An answer with its Content-Length. `more` holds further header lines, each with its CR LF.
Reply make_reply(int status, std::string body, std::string_view type = html, std::string_view more = {});
Reply make_redirect(int status, std::string_view location);

// "HTTP/1.1 200 OK\r\n"
std::string status_line(int status);

// Returns the bytes to send, without the filler. Adapts the reply to HEAD and to "Connection: close".
std::string render(Reply& reply, bool head_only, bool keep_alive);

}  // namespace site
