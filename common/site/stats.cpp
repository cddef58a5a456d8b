// Counts, and reads and writes its JSON: see stats.hpp.
#include "common/site/stats.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace site {

namespace {

constexpr std::size_t most_urls = 100'000;
constexpr std::size_t longest_url = 1'000;

// A scanner for our own JSON, which has no spaces, and no nested values except "urls".
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    void expect(std::string_view text) {
        if (!take(text)) fail();
    }
    [[noreturn]] void fail() { throw std::runtime_error("this is not the practice site's /stats"); }
    bool take(std::string_view text) {
        if (!rest_.starts_with(text)) return false;
        rest_.remove_prefix(text.size());
        return true;
    }
    long number() {
        long value = 0;
        auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        if (error != std::errc{}) fail();
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return value;
    }
    std::string string() {
        std::string value;
        expect("\"");
        while (!take("\"")) {
            if (take("\\u00")) {
                unsigned byte = 0;
                std::from_chars(rest_.data(), rest_.data() + std::min<std::size_t>(2, rest_.size()), byte, 16);
                value += static_cast<char>(byte);
                rest_.remove_prefix(std::min<std::size_t>(2, rest_.size()));
            } else {
                if (rest_.empty()) fail();
                value += rest_.front();
                rest_.remove_prefix(1);
            }
        }
        return value;
    }

private:
    std::string_view rest_;
};

}  // namespace

void Stats::request_received(const std::string& target) {
    ++requests;
    ++in_flight;
    peak_in_flight = std::max(peak_in_flight, in_flight);
    bool known = requests_per_url.contains(target);  // made-up URLs must not fill the memory
    if (known || (requests_per_url.size() < most_urls && target.size() <= longest_url)) ++requests_per_url[target];
}

void Stats::start_anew() {
    accepted = 0;
    requests = 0;
    peak_in_flight = in_flight;
    requests_per_url.clear();
}

std::string json_string(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string quoted = "\"";
    for (char c : text) {
        auto byte = static_cast<unsigned char>(c);
        if (byte >= ' ' && byte < 0x7f && c != '"' && c != '\\') {
            quoted += c;
        } else {
            quoted += "\\u00";
            quoted += digits[byte / 16];
            quoted += digits[byte % 16];
        }
    }
    return quoted + '"';
}

std::string to_json(const Stats& stats) {
    std::string json = "{\"accepted\":" + std::to_string(stats.accepted) + ",\"open\":" + std::to_string(stats.open) +
                       ",\"peak_in_flight\":" + std::to_string(stats.peak_in_flight) +
                       ",\"in_flight\":" + std::to_string(stats.in_flight) +
                       ",\"requests\":" + std::to_string(stats.requests) + ",\"urls\":{";
    bool first = true;
    for (const auto& [url, count] : stats.requests_per_url) {
        if (!first) json += ',';
        first = false;
        json += json_string(url) + ':' + std::to_string(count);
    }
    return json + "}}\n";
}

Stats stats_from_json(std::string_view json) {
    Stats stats;
    Scanner scanner(json);
    scanner.expect("{\"accepted\":");
    stats.accepted = scanner.number();
    scanner.expect(",\"open\":");
    stats.open = scanner.number();
    scanner.expect(",\"peak_in_flight\":");
    stats.peak_in_flight = scanner.number();
    scanner.expect(",\"in_flight\":");
    stats.in_flight = scanner.number();
    scanner.expect(",\"requests\":");
    stats.requests = scanner.number();
    scanner.expect(",\"urls\":{");
    while (!scanner.take("}}")) {
        scanner.take(",");
        std::string url = scanner.string();
        scanner.expect(":");
        stats.requests_per_url[url] = scanner.number();
    }
    return stats;
}

}  // namespace site
