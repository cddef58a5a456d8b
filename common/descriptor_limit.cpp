// See descriptor_limit.hpp.
#include "common/descriptor_limit.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <system_error>

std::size_t allow_many_descriptors() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) < 0) return 0;
    const rlim_t soft = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &limit) == 0) return limit.rlim_cur;
    limit.rlim_cur = std::max<rlim_t>(soft, 10'240);  // macOS: the most it allows when the hard limit is "none"
    return ::setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : soft;
}

std::string explain(const std::exception& error, std::size_t asked_for) {
    auto* system = dynamic_cast<const std::system_error*>(&error);
    if (system == nullptr || system->code() != std::errc::too_many_files_open) return error.what();
    std::string asked = asked_for == 0 ? "" : std::to_string(asked_for) + " at once were asked for, and ";
    return error.what() +
           (" (" + asked + "the limit is " + std::to_string(allow_many_descriptors()) + " descriptors: ulimit -n)");
}
