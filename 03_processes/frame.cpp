// Turns a page into bytes, and back. Nothing here knows about processes. See frame.hpp.
#include "frame.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace {

// Eight bytes, in this machine's order, because the other side is a fork of this program.
void put_number(std::string& bytes, std::uint64_t number) {
    std::array<char, sizeof number> raw;
    std::memcpy(raw.data(), &number, sizeof number);
    bytes.append(raw.data(), raw.size());
}

void put_text(std::string& bytes, std::string_view text) {
    put_number(bytes, text.size());
    bytes += text;
}

std::string_view take(std::string_view& bytes, std::uint64_t count) {
    if (count > bytes.size()) throw std::runtime_error("a packed page is cut short");
    std::string_view taken = bytes.substr(0, count);
    bytes.remove_prefix(count);
    return taken;
}

std::uint64_t take_number(std::string_view& bytes) {
    std::uint64_t number = 0;
    std::memcpy(&number, take(bytes, sizeof number).data(), sizeof number);
    return number;
}

std::string take_text(std::string_view& bytes) { return std::string(take(bytes, take_number(bytes))); }

// Returns false if the other side closed first. The system calls that a reset if something that we sent was unread.
bool receive_exactly(const Socket& socket, std::span<char> buffer) try {
    while (!buffer.empty()) {
        std::size_t count = receive(socket, buffer, Deadline::max());
        if (count == 0) return false;
        buffer = buffer.subspan(count);
    }
    return true;
} catch (const std::system_error& error) {
    if (error.code() != std::errc::connection_reset) throw;
    return false;
}

}  // namespace

std::string pack(const Page& page) {
    std::string bytes;
    put_text(bytes, page.error);
    put_number(bytes, static_cast<std::uint64_t>(page.response.status));
    put_number(bytes, page.response.fields.size());
    for (const auto& [name, value] : page.response.fields) {
        put_text(bytes, name);
        put_text(bytes, value);
    }
    put_text(bytes, page.response.body);
    return bytes;
}

Page unpack(const Url& url, std::string_view bytes) {
    Page page{url, {}};
    page.error = take_text(bytes);
    page.response.status = static_cast<int>(take_number(bytes));
    for (std::uint64_t remaining = take_number(bytes); remaining > 0; --remaining) {
        std::string name = take_text(bytes);
        page.response.fields.emplace_back(std::move(name), take_text(bytes));
    }
    page.response.body = take_text(bytes);
    if (!bytes.empty()) throw std::runtime_error("unexpected bytes follow a packed page");
    return page;
}

void send_frame(const Socket& socket, std::string_view bytes) try {
    std::string length;
    put_number(length, bytes.size());
    send_all(socket, length, Deadline::max());
    send_all(socket, bytes, Deadline::max());
} catch (const std::system_error& error) {
    if (error.code() != std::errc::broken_pipe && error.code() != std::errc::connection_reset) throw;
}

std::optional<std::string> receive_frame(const Socket& socket) {
    std::array<char, sizeof(std::uint64_t)> raw;
    if (!receive_exactly(socket, raw)) return std::nullopt;
    std::string_view length_bytes(raw.data(), raw.size());
    std::string bytes;
    for (std::uint64_t remaining = take_number(length_bytes); remaining > 0;) {
        std::size_t part = std::min<std::uint64_t>(remaining, 64 * 1024);  // more memory only when the bytes arrive
        bytes.resize(bytes.size() + part);
        if (!receive_exactly(socket, std::span(bytes).last(part))) return std::nullopt;
        remaining -= part;
    }
    return bytes;
}
