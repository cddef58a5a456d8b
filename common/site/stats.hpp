// What the site counts, and the JSON page "/stats" that shows it.
// No I/O. Tests prove overlap and reuse with these numbers, never with a clock.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace site {

struct Stats {
    long accepted = 0;                             // connections
    long open = 0;                                 // connections that are open now
    long in_flight = 0;                            // requests whose answer is not completely sent yet
    long peak_in_flight = 0;                       // the maximum of in_flight
    long requests = 0;                             // complete ones
    std::map<std::string, long> requests_per_url;  // by target, as the client wrote it

    void request_received(const std::string& target);
    void start_anew();  // keeps the numbers that describe the present
};

std::string to_json(const Stats& stats);
Stats stats_from_json(std::string_view json);  // reads what to_json wrote; throws std::runtime_error on anything else

// Returns the text in quotes. A byte outside plain ASCII becomes \u00XX, so reading it back restores the exact bytes.
std::string json_string(std::string_view text);

}  // namespace site
