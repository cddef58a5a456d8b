// Character references: "&amp;" is '&', "&#39;" is an apostrophe, and "&eacute;" is one letter.
#pragma once

#include <string>
#include <string_view>

enum class Within { text, attribute };

// Puts characters in the place of references, as HTML has it (13.2.5.72 to 13.2.5.80): numbers and the oldest names
// need no ';' at their end. But in an attribute, "&copy=" and "&copying" are no references, for a link may say
// "?a=1&copy=2". A name that we do not know stays as it is.
std::string decode_entities(std::string_view text, Within within = Within::text);
