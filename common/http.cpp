// The response parser has one state for each part of a response. Read feed() first. See http.hpp.
#include "common/http.hpp"

#include <algorithm>
#include <charconv>

namespace {

// Accepts only digits, without sign or space. A value too large for size_t becomes the largest size_t.
bool parse_number(std::string_view text, int base, std::size_t& number) {
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (error == std::errc::result_out_of_range) number = SIZE_MAX;
    return error != std::errc::invalid_argument && end == text.data() + text.size();
}

// The server's line as an error message can show it: in quotes, cut short, without control characters.
std::string quote(std::string_view line) {
    std::string result = '"' + std::string(line.substr(0, 60)) + (line.size() > 60 ? "...\"" : "\"");
    for (char& c : result)
        if (c < ' ' || c > '~') c = '?';
    return result;
}

}  // namespace

std::string request_text(const Url& url, bool keep_alive) {
    std::string text;
    text.reserve(256);  // usually enough: one allocation instead of several
    text.append("GET ").append(url.target).append(" HTTP/1.1\r\nHost: ").append(url.authority());
    text += "\r\nUser-Agent: async-from-scratch/1.0";
    if (*user_agent_program) text.append(" (").append(user_agent_program).append(")");
    text += "\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: ";
    return text += keep_alive ? "keep-alive\r\n\r\n" : "close\r\n\r\n";
}

std::string_view Response::field(std::string_view name) const {
    for (const auto& [field_name, value] : fields)
        if (field_name == name) return value;
    return {};
}

std::vector<std::string> list_members(const Response& response, std::string_view name) {
    std::vector<std::string> members;
    for (const auto& [field_name, value] : response.fields) {
        if (field_name != name) continue;
        for (std::size_t begin = 0, end = 0; begin < value.size(); begin = end + 1) {
            end = std::min(value.find(',', begin), value.size());
            std::string_view member = trim(std::string_view(value).substr(begin, end - begin));
            if (!member.empty()) members.push_back(lower(member));
        }
    }
    return members;
}

void ResponseParser::feed(std::string_view bytes) {
    if (bytes.empty()) closed();
    while (!bytes.empty()) {
        switch (state_) {
            case State::until_close:
                append_to_body(bytes, bytes.size());
                break;
            case State::by_length:
            case State::chunk:
                append_to_body(bytes, remaining_);
                if (remaining_ == 0) state_ = state_ == State::chunk ? State::chunk_end : State::done;
                break;
            case State::done:
                response_.keep_alive = false;  // unexpected bytes: the next response could not be trusted
                return;
            default:
                if (!take_line(bytes)) return;
                read_line();
                line_.clear();
        }
    }
}

void ResponseParser::read_line() {
    if (state_ == State::status_line) return read_status_line();
    if (state_ == State::header) return line_.empty() ? end_of_header() : read_field_line();
    if (state_ == State::chunk_size) return read_chunk_size();
    if (state_ == State::chunk_end && !line_.empty()) throw BadResponse("a chunk is longer than its size");
    if (line_.empty()) state_ = state_ == State::chunk_end ? State::chunk_size : State::done;  // done: the trailer ends
}

void ResponseParser::closed() {
    if (state_ == State::done) return;
    if (state_ == State::status_line || state_ == State::header)
        throw BadResponse(header_bytes_ == 0 ? "the server closed without an answer" : "it ends within its header");
    if (state_ != State::until_close && response_.status / 100 == 2)  // the body of a redirect or an error is not used
        throw BadResponse("truncated: it ends within its body");
    response_.keep_alive = false;
    state_ = State::done;
}

// Returns true when the line is complete. A bare LF ends a line too (RFC 9112 section 2.2).
bool ResponseParser::take_line(std::string_view& bytes) {
    std::size_t end = bytes.find('\n');
    std::size_t taken = end == std::string_view::npos ? bytes.size() : end + 1;
    header_bytes_ += taken;
    if (header_bytes_ > max_header_bytes) {
        if (state_ == State::chunk_size) throw BadResponse("a chunk size is longer than 64 KiB");
        if (state_ == State::chunk_end) throw BadResponse("a chunk is longer than its size");
        if (state_ == State::trailer) throw BadResponse("its trailer is longer than 64 KiB");
        throw BadResponse("its header is longer than 64 KiB");
    }
    line_.append(bytes.substr(0, taken));
    bytes.remove_prefix(taken);
    if (end == std::string_view::npos) return false;
    line_.pop_back();
    if (line_.ends_with('\r')) line_.pop_back();
    if (line_.find('\r') != std::string::npos || line_.find('\0') != std::string::npos)
        throw BadResponse("a CR or NUL within its header: " + quote(line_));
    return true;
}

