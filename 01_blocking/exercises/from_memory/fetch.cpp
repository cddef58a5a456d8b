// Exercise 01-4: from memory. Write what is marked TODO: how a page is fetched, how a response is received to its end,
// and how a failure becomes the page's error. Keep all names; the chapter's own tests check it.
// One page over one connection, by calls that sleep: see fetch.hpp. Begin with fetch().
#include "fetch.hpp"

#include <array>
#include <exception>

Response fetch(const Url& url, Deadline deadline) {
    throw std::logic_error("TODO: connect, send the request, and receive the response");
}

Response receive_response(const Socket& socket, Deadline deadline) {
    throw std::logic_error("TODO: receive pieces, and feed them to a ResponseParser, until the response is whole");
}

Page fetch_page(const Url& url, std::chrono::milliseconds timeout) {
    throw std::logic_error("TODO: fetch the page within this time; what goes wrong becomes its error, in words");
}
