// HTTP/1.1 for a client: the text of a request, and a parser for the response.
// The parser does no I/O: each chapter receives the bytes in its own way and feeds them in.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/url.hpp"

inline constexpr std::size_t max_header_bytes = 64 * 1024;
inline constexpr std::size_t max_body_bytes = 64 * 1024 * 1024;

// "GET /top250 HTTP/1.1" and its fields. Without keep_alive, it asks the server to close after the response.
std::string request_text(const Url& url, bool keep_alive = false);
inline const char* user_agent_program = "";  // in the User-Agent field: lets a server tell our programs apart

struct Response {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> fields;  // names in lower case, in the order they came
    std::string body;                                         // without the chunk sizes
    bool keep_alive = false;                                  // the connection can carry another request

    std::string_view field(std::string_view name) const;  // the first of that name (lower case), or empty
};

// The members of a comma-separated list in all fields of that name (RFC 9110 section 5.6.1), in lower case.
std::vector<std::string> list_members(const Response& response, std::string_view name);

// Thrown when what the server sent is not HTTP, is cut short, or exceeds a limit.
struct BadResponse : std::runtime_error {
    explicit BadResponse(const std::string& why) : std::runtime_error("bad response: " + why) {}
};

// Feed it whatever receive() returns, in pieces of any size, until done().
class ResponseParser {
public:
    // An empty `bytes` means that the server has closed the connection: either the body ends here, or the response is
    // truncated. Throws BadResponse.
    void feed(std::string_view bytes);

    bool done() const { return state_ == State::done; }
    Response take() { return std::move(response_); }  // call it once, when done

private:
    enum class State { status_line, header, by_length, until_close, chunk_size, chunk, chunk_end, trailer, done };

    void closed();
    bool take_line(std::string_view& bytes);
    void read_line();
    void read_status_line();
    void read_field_line();
    void end_of_header();
    void read_chunk_size();
    void append_to_body(std::string_view& bytes, std::size_t at_most);

    State state_ = State::status_line;
    Response response_;
    std::string line_;              // the line received so far
    std::size_t header_bytes_ = 0;  // of all header lines so far; later, of one chunk size or of the trailer
    std::size_t remaining_ = 0;     // bytes of a body with a known length, or of a chunk
    bool http_1_0_ = false;
};
