// Builds answers: see reply.hpp.
#include "common/site/reply.hpp"

namespace site {

namespace {

std::string_view reason(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 205:
            return "Reset Content";
        case 206:
            return "Partial Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 410:
            return "Gone";
        case 413:
            return "Content Too Large";
        case 418:
            return "I'm a teapot";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        default:
            return "Status";
    }
}

}  // namespace

std::string status_line(int status) {
    std::string line = "HTTP/1.1 " + std::to_string(status) + ' ';
    line += reason(status);
    line += "\r\n";
    return line;
}

Reply make_reply(int status, std::string body, std::string_view type, std::string_view more) {
    Reply reply;
    reply.head = status_line(status);
    if (status == 204 || status == 205 || status == 304) body.clear();  // these have no body
    if (!body.empty()) ((reply.head += "Content-Type: ") += type) += "\r\n";
    if (status != 204 && status != 304) reply.head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    reply.head += more;
    reply.body = std::move(body);
    reply.is_good = status < 400;
    return reply;
}

Reply make_redirect(int status, std::string_view location) {
    std::string header = "Location: ";
    return make_reply(status, "<p>See elsewhere.</p>\n", html, (header += location) += "\r\n");
}

std::string render(Reply& reply, bool head_only, bool keep_alive) {
    if (reply.head.empty()) return std::move(reply.body);
    if (!keep_alive && reply.ending == Ending::keep) reply.ending = Ending::close;
    bool keep = reply.ending == Ending::keep || reply.ending == Ending::silence;
    std::string bytes = std::move(reply.head);
    bytes += keep ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    if (head_only) {
        reply.filler_bytes = 0;
    } else {
        bytes += reply.body;
    }
    return bytes;
}

}  // namespace site
