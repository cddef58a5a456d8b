// The program's own operator new and operator delete. The library's other forms call these two. A sanitizer has other
// forms of its own, which do not call them, so we define those forms as well.
#include "common/testing/allocations.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<long> alive = 0;
std::atomic<long> calls = 0, first_failure = 0, last_failure = 0;  // 0: none

bool must_fail() {
    if (last_failure == 0) return false;
    const long call = ++calls;
    return call >= first_failure && call <= last_failure;
}

}  // namespace

long allocations() { return alive; }

FailingAllocations::FailingAllocations(long successes, long failures) {
    calls = 0;
    first_failure = successes + 1;
    last_failure = successes + failures;
}
FailingAllocations::~FailingAllocations() { last_failure = 0; }
bool FailingAllocations::has_failed() const { return calls >= first_failure; }

void* operator new(std::size_t size) {
    const bool fails = must_fail();
    for (;;) {
        void* memory = fails ? nullptr : std::malloc(size == 0 ? 1 : size);
        if (memory != nullptr) {
            ++alive;
            return memory;
        }
        std::new_handler handler = std::get_new_handler();
        if (handler == nullptr) throw std::bad_alloc();
        handler();
    }
}

void operator delete(void* memory) noexcept {
    if (memory == nullptr) return;
    --alive;
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

void* operator new[](std::size_t size) { return operator new(size); }
void operator delete[](void* memory) noexcept { operator delete(memory); }
void operator delete[](void* memory, std::size_t) noexcept { operator delete(memory); }

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    try {
        return operator new(size);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}
void operator delete(void* memory, const std::nothrow_t&) noexcept { operator delete(memory); }
