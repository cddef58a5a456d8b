// Fetches one page over one connection, with calls that sleep. Read fetch() first. See fetch.hpp.
#include "fetch.hpp"

#include <array>
#include <exception>

Response fetch(const Url& url, Deadline deadline) {
    Socket socket = connect_to(resolve(url.host, url.port), deadline);  // sleeps until the handshake is done
    send_all(socket, request_text(url), deadline);                      // sleeps only while the send buffer is full
    return receive_response(socket, deadline);                          // sleeps: this is where the time goes
}

Response receive_response(const Socket& socket, Deadline deadline) {
    ResponseParser parser;
    std::array<char, 16 * 1024> buffer;
    while (!parser.done()) parser.feed({buffer.data(), receive(socket, buffer, deadline)});
    return parser.take();
}

Page fetch_page(const Url& url, std::chrono::milliseconds timeout) {
    Page page{url, {}};
    try {
        page.response = fetch(url, Clock::now() + timeout);
    } catch (const std::exception& error) {
        page.error = error.what();
    }
    return page;
}
