// Turns a link in a page, or in a redirect's Location, into a URL. The author of a page does not see our errors, so a
// link is read as browsers read it, by the WHATWG's URL standard. (parse_url() in common/url.hpp is stricter: it reads
// the command line.)
#pragma once

#include <string_view>

#include "common/url.hpp"

// Drops tabs, line ends and the fragment, encodes other spaces, reads a backslash as a slash and "http:x" as "x".
// Throws std::invalid_argument; its one line says why this link cannot be followed.
Url follow_link(const Url& base, std::string_view link);
