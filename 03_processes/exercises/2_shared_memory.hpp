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
    long pages = 0;  // TODO: what happens when several processes add 1 at the same time?
};

// Holds one T. Make it before the workers start, so that they share it with the parent.
template <typename T>
class Shared {
public:
    Shared() : value_(std::make_unique<T>()) {}  // TODO: fork() copies the heap. And what if there is no memory?

    T& operator*() const { return *value_; }
    T* operator->() const { return &*value_; }

private:
    std::unique_ptr<T> value_;
};
