// Exercise 03-2: memory that all processes see. (thirty minutes)
// Workers count on a bulletin board what they do. After fork() each writes to its own copy of it, and the parent's copy
// stays empty. Let Shared<T> put its T into memory that the children share with the parent, made by mmap() (man 2 mmap)
// with MAP_SHARED | MAP_ANONYMOUS, and unmap the memory at the end. Then look at Board: chapter 02's danger is back.
#pragma once

#include <sys/mman.h>

#include <atomic>
#include <cerrno>
#include <memory>
#include <system_error>

struct Board {
    // An atomic adds in one step. One with a lock inside would not work: each process could have its own lock.
    std::atomic<long> pages = 0;
    static_assert(std::atomic<long>::is_always_lock_free);
};

// Holds one T. Make it before the workers start, so that they share it with the parent.
template <typename T>
class Shared {
public:
    // ANONYMOUS: it has no file behind it, and no name, so only our own children can share it. (Other programs would
    // need shm_open. The flag is in POSIX only since 2024, but Linux, macOS and the BSDs have long had it.)
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
