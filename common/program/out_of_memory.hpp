// When memory runs out. That is an exception like any other, std::bad_alloc, and here it says "out of memory". If it
// leaves a destructor, a noexcept function or a thread, nothing can catch it, and C++ calls std::terminate. Then the
// program ends as if main had caught it: with one sentence, and status 1.
#pragma once

// `path` is the program's, argv[0]: the sentence begins with its name.
void end_if_out_of_memory(const char* path);
