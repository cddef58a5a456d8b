// What the site counts, and the JSON page "/stats" that tells it.
// No I/O. Tests prove overlap and reuse by these numbers, never by a clock.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace site {

struct Stats {
    long accepted = 0;                             // connections
    long open = 0;                                 // connections, now
    long in_flight = 0;                            // requests received whole whose answer has not been sent whole, now
    long peak_in_flight = 0;                       // the most there were at once
    long requests = 0;                             // received whole
    std::map<std::string, long> requests_per_url;  // by target, as the client wrote it

    void request_received(const std::string& target);
    void start_anew();  // what is true now stays
};

std::string to_json(const Stats& stats);
Stats stats_from_json(std::string_view json);  // reads what to_json wrote; throws std::runtime_error on anything else

// In quotes; a byte that is not plain ASCII is written \u00XX, so that whatever the client sent comes back the same.
std::string json_string(std::string_view text);

}  // namespace site
