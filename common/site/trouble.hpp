// Trouble on demand: pages that a crawler must survive, "/truncated", "/reset", "/drip?ms=20" and so on.
// No I/O. Trouble is described, not acted out: a Reply that lies about its length or ends in a strange way. Those that
// turn out well (chunked, close, slow, drip) hold list page 1, or the one named by "page=N".
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "common/site/reply.hpp"
#include "common/site/target.hpp"

namespace site {

std::optional<Reply> trouble(const Target& target);

std::chrono::milliseconds extra_wait(const Target& target);  // "/slow?ms=N" answers so much later

// A fault is a trouble page without its slash, put in the place of a list page: "reset", "drip?ms=20".
bool is_trouble(std::string_view kind);
std::string trouble_kinds();  // for people: "binary, chunked, ..."

}  // namespace site
