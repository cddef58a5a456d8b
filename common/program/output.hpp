// Standard output, for programs that stand in a pipe.
// A write may be interrupted by a signal (EINTR), and where somebody who shares the descriptor has made it
// non-blocking, a slow reader looks like an error (EAGAIN). The C library takes both for a failure. Here they mean:
// write again.
#pragma once

#include <streambuf>
#include <string>
#include <string_view>

// Writes what standard output takes now. Returns how many bytes; 0: none, so wait until it is ready (POLLOUT).
// Throws std::runtime_error: "standard output cannot be written (No space left on device)".
std::size_t write_some(std::string_view bytes);

// What std::cout writes to while this lives. It sleeps while the reader is slow. What goes wrong is thrown, by
// `std::cout << ...` and by flush alike.
class Output : public std::streambuf {
public:
    Output();
    ~Output() override;  // writes what is left
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

protected:
    int_type overflow(int_type c) override;
    std::streamsize xsputn(const char* bytes, std::streamsize count) override;
    int sync() override;

private:
    std::string waiting_;  // to be written
    bool is_terminal_;     // somebody looks at it, line by line
    std::streambuf* before_;
};
