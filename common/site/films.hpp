// The films of the practice site: 250 real ones, oldest first. This is only data.
#pragma once

#include <span>
#include <string_view>

namespace site {

struct Film {
    std::string_view title;           // the Chinese title that mainland China uses
    std::string_view original_title;  // in the film's own language; for a Chinese film, its usual English title
    std::string_view director;        // one name, in Latin letters
    int year;                         // of the first release
};

std::span<const Film> films();  // 250 films, in the order of the list

}  // namespace site
