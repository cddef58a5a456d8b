// The HTML of a response as UTF-8, whatever charset the server sent. Titles and links are read from this text.
#pragma once

#include <string>

#include "common/http.hpp"

// True for text/html, application/xhtml+xml, and no type at all. Nothing else is searched for titles and links.
bool is_html(const Response& response);

// Returns the body as UTF-8, or "" if the response is not HTML. As in browsers, the charset comes from the byte order
// mark, or else from Content-Type, or else from a <meta> in the first 1024 bytes. The default is UTF-8, and then
// invalid bytes are kept. Throws std::runtime_error: "charset X is not supported".
std::string html_text(const Response& response);
