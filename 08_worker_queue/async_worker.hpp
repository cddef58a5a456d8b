// A fixed number of workers on one queue (the article's AsyncWorker), and the loop out of sight.
// The one idea: an item is done only after its result callbacks have run, for they may put new items in. When all
// items are done, so is the work.
#pragma once

#include <deque>
#include <exception>
#include <functional>
#include <utility>
#include <vector>

#include "event_loop.hpp"
#include "queue.hpp"
#include "task.hpp"

template <typename Item, typename Value>
class AsyncWorker {
public:
    using Function = std::function<Coroutine<Value>(EventLoop&, const Item&)>;
    using ResultCallback = std::function<void(const Item&, Value&)>;
    using ErrorCallback = std::function<void(const Item&, std::exception_ptr)>;

    AsyncWorker(Function coroutine, std::size_t workers) : function_(std::move(coroutine)), workers_(workers) {}

    void put(Item item) { queue_.put_now(std::move(item)); }
    void add_result_callback(ResultCallback callback) { result_callbacks_.push_back(std::move(callback)); }
    // Without one, what an item throws is lost; with it, it costs that item and nothing else.
    void add_error_callback(ErrorCallback callback) { error_callbacks_.push_back(std::move(callback)); }

    // Returns when all that was put in, before and meanwhile, is done. May be called again.
    void work() {
        loop_.run_until_complete(work_until_done());
        queue_.open();  // for the next time
    }

    // Takes no further item from the queue; what is being worked on comes to its end.
    void stop() { queue_.clear(); }

    EventLoop& loop() { return loop_; }
    const Queue<Item>& queue() const { return queue_; }

private:
    Coroutine<void> work_until_done() {
        std::deque<Task<void>> tasks;
        for (std::size_t i = 0; i < workers_; ++i) tasks.emplace_back(loop_, worker());
        co_await queue_.join();
        queue_.close();  // wakes those who wait for an item, so that they end
        for (Task<void>& task : tasks) co_await task;
    }

    Coroutine<void> worker() {
        for (;;) {
            std::optional<Item> item = co_await queue_.get();
            if (!item) co_return;
            try {
                Value value = co_await function_(loop_, *item);
                for (auto& callback : result_callbacks_) callback(*item, value);
            } catch (...) {
                for (auto& callback : error_callbacks_) callback(*item, std::current_exception());
            }
            queue_.task_done();
        }
    }

    EventLoop loop_;  // first, for the queue refers to it
    Queue<Item> queue_{loop_};
    Function function_;
    std::size_t workers_;
    std::vector<ResultCallback> result_callbacks_;
    std::vector<ErrorCallback> error_callbacks_;
};
