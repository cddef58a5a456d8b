// A wall clock that is set back again and again. Only the programs that `make faults` runs are linked with it.
// A deadline that uses the wall clock never passes here, and its test hangs. A deadline that uses the monotonic clock
// (std::chrono::steady_clock) is not affected.
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#ifdef __GLIBC__  // elsewhere a program cannot easily replace a function of the system
#include <sys/syscall.h>

#include <atomic>

namespace {

constexpr time_t hour = 3600;

time_t set_back_once_more() {
    static std::atomic<time_t> now = time_t{500'000} * hour;  // in 2027
    return now -= hour;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* now) noexcept {
    if (clock != CLOCK_REALTIME) return static_cast<int>(::syscall(SYS_clock_gettime, clock, now));
    *now = {set_back_once_more(), 0};
    return 0;
}

int gettimeofday(timeval* now, void*) noexcept {
    *now = {set_back_once_more(), 0};
    return 0;
}

time_t time(time_t* now) noexcept {
    const time_t result = set_back_once_more();
    if (now != nullptr) *now = result;
    return result;
}

}  // extern "C"
#endif
