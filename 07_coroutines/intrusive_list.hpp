// A list whose nodes are parts of the objects in it: an intrusive list. To put an object in, or to take it out from
// wherever it is, sets a few pointers. That needs no memory and cannot fail. A destroyed object leaves its list. The
// price is two pointers in each object, and that it is in one list at a time.
#pragma once

#include <utility>

// What can be in a list, and in one at a time.
class ListNode {
public:
    ListNode() = default;
    ListNode(const ListNode&) = delete;  // its neighbours point to it
    ListNode& operator=(const ListNode&) = delete;
    ~ListNode() { unlink(); }

    bool is_linked() const { return next_ != this; }
    void unlink() {  // does nothing if it is in no list
        before_->next_ = next_;
        next_->before_ = before_;
        before_ = next_ = this;
    }

private:
    template <typename T>
    friend class List;
    ListNode *before_ = this, *next_ = this;
};

// A ring, with `ends_` between the last one and the first one: so every node always has two neighbours.
template <typename T>
class List {
public:
    bool is_empty() const { return !ends_.is_linked(); }
    void push_back(T& object) {
        ListNode& node = object;
        node.next_ = &ends_;
        node.before_ = std::exchange(ends_.before_, &node);
        node.before_->next_ = &node;
    }
    T& take_first() {  // only if it is not empty
        ListNode& first = *ends_.next_;
        first.unlink();
        return static_cast<T&>(first);
    }
    void for_each(auto call) {
        for (ListNode* node = ends_.next_; node != &ends_; node = node->next_) call(static_cast<T&>(*node));
    }

private:
    ListNode ends_;
};
