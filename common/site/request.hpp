// Parses one request from bytes: "GET /top250 HTTP/1.1\r\nHost: x\r\n\r\n".
// No I/O. While the result is `incomplete`, call parse_request again with everything received so far.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace site {

struct Request {
    std::string method;
    std::string target;       // "/s?wd=1", also when the client wrote "http://host/s?wd=1"
    bool keep_alive = false;  // the connection may carry another request
    std::string program;      // "02_threads", from the User-Agent "async-from-scratch/1.0 (02_threads)"
};

enum class Parsing { incomplete, complete, malformed, header_too_large, has_body };

struct ParsedRequest {
    Parsing result = Parsing::incomplete;
    Request request;
    std::size_t size = 0;  // in bytes; what follows belongs to the next request
    std::string problem;   // for the answer: why the request is malformed
};

constexpr std::size_t largest_header = 16 * 1024;

ParsedRequest parse_request(std::string_view bytes);

}  // namespace site
