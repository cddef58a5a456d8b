// Exercise 06-1: a long calculation that gives way to the others. (ten minutes)
// count_words reads a large text from beginning to end, and for so long the loop does nothing else: no page arrives, no
// timer rings. Nobody can interrupt a coroutine; it must pause by itself. Let it do so after every thousand characters.
#include <doctest/doctest.h>

#include "task.hpp"

using namespace std::chrono_literals;

Coroutine count_words(EventLoop& loop, std::string_view text) {
    long words = 0;
    bool inside = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i % 1000 == 0) {
            // Done before it is waited for. It comes back all the same by way of the loop's queue, behind all who are
            // in it already. (Another way: a future that loop.call_soon sets. That takes one turn more.)
            Future now(loop);
            now.set_result({});
            co_yield now;
        }
        if (!inside && text[i] != ' ') ++words;
        inside = text[i] != ' ';
    }
    co_return words;
}

// --- Checks: nothing to edit below this line ------------------------------------------------------------------

TEST_CASE("the words are counted, and others have their turn while they are") {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += "word ";
    EventLoop loop;
    Task& counting = loop.create_task(count_words(loop, text));
    int turns = 0;  // of somebody else, who wants to be called in each turn of the loop
    std::function<void()> other = [&] {
        if (counting.done() || turns == 300'000) return loop.close();
        ++turns;
        loop.call_soon(other);
    };
    loop.call_soon(other);
    loop.run_forever();

    REQUIRE_MESSAGE(counting.done(),
                    "expected the number of words; seen: a task that still waits after 300,000 turns "
                    "of the loop. Who sets the future that it has yielded, and when?");
    CHECK(std::any_cast<long>(counting.result()) == 20'000);
    CHECK_MESSAGE(turns >= 90, "expected about 100 turns for the others during 100,000 characters; seen: "
                                   << turns << ". What does the coroutine do so that the loop goes on with others?");
    CHECK_MESSAGE(turns <= 250, "expected about 100 turns for 100,000 characters, or twice as many; seen: "
                                    << turns << ". To pause costs something as well: every thousandth time is enough");
}
