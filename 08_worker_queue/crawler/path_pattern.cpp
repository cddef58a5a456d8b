#include "path_pattern.hpp"

#include <algorithm>

#include "common/url.hpp"

static int hex_value(char c) {
    constexpr std::string_view digits = "0123456789abcdef0123456789ABCDEF";
    const std::size_t place = digits.find(c);
    return place == digits.npos ? -1 : static_cast<int>(place % 16);
}

// Letters, digits and "-._~" are the same in both spellings. What a URL must not contain is encoded, and so are "*" and
// "$", because in a pattern they are signs.
std::vector<PathOctet> path_octets(std::string_view target) {
    std::vector<PathOctet> octets;
    bool in_query = false;
    for (std::size_t i = 0; i < target.size(); ++i) {
        char c = target[i];
        const int high = c == '%' && i + 2 < target.size() ? hex_value(target[i + 1]) : -1;
        const int low = high < 0 ? -1 : hex_value(target[i + 2]);
        const bool was_encoded = low >= 0;
        if (was_encoded) {
            c = static_cast<char>(16 * high + low);
            i += 2;
        }
        auto is_one_of = [c](std::string_view characters) { return characters.find(c) != characters.npos; };
        const bool is_unreserved = is_letter(c) || is_one_of("0123456789-._~");
        const bool is_encoded = !is_unreserved && (was_encoded || !is_one_of(":/?#[]@!&'()+,;="));
        octets.push_back({static_cast<unsigned char>(c), is_encoded, in_query && is_one_of(":/?@")});
        in_query = in_query || (c == '?' && !was_encoded);
    }
    return octets;
}

PathPattern::PathPattern(std::string_view text) : to_the_end_(text.ends_with('$')) {
    if (to_the_end_) text.remove_suffix(1);
    for (std::size_t star = 0; star != text.npos;) {
        star = text.find('*');
        pieces_.push_back(path_octets(text.substr(0, star)));
        for (PathOctet octet : pieces_.back()) size_ += octet.is_encoded ? 3 : 1;
        if (star != text.npos) text.remove_prefix(star + 1);
    }
    size_ += pieces_.size() - 1 + to_the_end_;  // the signs
}

// Takes each piece where it first fits. The first piece must begin the path, and before "$" the last one must end it.
bool PathPattern::matches(const std::vector<PathOctet>& path) const {
    auto same = [](PathOctet of_path, PathOctet of_pattern) {
        const bool is_same_spelling = of_path.is_data || of_path.is_encoded == of_pattern.is_encoded;
        return of_path.value == of_pattern.value && is_same_spelling;
    };
    auto at = path.begin();
    for (const std::vector<PathOctet>& piece : pieces_) {
        const auto size = std::ssize(piece);
        if (path.end() - at < size) return false;
        auto from = at, to = path.end();
        if (to_the_end_ && &piece == &pieces_.back()) from = path.end() - size;
        if (&piece == &pieces_.front()) to = at + size;
        if (to - from < size) return false;
        at = std::search(from, to, piece.begin(), piece.end(), same);
        if (at == to && size > 0) return false;
        at += size;
    }
    return true;
}
