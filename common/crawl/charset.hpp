// Text in other charsets than UTF-8, by iconv, which POSIX has. Which charset a label means is written down here, for
// browsers mean more by some than iconv does: pages that say gb2312 or latin1 hold characters that these lack.
#pragma once

#include <string>
#include <string_view>

// iconv's name for the charset that a page calls `label`: "GB18030" for "gb2312"; nullptr for a label no browser knows.
const char* charset_named(std::string_view label);

// What is no character of the charset becomes U+FFFD. Throws std::runtime_error where iconv does not know the charset.
std::string to_utf8(std::string_view text, const char* charset);
