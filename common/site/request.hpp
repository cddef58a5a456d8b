// Bytes in, one request out: "GET /top250 HTTP/1.1\r\nHost: x\r\n\r\n".
// No I/O. Call parse_request again with everything received so far until it is no longer `incomplete`.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace site {

struct Request {
    std::string method;
    std::string target;       // "/s?wd=1", also when the client wrote "http://host/s?wd=1"
    bool keep_alive = false;  // may the connection serve another request after this one?
    std::string program;      // "02_threads", of a User-Agent "async-from-scratch/1.0 (02_threads)"
};

enum class Parsing { incomplete, complete, malformed, header_too_large, has_body };

struct ParsedRequest {
    Parsing result = Parsing::incomplete;
    Request request;
    std::size_t size = 0;  // how many of the bytes it took; the rest belongs to the next request
    std::string problem;   // why it is malformed, for the answer
};

constexpr std::size_t largest_header = 16 * 1024;

ParsedRequest parse_request(std::string_view bytes);

}  // namespace site
