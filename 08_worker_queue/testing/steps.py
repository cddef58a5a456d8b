# What common/testing/steps/record.py needs for this chapter: where to stop the run, and how to read what its queue
# knows. Its loop and its coroutines are chapter 07's: common/testing/steps/coroutine_state.py reads them.
import re

import coroutine_state
from coroutine_state import innermost_name, running, waiting_in
from loop_state import items, text
from stops import all_done, group_stops, line_of_a_coroutine, loop_stops

pages = ["/a", "/b", "/c"]
seed = 10  # two of three pages overlap, and a worker sleeps for want of an item
sections = ["ready", "selector", "timers", "queue", "tasks"]


# --- What its queue knows ---------------------------------------------------------------------------------------------

def queue_items(r):
    if "queue" not in r.info:
        return []
    return [r.page_of(text(item["url"]["target"])) for item in items(r.info["queue"].dereference()["items_"])]


def state(r):
    waiting, finished = queue_items(r), r.info.get("finished", ())
    bars = ["a" if page in waiting else "d" if page in finished else "." for page in range(len(r.pages))]
    known = coroutine_state.state(r, sections, bars)
    if "queue" in r.info:
        queue = r.info["queue"].dereference()
        count = r.words("unfinished, closed" if queue["closed_"] else "unfinished", count=int(queue["unfinished_"]))
        known["queue"] = ([[r.words("item"), page] for page in waiting] + [[count, -1]] +
                          [[r.words(name, n=r.number("task", run)), -1] for name, run in waiting_in(queue)])
    return known


# --- Where it is stopped ----------------------------------------------------------------------------------------------

def item_is_put(r, s):
    r.info["queue"] = s.read("this")
    page = r.info["page"] = r.page_of(text(s.read("item")["url"]["target"]))
    return r.words("item_is_put", page=r.pages[page])


def item_is_taken(r, s):
    page = r.info["taken", running()[0]] = queue_items(r)[0]
    return r.words("item_is_taken", page=r.pages[page])


def item_is_done(r, s):
    remaining = int(s.read("this")["unfinished_"]) - 1
    r.info.setdefault("finished", set()).add(r.info.pop(("taken", running()[0]), -1))
    return r.words("item_is_done", remaining=remaining) if remaining else r.words("last_item_is_done")


def somebody_sleeps(r, s):
    return r.words("somebody_sleeps", name=innermost_name())


def somebody_is_woken(r, s):
    waiting = items(s.read("this")["list_"])
    return r.words("somebody_is_woken", n=r.number("task", int(waiting[0]["run_"]))) if waiting else None


def work_begins(r, s):
    r.info["page"] = -1
    return r.words("work_begins")


def important_line_of_a_page(r, s):
    return line_of_a_coroutine(r, s) if re.search(r"co_await|receive_into", s.text) else None


stops = loop_stops("from_07/") + group_stops("from_07/") + [
    ("queue.hpp", "items_.push_back(std::move(item));", item_is_put),
    ("queue.hpp", "item = std::move(items_.front());", item_is_taken),
    ("queue.hpp", "if (--unfinished_ == 0)", item_is_done),
    ("queue.hpp", "closed_ = true;", "queue_closes"),
    ("waiters.hpp", "waiters_.list_.push_back(*this);", somebody_sleeps),
    ("waiters.hpp", "if (!list_.is_empty()) list_.take_first()", somebody_is_woken),
    ("async_worker.hpp", None, line_of_a_coroutine),
    ("from_07/fetch.cpp", None, important_line_of_a_page),
    ("crawl_by_queue.cpp", "judge(job, page);", "page_is_judged"),
    ("crawl_by_queue.cpp", "pages[found.place] = std::move(page);", "page_is_kept"),
    ("crawl_by_queue.cpp", "worker.work();", work_begins),
    ("crawl_by_queue.cpp", "return pages;", all_done),
]
