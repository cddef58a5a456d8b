#include "common/url.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <stdexcept>

namespace {

[[noreturn]] void refuse(const std::string& why) { throw std::invalid_argument(why); }

// Refuses spaces and control characters, because they would end the request line early. Percent-encodes bytes above
// ASCII and the few printable characters that RFC 3986 does not allow in a URI.
std::string checked(std::string_view text) {
    std::string result;
    for (char c : text) {
        auto byte = static_cast<unsigned char>(c);
        if (byte <= ' ' || byte == 0x7f) refuse("a URL cannot hold spaces or control characters; write a space as %20");
        constexpr const char* digits = "0123456789ABCDEF";
        if (byte < 0x80 && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos) result += c;
        else result += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return result;
}

void parse_authority(std::string_view text, Url& url) {
    if (text.find('@') != std::string_view::npos) refuse("a URL with a user name in it is not supported");
    std::string_view port;
    if (text.starts_with('[')) {
        std::size_t end = text.find(']');
        if (end == text.npos) refuse("an IPv6 address needs its closing bracket, as in http://[::1]:8250/");
        url.host = lower(text.substr(1, end - 1));
        in6_addr ignored;
        if (::inet_pton(AF_INET6, url.host.c_str(), &ignored) != 1) refuse("[" + url.host + "] is not an IPv6 address");
        port = text.substr(end + 1);
        if (!port.empty() && port[0] != ':') refuse("only a port may follow the ], as in http://[::1]:8250/");
    } else {
        std::size_t colon = std::min(text.find(':'), text.size());
        url.host = lower(text.substr(0, colon));
        port = text.substr(colon);
        if (url.host.empty()) refuse("the URL names no host; a complete one is http://127.0.0.1:8250/top250");
        for (char c : url.host)
            if (!is_letter(c) && !is_digit(c) && c != '.' && c != '-' && c != '_')
                refuse("a host name consists of letters, digits, dots and hyphens");
    }
    if (port.size() <= 1) return;  // nothing or a lone colon: the default port
    port.remove_prefix(1);
    unsigned long number = 0;
    for (char c : port) number = is_digit(c) && number <= 65535 ? number * 10 + static_cast<unsigned>(c - '0') : 65536;
    if (number < 1 || number > 65535) refuse("a port is a number from 1 to 65535");
    url.port = static_cast<std::uint16_t>(number);
}

// RFC 3986 section 5.2.4. The path must begin with '/'. A dot may be written as %2e.
std::string remove_dot_segments(std::string_view path) {
    std::string result;
    while (!path.empty()) {
        std::size_t end = std::min(path.find('/', 1), path.size());
        std::string segment = lower(path.substr(0, end));  // "/name"
        for (std::size_t at; end <= 7 && (at = segment.find("%2e")) != std::string::npos;) segment.replace(at, 3, ".");
        const bool up = segment == "/..";
        if (up) result.erase(std::min(result.rfind('/'), result.size()));
        if (!up && segment != "/.") result += path.substr(0, end);
        else if (end == path.size()) result += '/';
        path.remove_prefix(end);
    }
    return result;
}

}  // namespace

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

std::string_view trim(std::string_view text, std::string_view spaces) {
    while (!text.empty() && spaces.find(text.front()) != text.npos) text.remove_prefix(1);
    while (!text.empty() && spaces.find(text.back()) != text.npos) text.remove_suffix(1);
    return text;
}

std::string Url::authority() const {
    std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return port == 80 ? name : name + ":" + std::to_string(port);
}

std::string scheme_of(std::string_view text) {
    std::size_t colon = text.find_first_of(":/?#");
    if (colon == std::string_view::npos || text[colon] != ':' || colon == 0 || !is_letter(text[0])) return "";
    for (char c : text.substr(0, colon))
        if (!is_letter(c) && !is_digit(c) && c != '+' && c != '-' && c != '.') return "";
    return lower(text.substr(0, colon));
}

Url parse_url(std::string_view text) {
    checked(text);
    std::string scheme = scheme_of(text);
    if (scheme == "https")
        refuse("https needs a TLS library; try the practice site: make site, then http://127.0.0.1:8250/top250");
    if (scheme != "http" || !text.substr(4).starts_with("://"))
        refuse("a URL must begin with http://, as in http://127.0.0.1:8250/top250");
    text = text.substr(7, text.find('#') - 7);
    std::string_view authority = text.substr(0, text.find_first_of("/?"));
    std::string_view query = text.substr(std::min(text.find('?'), text.size()));
    std::string path(text.substr(authority.size(), text.size() - authority.size() - query.size()));
    Url url;
    parse_authority(authority, url);
    if (path.empty()) path = "/";
    url.target = checked(remove_dot_segments(path)).append(checked(query));
    return url;
}
