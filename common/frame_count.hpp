// How many coroutine frames are alive. Where am I? common/, used by the promise types from chapter 04 on,
// and by chapter 07's fibers, which are counted as if they were frames.
// The one idea: a promise lives in its coroutine's frame, from the frame's birth to its end, so to count the promises
// is to count the frames. The tests use it to show that none is left behind; you may ignore it.
#pragma once

struct CountedFrame {
    CountedFrame() {
        ++alive;
        ++made;
    }
    ~CountedFrame() { --alive; }
    CountedFrame(const CountedFrame&) = delete;
    CountedFrame& operator=(const CountedFrame&) = delete;

    static inline thread_local long alive = 0;  // in this thread
    static inline thread_local long made = 0;   // since its beginning
};
