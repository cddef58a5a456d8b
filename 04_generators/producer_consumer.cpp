// Chapter 04: build/04_producer_consumer, as in the article. Two functions take turns in one thread.
// Read main first; then follow one number from the producer to the consumer, and the status all the way back.
#include <iostream>

#include "generator.hpp"
#include "send_generator.hpp"

namespace {

SendGenerator<bool, int> consumer() {
    bool status = true;
    for (;;) {
        int n = co_yield status;  // hands out the status, and later gets a number
        std::cout << "我拿到了" << n << "!\n";
        if (n == 3) status = false;
    }
}

// (The reference is safe here because main's consumer outlives the producer. The caller must make sure of that.)
Generator<bool> producer(SendGenerator<bool, int>& consumer) {
    for (int n = 5; n > 0; --n) co_yield *consumer.send(n);  // hands the consumer's status on to main
}

}  // namespace

int main() {
    auto c = consumer();
    c.start();
    for (bool status : producer(c)) {
        if (!status) {
            std::cout << "我只要3,4,5就行啦\n";
            break;  // the producer is destroyed where it is paused, and two numbers are never made
        }
    }
    std::cout << "程序结束\n";
}
