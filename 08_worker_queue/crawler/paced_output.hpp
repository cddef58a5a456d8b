// Standard output as something that the loop waits for, like a socket, so that a slow reader holds up nothing else.
// While this lives, it collects what std::cout writes, and writes it out when there is room.
#pragma once

#include <functional>
#include <streambuf>
#include <string>
#include <string_view>

#include "from_07/event_loop.hpp"
#include "waiters.hpp"

class PacedOutput : public std::streambuf {
public:
    // `before_writing` is called before anything is written.
    PacedOutput(EventLoop& loop, std::function<void()> before_writing);
    ~PacedOutput() override;  // writes what is waiting
    PacedOutput(const PacedOutput&) = delete;
    PacedOutput& operator=(const PacedOutput&) = delete;

    // Await it before you add more: it waits while too much is waiting already (back-pressure).
    Coroutine<void> room();
    void release();             // from now on nothing waits for room
    Coroutine<void> written();  // waits until everything is written

    std::size_t waiting() const { return text_.size() - written_; }  // bytes
    void drop();                                                     // forgets what is waiting

protected:
    int_type overflow(int_type c) override;
    std::streamsize xsputn(const char* bytes, std::streamsize count) override;
    int sync() override;

private:
    void write();
    std::string_view unwritten() const { return std::string_view(text_).substr(written_); }

    EventLoop& loop_;
    std::function<void()> before_writing_;
    std::string text_;
    std::size_t written_ = 0;  // of the text
    bool is_released_ = false;
    Waiters waiters_;
    std::streambuf* before_;
};
