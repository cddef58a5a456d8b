// From a target to an answer: asks each kind of page in turn whether the target is one of its own.
// No I/O: the same target has the same answer.
#pragma once

#include "common/site/reply.hpp"
#include "common/site/target.hpp"

namespace site {

Reply answer(const Target& target);

}  // namespace site
