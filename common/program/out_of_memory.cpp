#include "common/program/out_of_memory.hpp"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>
#include <new>

#ifdef __GLIBC__
extern "C" char* program_invocation_short_name;
#endif

namespace {

struct OutOfMemory : std::bad_alloc {
    const char* what() const noexcept override { return "out of memory"; }
};

#ifdef __GLIBC__
const char* program = program_invocation_short_name;
#elif defined(__APPLE__)
const char* program = ::getprogname();
#else
const char* program = "the program";  // until main() has named it
#endif

void write_error(const char* text) {
    [[maybe_unused]] ssize_t ignored = ::write(STDERR_FILENO, text, std::strlen(text));
}

extern const std::terminate_handler terminate_before;

[[noreturn]] void end() {
    static std::atomic_flag has_begun;
    while (has_begun.test_and_set()) ::pause();  // another thread says it
    try {
        if (const std::exception_ptr error = std::current_exception()) std::rethrow_exception(error);
    } catch (const std::bad_alloc&) {
        try {
            std::cout.flush();  // what is ready already
        } catch (...) {}        // it has run out of memory, and says so
        write_error(program);
        write_error(": out of memory\n");
        ::_exit(1);
    } catch (...) {}
    terminate_before();
    ::abort();
}

// Set before main() begins, because it may need memory before it calls anything here.
const std::terminate_handler terminate_before = std::set_terminate(end);

}  // namespace

void end_if_out_of_memory(const char* path) {
    const char* slash = std::strrchr(path, '/');
    program = slash == nullptr ? path : slash + 1;
    std::set_new_handler([] { throw OutOfMemory(); });
}
