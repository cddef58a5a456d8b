// See robots.hpp. The constructor reads the file, and allows() compares its rules.
#include "robots.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace {

using std::chrono::milliseconds;

// Cuts one line off the front, up to a CR or an LF. (After CR LF an empty line follows, which has no effect.)
std::string_view take_line(std::string_view& rest) {
    const std::size_t end = std::min(rest.find_first_of("\r\n"), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
}

// "async-from-scratch/1.0 (a comment)" -> "async-from-scratch"
std::string token_of(std::string_view agent) {
    auto is_part = [](char c) { return is_letter(c) || c == '-' || c == '_'; };
    return lower(std::string_view(agent.begin(), std::find_if_not(agent.begin(), agent.end(), is_part)));
}

// "1.5" -> 1500 milliseconds. Returns no value if it is not a number.
std::optional<milliseconds> crawl_delay_of(std::string_view seconds) {
    constexpr milliseconds hour = std::chrono::hours(1);
    if (seconds.empty() || seconds == ".") return std::nullopt;
    milliseconds delay{0};
    int unit = 1000;
    for (char c : seconds) {
        if (c == '.' && unit == 1000) unit = 100;
        else if (c < '0' || c > '9') return std::nullopt;
        else if (unit == 1000) delay = std::min(10 * delay + (c - '0') * milliseconds(1000), hour);
        else delay += (c - '0') * milliseconds(std::exchange(unit, unit / 10));
    }
    return std::min(delay, hour);
}

}  // namespace

Robots::Robots(std::string_view file) {
    if (file.size() > max_bytes) {  // complete lines: half a rule would be another rule
        file = file.substr(0, max_bytes);
        file = file.substr(0, file.find_last_of("\r\n") + 1);
    }
    if (file.starts_with("\xEF\xBB\xBF")) file.remove_prefix(3);  // a byte order mark

    Group ours, everybodys;
    std::set<Group*> named;  // the groups that the lines above have named, each once
    bool are_names_over = true;
    while (!file.empty()) {
        const std::string_view whole = take_line(file), line = whole.substr(0, whole.find('#'));
        const std::size_t colon = std::min(line.find(':'), line.size());
        const std::string key = lower(trim(line.substr(0, colon)));
        const std::string_view value = trim(line.substr(std::min(colon + 1, line.size())));
        if (key == "user-agent") {
            if (std::exchange(are_names_over, false)) named.clear();
            if (value == "*") named.insert(&everybodys);
            if (token_of(value) == product_token) named.insert(&ours);
            for (Group* group : named) group->is_there = true;
        } else if (key == "allow" || key == "disallow") {
            are_names_over = true;
            for (Group* group : named)
                if (!value.empty()) group->rules.push_back({key == "allow", PathPattern(value)});
        } else if (key == "crawl-delay") {  // does not end the names, and neither does any other key, such as Sitemap
            for (Group* group : named) group->crawl_delay = std::max(group->crawl_delay, crawl_delay_of(value));
        }
    }
    Group& group = ours.is_there ? ours : everybodys;
    rules_ = std::move(group.rules);
    crawl_delay_ = group.crawl_delay;
}

Robots Robots::from(const Page& answer) {
    const int status = answer.response.status;
    if (status >= 400 && status < 500 && status != 429) return Robots();
    if (answer.failed() || status >= 400) return Robots("User-agent: *\nDisallow: /");
    return status >= 200 && status < 300 ? Robots(answer.response.body) : Robots();
}

// The longest rule that matches wins. Among rules of equal length, Allow wins. The file itself may always be read.
bool Robots::allows(const Url& url) const {
    if (url.target == "/robots.txt") return true;
    const auto path = path_octets(url.target);
    const Rule* winner = nullptr;
    for (const Rule& rule : rules_) {
        const std::size_t size = rule.pattern.size(), longest = winner ? winner->pattern.size() : 0;
        if (size < longest || !rule.pattern.matches(path)) continue;
        if (!winner || size > longest || rule.allow) winner = &rule;
    }
    return !winner || winner->allow;
}
