// See descriptors.hpp.
#include "common/program/descriptors.hpp"

#include <sys/resource.h>

#include <algorithm>

std::size_t allow_many_descriptors() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) < 0) return 0;
    const rlim_t soft = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &limit) == 0) return limit.rlim_cur;
    limit.rlim_cur = std::max<rlim_t>(soft, 10'240);  // the most that macOS allows if there is no hard limit
    return ::setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : soft;
}
