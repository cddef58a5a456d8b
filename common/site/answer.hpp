// Finds the answer for a target: asks each kind of page in turn whether the target is one of its pages.
// No I/O: the same target always has the same answer.
#pragma once

#include "common/site/reply.hpp"
#include "common/site/target.hpp"

namespace site {

Reply answer(const Target& target);

}  // namespace site
