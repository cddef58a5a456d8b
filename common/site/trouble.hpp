// Trouble on request: pages that a crawler must survive, such as "/truncated", "/reset" and "/drip?ms=20".
// No I/O. A Reply only describes the trouble: a wrong length, or a strange ending. The pages that end well (chunked,
// close, slow, drip) hold list page 1, or the one that "page=N" names, or the search page "wd=N".
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "common/site/reply.hpp"
#include "common/site/target.hpp"

namespace site {

std::optional<Reply> trouble(const Target& target);

std::chrono::milliseconds extra_wait(const Target& target);  // "/slow?ms=N" answers N ms later

// A fault is a trouble page that replaces a list page or a search page. It is written without its slash: "reset",
// "drip?ms=20".
bool is_trouble(std::string_view kind);
std::string trouble_kinds();  // for messages: "status/CODE?retry-after=N, ..."

}  // namespace site
