// Exercise 03-2: memory that all processes see. (thirty minutes)
// A bulletin board on which workers count what they do. After fork() each writes to a copy of its own, and the parent's
// stays empty. Let Shared<T> put its T into memory that the children share with the parent, made by mmap() (man 2 mmap)
// with MAP_SHARED | MAP_ANONYMOUS, and give the memory back at the end. Then look at Board: chapter 02's danger is
// back.
#pragma once

#include <sys/mman.h>

#include <atomic>
#include <cerrno>
#include <memory>
#include <system_error>

struct Board {
    // An atomic adds in one step. One with a lock inside would not do: each process could have a lock of its own.
    std::atomic<long> pages = 0;
    static_assert(std::atomic<long>::is_always_lock_free);
};

// Holds one T. Make it before the workers start: then they have it in common with the parent.
template <typename T>
class Shared {
public:
    // ANONYMOUS: there is no file behind it, and no name, so only our own children can have it. (Strangers would need
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
