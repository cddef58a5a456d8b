// A fixed number of workers on one queue, with the loop out of sight. (The article's AsyncWorker.)
// An item is done only after its result callbacks have run, because they may put new items in. The work is done when
// all items are.
#pragma once

#include <exception>
#include <functional>
#include <list>
#include <optional>
#include <utility>

#include "from_07/event_loop.hpp"
#include "from_07/task_group.hpp"
#include "queue.hpp"

template <typename Item, typename Value>
class AsyncWorker {
public:
    using Function = std::function<Coroutine<Value>(const Item&)>;
    using ResultCallback = std::function<void(const Item&, Value&)>;
    using ErrorCallback = std::function<void(const Item&, std::exception_ptr)>;

    AsyncWorker(Function coroutine, std::size_t workers) : function_(std::move(coroutine)), workers_(workers) {}

    void put(Item item) { queue_.put_now(std::move(item)); }
    void add_result_callback(ResultCallback callback) { result_callbacks_.push_back(std::move(callback)); }
    // If the function throws, only its item is lost. Without an error callback, the error is ignored. An exception from
    // a callback ends the work: work() throws it.
    void add_error_callback(ErrorCallback callback) { error_callbacks_.push_back(std::move(callback)); }

    // Returns when every item is done, also those that are put in meanwhile. May be called again.
    void work() {
        const ResetAtEnd queue_is_reset{queue_};  // for the next call, however this one ends
        loop_.run_until_complete(with_task_group([this](TaskGroup& group) { return work_until_done(group); }));
    }

    // Empties the queue. Items that are being worked on are finished, and so are those that their callbacks put in.
    void stop() { queue_.clear(); }

    EventLoop& loop() { return loop_; }
    const Queue<Item>& queue() const { return queue_; }

private:
    struct ResetAtEnd {
        Queue<Item>& queue;
        ~ResetAtEnd() { queue.reset(); }
    };

    Coroutine<void> work_until_done(TaskGroup& group) {
        for (std::size_t i = 0; i < workers_; ++i) group.start(worker());
        co_await queue_.join();
        queue_.close();  // wakes the workers that wait for an item, so that they end
    }

    Coroutine<void> worker() {
        for (;;) {
            std::optional<Item> item = co_await queue_.get();
            if (!item) co_return;
            Result<Value> result;
            try {
                result.set_value(co_await function_(*item));
            } catch (...) {
                result.set_exception(std::current_exception());
            }
            if (result.failed())
                for (auto& callback : error_callbacks_) callback(*item, result.error());
            else
                for (auto& callback : result_callbacks_) callback(*item, result.get());
            queue_.task_done();
        }
    }

    EventLoop loop_;
    Queue<Item> queue_;
    Function function_;
    std::size_t workers_;
    std::list<ResultCallback> result_callbacks_;  // lists, which never move their elements: a callback may add another
    std::list<ErrorCallback> error_callbacks_;
};
