// Fuzzes robots.txt (08_worker_queue/crawler): the input's first line is a target, the rest is the file.
// The oracle: comments, spaces, line ends and a byte order mark change no answer. The file itself may always be read.
// And a pattern matches exactly when a simple matcher that tries everything says so.
#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "common/testing/fuzz/require.hpp"
#include "crawler/robots.hpp"

namespace {

// The same file, written differently.
std::string rewritten(std::string_view file, std::string_view before, std::string_view end) {
    std::string result(before);
    for (char c : file) {
        if (c == '\r' || c == '\n') result.append(end).append(before);
        else result += c;
    }
    return result.append(end);
}

// For patterns of letters, slashes, and the two special characters, * and a $ at the end.
bool matches_by_trying(std::string_view pattern, std::string_view path) {
    const bool to_the_end = pattern.ends_with('$');
    if (to_the_end) pattern.remove_suffix(1);
    // can[j]: does the pattern so far match the path's first j characters?
    std::vector<char> can(path.size() + 1, false);
    can[0] = true;
    for (char sign : pattern) {
        if (sign == '*') {
            for (std::size_t i = 1; i < can.size(); ++i) can[i] = can[i] || can[i - 1];
            continue;
        }
        for (std::size_t i = path.size(); i > 0; --i) can[i] = can[i - 1] && path[i - 1] == sign;
        can[0] = false;
    }
    return to_the_end ? can.back() : std::find(can.begin(), can.end(), true) != can.end();
}

bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || c == '/' || c == '*'; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = as_text(data, size);
    const std::string_view target = input.substr(0, input.find('\n'));
    const std::string_view file = input.substr(std::min(target.size() + 1, size));

    const Url url{"h", 80, std::string(target)};
    const Robots robots(file);
    const bool allows = robots.allows(url);
    require(robots.allows(Url{"h", 80, "/robots.txt"}), "the file itself may be read");
    if (robots.crawl_delay()) require(*robots.crawl_delay() >= std::chrono::seconds(0), "a delay is no negative time");
    const std::string_view mark = file.starts_with("\xEF\xBB\xBF") ? "" : "\xEF\xBB\xBF";
    for (std::string_view end : {"\n", "\r", "\r\n", " \t\n", "# Disallow: /\n", "\n\n"}) {
        const Robots same(rewritten(file, "", end)), marked(std::string(mark) + rewritten(file, "", end));
        require(same.allows(url) == allows && marked.allows(url) == allows, "how lines end changes no answer");
        require(same.crawl_delay() == robots.crawl_delay() && marked.crawl_delay() == robots.crawl_delay(),
                "how lines end changes no delay");
    }
    if (!mark.empty())
        require(Robots(rewritten(file, " \t", "\n")).allows(url) == allows, "how lines begin changes no answer");

    const std::string_view pattern = file.substr(0, file.find('\n'));
    if (is_plain(target) && is_plain(pattern.substr(0, pattern.size() - pattern.ends_with('$'))) &&
        target.find('*') == target.npos) {
        const bool matches = PathPattern(pattern).matches(path_octets(target));
        require(matches == matches_by_trying(pattern, target), "a pattern matches where it can");
    }
    return 0;
}
