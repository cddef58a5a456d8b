// Stacks, and how to leave one for another: see fiber.hpp. Read resume and pause side by side.
#include "fiber.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "sanitizer.hpp"

namespace {

Fiber* running = nullptr;

std::size_t page_size() { return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)); }

}  // namespace

Stack::Stack(std::size_t bytes) : bytes_((bytes + page_size() - 1) / page_size() * page_size() + page_size()) {
    memory_ = ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory_ == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "a fiber's stack");
    // Stacks grow downwards, so the lowest page is the end of it.
    if (::mprotect(memory_, page_size(), PROT_NONE) < 0) {
        int error = errno;
        ::munmap(memory_, bytes_);
        throw std::system_error(error, std::generic_category(), "a fiber's guard page");
    }
}

Stack::~Stack() { ::munmap(memory_, bytes_); }

void* Stack::begin() const { return static_cast<char*>(memory_) + page_size(); }
std::size_t Stack::size() const { return bytes_ - page_size(); }

Fiber::Fiber(std::function<void()> work, std::size_t stack_bytes) : work_(std::move(work)), stack_(stack_bytes) {
    ::getcontext(&here_);
    here_.uc_stack.ss_sp = stack_.begin();
    here_.uc_stack.ss_size = stack_.size();
    here_.uc_link = &caller_;  // where to go when run() returns
    ::makecontext(&here_, &Fiber::run, 0);
}

void Fiber::run() {
    arrive_on_stack(nullptr, &running->caller_stack_, &running->caller_stack_size_);
    running->work_();
    running->done_ = true;
    leave_stack(nullptr, running->caller_stack_, running->caller_stack_size_);
}

void Fiber::resume() {
    Fiber* before = std::exchange(running, this);
    void* remembered = nullptr;
    leave_stack(&remembered, stack_.begin(), stack_.size());
    ::swapcontext(&caller_, &here_);  // comes back when the fiber pauses or ends
    arrive_on_stack(remembered, nullptr, nullptr);
    running = before;
}

void Fiber::pause() {
    Fiber& self = *running;
    void* remembered = nullptr;
    leave_stack(&remembered, self.caller_stack_, self.caller_stack_size_);
    ::swapcontext(&self.here_, &self.caller_);
    arrive_on_stack(remembered, &self.caller_stack_, &self.caller_stack_size_);
}

Fiber* Fiber::current() { return running; }
