// Wrong: does not check whether there was memory.
#pragma once

#include <sys/mman.h>

#include <atomic>
#include <cerrno>
#include <memory>
#include <system_error>

struct Board {
    std::atomic<long> pages = 0;
    static_assert(std::atomic<long>::is_always_lock_free);
};

// Holds one T. Make it before the workers start, so that they share it with the parent.
template <typename T>
class Shared {
public:
    Shared() {
        void* memory = ::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        value_ = std::construct_at(static_cast<T*>(memory));
    }
    ~Shared() {
        std::destroy_at(value_);
        ::munmap(value_, sizeof(T));
    }
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;

    T& operator*() const { return *value_; }
    T* operator->() const { return &*value_; }

private:
    T* value_;
};
