// See url.hpp.
#include "common/url.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <stdexcept>

namespace {

[[noreturn]] void refuse(const std::string& why) { throw std::invalid_argument(why); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Spaces and control characters are refused, for they would end the request line early. Bytes above ASCII and
// the few printable characters that RFC 3986 leaves out of a URI are percent-encoded, as a browser does.
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

// "scheme:" at the front, in lower case; empty where there is none (RFC 3986 section 3.1).
std::string scheme_of(std::string_view text) {
    std::size_t colon = text.find_first_of(":/?#");
    if (colon == std::string_view::npos || text[colon] != ':' || colon == 0 || !is_letter(text[0])) return "";
    for (char c : text.substr(0, colon))
        if (!is_letter(c) && !is_digit(c) && c != '+' && c != '-' && c != '.') return "";
    return lower(text.substr(0, colon));
}

void parse_authority(std::string_view text, Url& url) {
    checked(text);
    if (text.find('@') != std::string_view::npos) refuse("a URL with a user name in it is not supported");
    std::string_view port;
    if (text.starts_with('[')) {
        std::size_t end = text.find(']');
        if (end == text.npos) refuse("an IPv6 address needs its closing bracket, as in http://[::1]:8250/");
        url.host = lower(text.substr(1, end - 1));
        in6_addr ignored;
        if (::inet_pton(AF_INET6, url.host.c_str(), &ignored) != 1) refuse("[" + url.host + "] is no IPv6 address");
        port = text.substr(end + 1);
        if (!port.empty() && port[0] != ':') refuse("after ] comes a port, as in http://[::1]:8250/");
    } else {
        std::size_t colon = std::min(text.find(':'), text.size());
        url.host = lower(text.substr(0, colon));
        port = text.substr(colon);
        if (url.host.empty()) refuse("the URL names no host; a whole one is http://127.0.0.1:8250/top250");
        for (char c : url.host)
            if (!is_letter(c) && !is_digit(c) && c != '.' && c != '-' && c != '_')
                refuse("a host name is made of letters, digits, dots and hyphens");
    }
    if (port.size() <= 1) return;  // none, or a lone colon: the default
    port.remove_prefix(1);
    unsigned long number = 0;
    for (char c : port) number = is_digit(c) && number <= 65535 ? number * 10 + static_cast<unsigned>(c - '0') : 65536;
    if (number < 1 || number > 65535) refuse("a port is a number from 1 to 65535");
    url.port = static_cast<std::uint16_t>(number);
}

// RFC 3986 section 5.2.4, on a path that begins with '/'.
std::string remove_dot_segments(std::string_view path) {
    std::string result;
    while (!path.empty()) {
        std::size_t end = std::min(path.find('/', 1), path.size());
        std::string_view segment = path.substr(0, end);  // "/name"
        const bool up = segment == "/..";
        if (up) result.erase(std::min(result.rfind('/'), result.size()));
        if (!up && segment != "/.") result += segment;
        else if (end == path.size()) result += '/';
        path.remove_prefix(end);
    }
    return result;
}

// A path as it may stand in a URL with a host, its dot segments removed, and then the query.
std::string target_of(std::string_view path, std::string_view query) {
    const std::string rooted = std::string(path.starts_with('/') ? "" : "/").append(path);
    return checked(remove_dot_segments(rooted)).append(checked(query));
}

}  // namespace

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

std::string_view trim(std::string_view text, std::string_view spaces) {
    text.remove_prefix(std::min(text.find_first_not_of(spaces), text.size()));
    return text.substr(0, text.find_last_not_of(spaces) + 1);
}

std::string Url::authority() const {
    std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return port == 80 ? name : name + ":" + std::to_string(port);
}

Url parse_url(std::string_view text) {
    checked(text);
    std::string scheme = scheme_of(text);
    if (scheme == "https")
        refuse("https needs a TLS library; try the practice site: make site, then http://127.0.0.1:8250/top250");
    if (scheme != "http" || !text.substr(4).starts_with("://"))
        refuse("a URL begins with http://, as in http://127.0.0.1:8250/top250");
    return resolve_link(Url{}, text);
}

Url resolve_link(const Url& base, std::string_view link) {
    link = trim(link, " \t\r\n\f");  // as HTML does
    link = link.substr(0, link.find('#'));

    std::string scheme = scheme_of(link);
    if (!scheme.empty() && scheme != "http") refuse("only http links are followed, not " + scheme + ":");
    link.remove_prefix(scheme.empty() ? 0 : scheme.size() + 1);

    std::size_t authority_end = link.starts_with("//") ? std::min(link.find_first_of("/?", 2), link.size()) : 0;
    std::size_t query_begin = std::min(link.find('?', authority_end), link.size());
    std::string_view path = link.substr(authority_end, query_begin - authority_end);
    std::string_view query = link.substr(query_begin);

    Url url = base;
    if (authority_end > 0) {
        url = Url{};
        parse_authority(link.substr(2, authority_end - 2), url);
        url.target = target_of(path, query);
    } else if (!scheme.empty()) {
        refuse("after http: come two slashes and a host");
    } else if (path.starts_with('/')) {
        url.target = target_of(path, query);
    } else {
        std::string_view base_path = std::string_view(base.target).substr(0, base.target.find('?'));
        if (!path.empty())  // beside the base: everything after its last slash is replaced
            url.target = target_of(std::string(base_path.substr(0, base_path.rfind('/') + 1)).append(path), query);
        else if (!query.empty()) url.target = std::string(base_path).append(checked(query));
    }
    return url;
}
