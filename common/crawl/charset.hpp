// Converts text from other charsets to UTF-8 with iconv, which is in POSIX. The labels have a table of their own: pages
// that say gb2312 or latin1 hold characters that these charsets lack, so browsers read them as larger charsets.
#pragma once

#include <string>
#include <string_view>

// Returns iconv's name for the charset that a page calls `label`: "GB18030" for "gb2312". Returns "" for a label that
// no browser knows.
std::string_view charset_named(std::string_view label);

// Invalid bytes become U+FFFD. Throws std::runtime_error if iconv does not know the charset.
std::string to_utf8(std::string_view text, std::string_view charset);
