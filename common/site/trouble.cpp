// The trouble pages: see trouble.hpp.
#include "common/site/trouble.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "common/site/content.hpp"
#include "common/site/html.hpp"

namespace site {

namespace {

constexpr std::uint64_t largest_big = 1 << 30;
constexpr std::uint64_t longest_wait = 600'000;  // milliseconds
constexpr std::string_view filler_text = "All work and no play makes this a very long page indeed. 0123456789\n";
constexpr std::string_view filler_header = "X-And-So-On: 0123456789\r\n";

std::uint64_t number_or(const Target& target, std::string_view name, std::uint64_t otherwise, std::uint64_t most) {
    return std::min(parse_number(target.parameter(name)).value_or(otherwise), most);
}

std::string good_body(const Target& target) {
    if (target.parameters.contains("wd")) return search_page(target.parameter("wd"));
    return list_page(static_cast<int>(std::max<std::uint64_t>(1, number_or(target, "page", 1, list_pages))));
}

std::string hexadecimal(std::size_t number) {
    std::string digits;
    for (; number > 0; number /= 16) digits.insert(0, 1, "0123456789abcdef"[number % 16]);
    return digits.empty() ? "0" : digits;
}

std::string in_chunks(std::string_view body) {
    constexpr std::array<std::size_t, 6> sizes{1, 2, 77, 1000, 13, 4096};  // some cut a character in two
    std::string bytes;
    for (std::size_t i = 0; !body.empty(); ++i) {
        std::string_view chunk = body.substr(0, sizes[i % sizes.size()]);
        bytes += hexadecimal(chunk.size());
        if (i % 2 == 1) bytes += ";practice=yes";  // an extension, which clients ignore
        ((bytes += "\r\n") += chunk) += "\r\n";
        body.remove_prefix(chunk.size());
    }
    return bytes += "0\r\nX-Trailer: after the last chunk\r\n\r\n";
}

Reply chunked(std::string_view body) {
    Reply reply;
    reply.head = status_line(200) + "Content-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n";
    reply.body = in_chunks(body);
    return reply;
}

Reply bare(std::string_view bytes, Ending ending) {
    Reply reply;
    reply.body = bytes;
    reply.ending = ending;
    reply.is_good = false;
    return reply;
}

// Promises the whole body and sends half of it.
Reply half_of(Reply reply, Ending ending) {
    reply.body.resize(reply.body.size() / 2);
    reply.ending = ending;
    reply.is_good = false;
    return reply;
}

// A list page whose titles would colour, clear and rename a terminal, if they were printed unchanged.
std::string page_with_escapes(const Target& target) {
    constexpr std::array<std::string_view, 6> sequences{"\x1b[31m",
                                                        "\x1b]0;renamed\x07",
                                                        "\x1b[2J",
                                                        "\b\b\b\r",
                                                        "\xc2\x9b"
                                                        "5m",
                                                        "&#27;[7m"};
    constexpr std::string_view marker = "<span class=\"title\">";
    std::string page = good_body(target);
    std::size_t i = 0;
    for (std::size_t at = page.find(marker); at != std::string::npos; at = page.find(marker, at + 1))
        page.insert(at + marker.size(), sequences[i++ % sequences.size()]);
    return page;
}

Reply binary() {
    std::string body;
    for (int i = 0; i < 1024; ++i) body += static_cast<char>(i % 256);
    return make_reply(200, body, "application/octet-stream");
}

Reply big(const Target& target) {
    std::uint64_t bytes = number_or(target, "bytes", 1 << 20, largest_big);
    Reply reply;
    reply.head = status_line(200) +
                 "Content-Type: text/plain; charset=utf-8\r\nContent-Length: " + std::to_string(bytes) + "\r\n";
    reply.filler = filler_text;
    reply.filler_bytes = bytes;
    return reply;
}

Reply endless_header() {
    Reply reply = bare(status_line(200), Ending::close);
    reply.filler = filler_header;
    reply.filler_bytes = UINT64_MAX;  // until the client closes
    return reply;
}

// Removes what a header line cannot hold: control characters, and bytes above ASCII.
std::string one_line(std::string_view text) {
    std::string result;
    std::copy_if(text.begin(), text.end(), std::back_inserter(result), [](char c) { return c >= ' ' && c <= '~'; });
    return result;
}

std::optional<Reply> status(std::string_view code, std::string_view retry_after) {
    auto number = parse_number(code);
    if (!number || *number < 200 || *number > 999) return std::nullopt;
    std::string text = "<h1>Status " + std::to_string(*number) + "</h1>\n", field;
    if (!retry_after.empty()) field.append("Retry-After: ").append(one_line(retry_after)).append("\r\n");
    return make_reply(static_cast<int>(*number), html_page("Status", text), html, field);
}

std::optional<Reply> redirect(std::string_view rest, const Target& target) {
    if (rest == "loop") return make_redirect(302, "/redirect/loop");
    auto left = parse_number(rest);
    if (!left || *left > 1000) return std::nullopt;
    if (*left == 0) return make_reply(200, good_body(target));
    std::string location = "/redirect/" + std::to_string(*left - 1);
    const char* name = target.parameters.contains("wd") ? "wd" : "page";  // as good_body() chooses
    if (target.parameters.contains(name))
        location.append("?").append(name).append("=").append(percent_encode(target.parameter(name)));
    return make_redirect(302, location);
}

}  // namespace

std::optional<Reply> trouble(const Target& target) {
    std::string_view path = target.path;
    if (path.starts_with("/status/")) return status(path.substr(8), target.parameter("retry-after"));
    if (path.starts_with("/redirect/")) return redirect(path.substr(10), target);
    if (path == "/slow") return make_reply(200, good_body(target));
    if (path == "/chunked") return chunked(good_body(target));
    if (path == "/truncated") return half_of(make_reply(200, good_body(target)), Ending::close);
    if (path == "/truncated-chunk") return half_of(chunked(good_body(target)), Ending::close);
    if (path == "/reset") return half_of(make_reply(200, good_body(target)), Ending::reset);
    if (path == "/stall-body") return half_of(make_reply(200, good_body(target)), Ending::silence);
    if (path == "/stall") return bare({}, Ending::silence);
    if (path == "/garbage") return bare("\x01\x02 this is no HTTP \xff\xfe\r\n\r\nat all\r\n", Ending::close);
    if (path == "/endless-header") return endless_header();
    if (path == "/binary") return binary();
    if (path == "/escapes") return make_reply(200, page_with_escapes(target));
    if (path == "/big") return big(target);
    if (path == "/close") {
        Reply reply = bare(good_body(target), Ending::close);
        reply.head = status_line(200) + "Content-Type: text/html; charset=utf-8\r\n";
        reply.is_good = true;
        return reply;
    }
    if (path == "/drip") {
        Reply reply =
            make_reply(200, good_body(target).substr(0, number_or(target, "bytes", largest_big, largest_big)));
        reply.drip = std::chrono::milliseconds(number_or(target, "ms", 50, longest_wait));
        return reply;
    }
    return std::nullopt;
}

std::chrono::milliseconds extra_wait(const Target& target) {
    return std::chrono::milliseconds(target.path == "/slow" ? number_or(target, "ms", 1000, longest_wait) : 0);
}

bool is_trouble(std::string_view kind) {
    std::string text = "/";
    return trouble(parse_target(text += kind)).has_value();
}

std::string trouble_kinds() {
    return "status/CODE?retry-after=N, redirect/N, redirect/loop, chunked, close, truncated, truncated-chunk, reset, "
           "stall, stall-body, drip?ms=N&bytes=N, slow?ms=N, big?bytes=N, garbage, endless-header, binary, escapes";
}

}  // namespace site
