// Parses requests: see request.hpp. It is strict, so that a student's crawler learns what it sent wrong, and lenient
// where RFC 9112 asks for it (bare LF, empty lines before the request, absolute targets).
#include "common/site/request.hpp"

#include <algorithm>

#include "common/url.hpp"

namespace site {

namespace {

bool same_word(std::string_view a, std::string_view b) { return a.size() == b.size() && lower(a) == lower(b); }

// Cuts one line off the front, without its LF or CR LF.
std::string_view take_line(std::string_view& rest) {
    std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

// "close, TE" holds the word "close".
bool holds_word(std::string_view list, std::string_view word) {
    while (!list.empty()) {
        std::size_t comma = std::min(list.find(','), list.size());
        if (same_word(trim(list.substr(0, comma)), word)) return true;
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

bool is_target(std::string_view target) {
    if (!target.starts_with('/')) return false;
    return std::none_of(target.begin(), target.end(), [](char c) {
        auto byte = static_cast<unsigned char>(c);
        return byte <= ' ' || byte == 0x7f || c == '#';  // a fragment is never sent to a server
    });
}

// Fills in the request's first line. Returns what is wrong with it, or "".
std::string parse_request_line(std::string_view line, Request& request) {
    std::size_t first = line.find(' ');
    std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == 0 || first == last)
        return "the first line must read: METHOD target HTTP/1.1";
    std::string_view target = line.substr(first + 1, last - first - 1);
    std::string_view version = line.substr(last + 1);
    request.method = line.substr(0, first);
    if (version.size() != 8 || !version.starts_with("HTTP/1.") || version[7] < '0' || version[7] > '9')
        return "the first line must end with HTTP/1.1 or HTTP/1.0";
    request.keep_alive = version[7] != '0';  // by default, HTTP/1.1 keeps a connection and 1.0 closes it

    constexpr std::string_view scheme = "http://";
    std::string origin;
    if (same_word(target.substr(0, scheme.size()), scheme)) {  // as a client writes to a proxy
        std::string_view rest = target.substr(scheme.size());
        rest.remove_prefix(std::min(rest.find_first_of("/?"), rest.size()));
        if (!rest.starts_with('/')) origin = "/";
        origin += rest;
        target = origin;
    }
    if (!is_target(target)) return "the target must start with / and hold no space, control character or #";
    request.target = target;
    return {};
}

// Our programs send their name in brackets: "async-from-scratch/1.0 (02_threads)".
std::string program_in(std::string_view user_agent) {
    constexpr std::string_view ours = "async-from-scratch/1.0 (";
    if (!user_agent.starts_with(ours) || !user_agent.ends_with(')')) return "";
    return std::string(user_agent.substr(ours.size(), std::min<std::size_t>(user_agent.size() - ours.size() - 1, 40)));
}

void parse_header(std::string_view block, ParsedRequest& parsed) {
    std::string_view line = take_line(block);
    parsed.problem = parse_request_line(line, parsed.request);
    int hosts = 0;
    bool needs_host = parsed.request.keep_alive;  // so far, true means HTTP/1.1
    bool has_body = false, must_close = false;
    while (parsed.problem.empty() && !(line = take_line(block)).empty()) {
        std::size_t colon = line.find(':');
        std::string_view name = line.substr(0, colon);
        if (colon == std::string_view::npos || name.empty() || name.find_first_of(" \t") != std::string_view::npos) {
            parsed.problem = "a header line must read: Name: value";
            break;
        }
        std::string_view value = trim(line.substr(colon + 1));
        if (same_word(name, "Host") && ++hosts > 1) parsed.problem = "only one Host header is allowed";
        if (same_word(name, "Transfer-Encoding")) has_body = true;
        if (same_word(name, "Connection") && holds_word(value, "close")) must_close = true;
        if (same_word(name, "Connection") && holds_word(value, "keep-alive")) parsed.request.keep_alive = true;
        if (same_word(name, "User-Agent")) parsed.request.program = program_in(value);
        if (same_word(name, "Content-Length")) {
            if (value.empty() || value.find_first_not_of("0123456789") != std::string_view::npos)
                parsed.problem = "Content-Length must be a number";
            if (value.find_first_not_of('0') != std::string_view::npos) has_body = true;
        }
    }
    if (must_close) parsed.request.keep_alive = false;  // "close" wins (RFC 9112 section 9.3)
    if (parsed.problem.empty() && needs_host && hosts == 0) parsed.problem = "HTTP/1.1 requires a Host header";
    if (has_body) parsed.result = Parsing::has_body;
    if (!parsed.problem.empty()) parsed.result = Parsing::malformed;
}

}  // namespace

ParsedRequest parse_request(std::string_view bytes) {
    ParsedRequest parsed;
    std::size_t start = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
    std::size_t end = start;
    for (;;) {  // the header ends with the first empty line
        end = bytes.find('\n', end);
        if (end == std::string_view::npos || end - start >= largest_header) {
            if (bytes.size() >= largest_header) parsed.result = Parsing::header_too_large;
            return parsed;
        }
        ++end;
        std::string_view after = bytes.substr(end, 2);
        if (after.starts_with('\n') || after == "\r\n") break;
    }
    parsed.size = bytes.find('\n', end) + 1;
    parsed.result = Parsing::complete;
    parse_header(bytes.substr(start, end - start), parsed);
    return parsed;
}

}  // namespace site
