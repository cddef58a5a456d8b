// Character references: "&amp;" is '&', "&#39;" is an apostrophe, and "&eacute;" is one letter.
#pragma once

#include <string>
#include <string_view>

enum class Within { text, attribute };

// Replaces references by characters, as HTML does (13.2.5.72 to 13.2.5.80). Numbers and the oldest names need no ';' at
// the end. In an attribute, "&copy=" and "&copying" are not references, because a link may hold "?a=1&copy=2". An
// unknown name stays as it is.
std::string decode_entities(std::string_view text, Within within = Within::text);
