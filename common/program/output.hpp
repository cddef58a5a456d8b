// Standard output for programs that are part of a pipe.
// A signal can interrupt a write (EINTR). If another process shares the descriptor and has made it non-blocking, a slow
// reader looks like an error (EAGAIN). The C library reports a failure in both cases; the code here writes again.
#pragma once

#include <streambuf>
#include <string>
#include <string_view>

// Writes what standard output takes now. Returns the number of bytes; after 0, wait until it is ready (POLLOUT).
// Throws std::runtime_error: "standard output cannot be written (No space left on device)".
std::size_t write_some(std::string_view bytes);
void write_all(std::string_view bytes);  // the same, and sleeps while the reader is slow

// While this object lives, std::cout writes to it. It sleeps while the reader is slow. Both `std::cout << ...` and
// flush throw if the write fails.
class Output : public std::streambuf {
public:
    Output();
    ~Output() override;  // writes the rest
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

protected:
    int_type overflow(int_type c) override;
    std::streamsize xsputn(const char* bytes, std::streamsize count) override;
    int sync() override;

private:
    std::string waiting_;  // not written yet
    bool is_terminal_;     // if true, each line is written at once
    std::streambuf* before_;
};