// "HTTP/1.1 200 OK" (RFC 9112 section 4). The reason may be missing; nothing depends on it.
void ResponseParser::read_status_line() {
    std::size_t status = 0;
    if (!line_.starts_with("HTTP/1.") || line_.size() < 12 || line_[7] < '0' || line_[7] > '9' || line_[8] != ' ' ||
        !parse_number(std::string_view(line_).substr(9, 3), 10, status) || (line_.size() > 12 && line_[12] != ' '))
        throw BadResponse("it does not begin with an HTTP/1 status line, but with " + quote(line_));
    response_.status = static_cast<int>(status);
    http_1_0_ = line_[7] == '0';
    response_.fields.reserve(16);  // most headers have no more
    state_ = State::header;
}

void ResponseParser::read_field_line() {
    auto& fields = response_.fields;
    if (line_.starts_with(' ') || line_.starts_with('\t')) {  // continues the line before it (RFC 9112 section 5.2)
        if (fields.empty()) throw BadResponse("its header begins with a space: " + quote(line_));
        fields.back().second.append(" ").append(trim(line_));
        return;
    }
    const std::size_t colon = std::min(line_.find(':'), line_.size());
    const std::string_view name = trim(std::string_view(line_).substr(0, colon));  // drops spaces before the colon
    if (name.empty() || colon == line_.size() || name.find(' ') != name.npos || name.find('\t') != name.npos)
        throw BadResponse("a header line is not \"name: value\": " + quote(line_));
    fields.emplace_back(lower(name), trim(std::string_view(line_).substr(colon + 1)));
}

// Decides how the body ends, in the order of RFC 9112 section 6.3.
void ResponseParser::end_of_header() {
    if (response_.status == 101) throw BadResponse("it switches protocols without being asked");
    if (response_.status >= 100 && response_.status < 200) {  // 100 and 103 come before the real response
        response_ = Response{};
        state_ = State::status_line;
        return;
    }
    auto connection = list_members(response_, "connection");
    auto says = [&](const char* member) { return std::ranges::count(connection, member) > 0; };
    response_.keep_alive = !says("close") && (!http_1_0_ || says("keep-alive"));

    auto codings = list_members(response_, "transfer-encoding");
    auto lengths = list_members(response_, "content-length");
    const bool has_length = response_.field("content-length").data() != nullptr;  // perhaps an empty one
    if (response_.status == 204 || response_.status == 304) {
        state_ = State::done;
    } else if (!codings.empty()) {
        if (has_length) throw BadResponse("both Content-Length and Transfer-Encoding");
        if (http_1_0_) throw BadResponse("Transfer-Encoding in HTTP/1.0");
        if (codings.size() > 1) throw BadResponse("more than one transfer coding");
        if (codings[0] != "chunked") throw BadResponse("a transfer coding other than chunked: " + quote(codings[0]));
        state_ = State::chunk_size;
        header_bytes_ = 0;  // from here on the limit is for each chunk size: a long body may have many chunks
    } else if (has_length) {
        if (lengths.empty()) lengths = {""};
        if (std::ranges::count(lengths, lengths[0]) != std::ssize(lengths))
            throw BadResponse("two different Content-Lengths");
        if (!parse_number(lengths[0], 10, remaining_))
            throw BadResponse("its Content-Length is not a number: " + quote(lengths[0]));
        if (remaining_ > max_body_bytes) throw BadResponse("its body is larger than 64 MiB");
        response_.body.reserve(std::min<std::size_t>(remaining_, 1024 * 1024));  // more only when it arrives
        state_ = remaining_ == 0 ? State::done : State::by_length;
    } else {
        response_.keep_alive = false;
        state_ = State::until_close;
    }
}

// "1f;extension=..." (RFC 9112 section 7.1)
void ResponseParser::read_chunk_size() {
    std::string_view size = std::string_view(line_).substr(0, line_.find(';'));
    if (!parse_number(trim(size), 16, remaining_)) throw BadResponse("a chunk size is not a number: " + quote(line_));
    header_bytes_ = 0;
    if (remaining_ > max_body_bytes) throw BadResponse("its body is larger than 64 MiB");
    state_ = remaining_ == 0 ? State::trailer : State::chunk;
}

void ResponseParser::append_to_body(std::string_view& bytes, std::size_t at_most) {
    std::size_t count = std::min(bytes.size(), at_most);
    if (response_.body.size() + count > max_body_bytes) throw BadResponse("its body is larger than 64 MiB");
    response_.body.append(bytes.substr(0, count));
    bytes.remove_prefix(count);
    if (state_ != State::until_close) remaining_ -= count;
}
