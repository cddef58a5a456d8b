// The films of the practice site: 250 real ones, oldest first.
// This is data: skip it.
#pragma once

#include <span>
#include <string_view>

namespace site {

struct Film {
    std::string_view title;           // Chinese title, as it is known in mainland China
    std::string_view original_title;  // title in its own language (for a Chinese-language film: the same as, or its
                                      // usual English title)
    std::string_view director;        // one name, in its usual Latin-letter (English) form
    int year;                         // of first release
};

std::span<const Film> films();  // 250 of them, in the order of the list: by year, then as they stand here

}  // namespace site
