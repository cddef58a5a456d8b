// Exercise 08-4: from memory. Write put, get and join.
// The chapter's own tests check it.

// A queue whose users sleep. An empty queue is something to wait for, like a socket that has nothing to read. Putting
// an item in wakes one task that waits.
#pragma once

#include <cstddef>
#include <deque>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>

#include "from_07/coroutine.hpp"
#include "waiters.hpp"

template <typename T>
class Queue {
public:
    static constexpr std::size_t unbounded = std::numeric_limits<std::size_t>::max();

    explicit Queue(std::size_t capacity = unbounded) : capacity_(capacity) {
        if (capacity == 0) throw std::logic_error("a queue needs room for at least one item");
    }

    // Waits while the queue is full. That slows down whoever makes items faster than they are used (back-pressure).
    // Throws std::logic_error if the queue is closed.
    Coroutine<void> put(T item) {
        // TODO: wait while the queue is full, then put the item in.
        throw std::logic_error("TODO: Queue::put");
    }

    // For callers that cannot wait: ignores the capacity.
    void put_now(T item) {
        if (closed_) throw std::logic_error("the queue is closed");
        items_.push_back(std::move(item));
        ++unfinished_;
        not_empty_.wake_one();
    }

    // Waits while the queue is empty. Returns no value if it is empty and closed. An item leaves the queue when the
    // task that awaits it goes on. If the task is cancelled before, the item is still there.
    Coroutine<std::optional<T>> get() {
        // TODO: wait while the queue is empty, then take an item out.
        throw std::logic_error("TODO: Queue::get");
    }

    // Call it once for each item that get() has returned, after everything that it leads to has been put in.
    void task_done() {
        if (unfinished_ == 0) throw std::logic_error("task_done() was called more often than put()");
        if (--unfinished_ == 0) all_done_.wake_all();
    }

    // Waits until every item that was put in is done.
    Coroutine<void> join() {
        // TODO: wait until every item that was put in is done.
        throw std::logic_error("TODO: Queue::join");
    }

    // Forgets the items that get() has not returned yet.
    void clear() {
        unfinished_ -= items_.size();
        items_.clear();
        not_full_.wake_all();
        if (unfinished_ == 0) all_done_.wake_all();
    }

    // Wakes whatever waits in get() or put(). get() returns what is left and then no value, put() throws.
    void close() {
        closed_ = true;
        not_empty_.wake_all();
        not_full_.wake_all();
    }
    // Makes it empty and open, with nothing unfinished, as at the beginning. Nothing may wait in it.
    void reset() {
        items_.clear();
        unfinished_ = 0;
        closed_ = false;
    }

    std::size_t size() const { return items_.size(); }  // items that get() has not returned yet
    // These, and those that are being worked on.
    std::size_t unfinished() const { return unfinished_; }

private:
    std::size_t capacity_;
    std::deque<T> items_;
    std::size_t unfinished_ = 0;
    bool closed_ = false;
    Waiters not_empty_, not_full_, all_done_;
};
