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
    long pages = 0;  // TODO: what happens when several processes add 1 at the same time?
};

// Holds one T. Make it before the workers start: then they have it in common with the parent.
template <typename T>
class Shared {
public:
    Shared() : value_(std::make_unique<T>()) {}  // TODO: the heap is copied by fork(). What if there is no memory?

    T& operator*() const { return *value_; }
    T* operator->() const { return &*value_; }

private:
    std::unique_ptr<T> value_;
};
