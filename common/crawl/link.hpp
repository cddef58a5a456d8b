// What a link in a page, or in a redirect's Location, leads to. Whoever writes a page does not read error messages: so
// such a link is read as browsers read it, by the WHATWG's URL standard. (A URL on the command line is read more
// strictly: parse_url() in common/url.hpp.)
#pragma once

#include <string_view>

#include "common/url.hpp"

// Tabs and line ends in it are left out, other spaces encoded, a backslash is a slash, "http:x" is the same as "x", the
// fragment is dropped. Throws std::invalid_argument, in one line that says why this link cannot be followed.
Url follow_link(const Url& base, std::string_view link);
