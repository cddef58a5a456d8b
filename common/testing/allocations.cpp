// The program's own operator new and operator delete. The library's other forms call these two. A sanitizer has other
// forms of its own, which do not call them, so we define those forms as well.
#include "common/testing/allocations.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<long> alive = 0;
std::atomic<long> before_failure = 0, failures = 0;

bool must_fail() {
    if (failures == 0) return false;
    return --before_failure <= 0 && before_failure > -failures;
}

}  // namespace

long allocations() { return alive; }

FailingAllocations::FailingAllocations(long first, long more) {
    before_failure = first;
    failures = more + 1;
}
FailingAllocations::~FailingAllocations() { failures = 0; }
bool FailingAllocations::have_begun() const { return before_failure <= 0; }

void* operator new(std::size_t size) {
    if (must_fail()) throw std::bad_alloc();
    for (;;) {
        if (void* memory = std::malloc(size == 0 ? 1 : size)) {
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
