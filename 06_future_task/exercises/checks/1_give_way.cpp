// The checks of exercise 06-1. There is nothing to edit here.
#include "1_give_way.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>

TEST_CASE("the words are counted, and meanwhile others get their turns") {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += "word ";
    EventLoop loop;
    Task& counting = loop.create_task(count_words(loop, text));
    int turns = 0;  // of a callback that wants a call in each turn of the loop
    std::function<void()> other = [&] {
        if (counting.done() || turns == 300'000) return loop.close();
        if (++turns == 75) {  // by now the first quarter has been counted, and the last fifth has not
            std::fill(text.begin(), text.begin() + 25'000, ' ');
            std::fill(text.end() - 20'000, text.end(), ' ');
        }
        loop.call_soon(other);
    };
    loop.call_soon(other);
    loop.run_forever();

    REQUIRE_MESSAGE(counting.done(),
                    "expected the number of words; seen: a task that still waits after 300,000 turns "
                    "of the loop. What sets the future that it has yielded, and when?");
    CHECK_MESSAGE(turns >= 90, "expected about 100 turns for the others during 100,000 characters; seen: "
                                   << turns << ". What must the coroutine do so that the loop goes on with others?");
    CHECK_MESSAGE(turns <= 250, "expected about 100 turns for 100,000 characters, or twice as many; seen: "
                                    << turns << ". A pause has its cost too: every thousandth time is enough");
    const long words = std::any_cast<long>(counting.result());
    if (turns < 75) CHECK(words == 20'000);
    else
        CHECK_MESSAGE(
            words == 16'000,
            "in the 75th turn the check erases all words of the first quarter and of the last fifth of the text. The "
            "first quarter has been read by then and the last fifth has not, so 16,000 of 20,000 words are "
            "expected; seen: "
                << words << ". Are the pauses spread over the text?");
}
