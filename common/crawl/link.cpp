// Completes a link to a full URL, which parse_url() then checks. See link.hpp.
#include "common/crawl/link.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <string>

namespace {

bool is_control_or_space(char c) { return (c >= 0 && c <= ' ') || c == 0x7f; }

// Removes the fragment and the white space that editors and line breaks leave in a link.
std::string cleaned(std::string_view link) {
    while (!link.empty() && is_control_or_space(link.front()) && link.front() != 0x7f) link.remove_prefix(1);
    while (!link.empty() && is_control_or_space(link.back()) && link.back() != 0x7f) link.remove_suffix(1);
    std::string result;
    for (char c : link.substr(0, link.find('#'))) {
        if (c == '\t' || c == '\r' || c == '\n') continue;
        if (!is_control_or_space(c)) result += c;
        else result += {'%', "0123456789ABCDEF"[c >> 4], "0123456789ABCDEF"[c & 15]};
    }
    return result;
}

// A host may hold %6D for m.
std::string decoded(std::string_view host) {
    std::string result;
    for (std::size_t i = 0; i < host.size(); ++i) {
        unsigned char byte = 0;
        const std::string_view code = host.substr(i, 3);
        const bool is_code = code.size() == 3 && code[0] == '%' &&
                             std::from_chars(code.data() + 1, code.data() + 3, byte, 16).ptr == code.data() + 3;
        const char c = static_cast<char>(byte);
        const bool is_plain = is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '_';
        result += is_code && is_plain ? c : host[i];
        if (is_code && is_plain) i += 2;
    }
    return result;
}

// As in browsers, any number of slashes may stand before the host.
Url follow_to_host(std::string_view link, std::string_view query) {
    link.remove_prefix(std::min(link.find_first_not_of('/'), link.size()));
    std::string_view authority = link.substr(0, link.find('/'));
    const std::string_view path = link.substr(authority.size());
    for (std::string_view nobody : {"@", ":@"})
        if (authority.starts_with(nobody)) authority.remove_prefix(nobody.size());
    if (authority.empty() || authority.starts_with(':')) throw std::invalid_argument("it names no host");
    return parse_url("http://" + decoded(authority).append(path).append(query));
}

}  // namespace

Url follow_link(const Url& base, std::string_view text) {
    const std::string link = cleaned(text);
    const std::string scheme = scheme_of(link);
    if (!scheme.empty() && scheme != "http")
        throw std::invalid_argument("only http links are followed, not " + scheme + ":");

    std::string path = link.substr(0, link.find('?'));
    const std::string query = link.substr(path.size());
    if (!scheme.empty()) path.erase(0, scheme.size() + 1);
    std::replace(path.begin(), path.end(), '\\', '/');
    if (path.starts_with("//")) return follow_to_host(path, query);

    const std::string site = "http://" + base.authority();
    const std::string base_path = base.target.substr(0, base.target.find('?'));
    if (path.starts_with('/')) return parse_url(site + path + query);
    if (!path.empty()) return parse_url(site + base_path.substr(0, base_path.rfind('/') + 1) + path + query);
    return query.empty() ? base : parse_url(site + base_path + query);
}
