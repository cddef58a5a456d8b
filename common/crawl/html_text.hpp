// The HTML of an answer as UTF-8 text, whatever charset the server sent it in. Titles and links are read from this.
#pragma once

#include <string>

#include "common/http.hpp"

// text/html, application/xhtml+xml, or no type at all. Nothing else is searched for titles and links.
bool is_html(const Response& response);

// The body as UTF-8; empty where the answer is no HTML. The charset is that of the byte order mark, else of
// Content-Type, else of a <meta> in the first 1024 bytes, as browsers have it; where none is declared, it is UTF-8, and
// bytes that are none stay as they are. Throws std::runtime_error: "charset X is not supported".
std::string html_text(const Response& response);
