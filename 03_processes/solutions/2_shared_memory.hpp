// Exercise 03-2: memory that all processes see. (thirty minutes)
// A bulletin board on which workers count what they do. After fork() each writes on a copy of its own, and the parent's
// stays empty. Let Shared<T> put its T into memory that the children share with the parent, made by mmap() (man 2 mmap)
// with MAP_SHARED | MAP_ANONYMOUS, and give it back in the end. Then look at Board: chapter 02's danger is back.
#include <doctest/doctest.h>
#include <sys/mman.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <memory>
#include <system_error>
#include <thread>
#include <type_traits>

#include "worker.hpp"

struct Board {
    // An atomic adds in one step. One with a lock inside would not do, for its lock could be a private one.
    std::atomic<long> pages = 0;
    static_assert(std::atomic<long>::is_always_lock_free);
};

// Holds one T. Make it before the workers start: then they have it in common with the parent.
template <typename T>
class Shared {
public:
    // ANONYMOUS: no file behind it, and no name, so only who is forked from us can have it. (Strangers would need
    // shm_open. POSIX knows this flag only since 2024, but Linux, macOS and the BSDs always did.)
    Shared() {
        void* memory = ::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
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

