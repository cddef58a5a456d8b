// Exercise 01-4: from memory. Write the parts marked TODO: how a page is fetched, how a response is received to its
// end, and how a failure becomes the page's error. Keep all names. The chapter's own tests check it.
// Fetches one page over one connection, with calls that sleep. Read fetch() first. See fetch.hpp.
#include "fetch.hpp"

#include <array>
#include <exception>

Response fetch(const Url& url, Deadline deadline) {
    throw std::logic_error("TODO: connect, send the request, and receive the response");
}

Response receive_response(const Socket& socket, Deadline deadline) {
    throw std::logic_error("TODO: receive pieces, and feed them to a ResponseParser, until the response is complete");
}

Page fetch_page(const Url& url, std::chrono::milliseconds timeout) {
    throw std::logic_error("TODO: fetch the page within this time; a failure becomes its error, as text");
}
