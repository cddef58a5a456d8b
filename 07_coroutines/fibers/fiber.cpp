// Stacks, and how to change from one to another. See fiber.hpp. Read resume and pause side by side.
#include "fiber.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace {

thread_local Fiber* running = nullptr;

std::size_t page_size() { return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)); }

}  // namespace

Stack::Stack(std::size_t bytes) : bytes_((bytes + page_size() - 1) / page_size() * page_size() + page_size()) {
    memory_ = ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory_ == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "a fiber's stack");
    // Stacks grow downwards, so the lowest page is the end of the stack.
    if (::mprotect(memory_, page_size(), PROT_NONE) < 0) {
        int error = errno;
        ::munmap(memory_, bytes_);
        throw std::system_error(error, std::generic_category(), "a fiber's guard page");
    }
}

Stack::~Stack() { ::munmap(memory_, bytes_); }

void* Stack::begin() const { return static_cast<char*>(memory_) + page_size(); }
std::size_t Stack::size() const { return bytes_ - page_size(); }

Fiber::Fiber(std::function<void()> work, std::size_t stack_bytes)
    : work_(std::move(work)), stack_(stack_bytes), watched_(stack_.begin(), stack_.size()) {
    ::getcontext(&here_);
    here_.uc_stack.ss_sp = stack_.begin();
    here_.uc_stack.ss_size = stack_.size();
    here_.uc_link = &caller_;  // where to go when run() returns
    ::makecontext(&here_, &Fiber::run, 0);
}

void Fiber::run() {
    running->watched_.entered();
    running->work_();
    running->done_ = true;
    running->watched_.leaving_for_good();
}

void Fiber::resume() {
    if (done_ || is_running_) throw std::logic_error("a fiber that has ended or is running cannot be resumed");
    is_running_ = true;
    Fiber* before = std::exchange(running, this);
    watched_.entering();
    ::swapcontext(&caller_, &here_);  // returns when the fiber pauses or ends
    watched_.left();
    running = before;
    is_running_ = false;
}

void Fiber::pause() {
    if (running == nullptr) throw std::logic_error("Fiber::pause() was called outside a fiber");
    Fiber& self = *running;
    self.watched_.leaving();
    ::swapcontext(&self.here_, &self.caller_);
    self.watched_.entered();
}

Fiber* Fiber::current() { return running; }
