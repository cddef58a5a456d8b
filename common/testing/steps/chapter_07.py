# What record.py needs for chapters 07 and 08: where to stop their runs, and how to read what their loop knows. Chapter
# 08 has chapter 07's loop and coroutines, a queue, and workers on it.
import re

import gdb

from chapter_06 import begins, polled, timer_is_due
from loop_state import (CoroutineFrame, at, callback, coroutine_function, coroutines_of, items, plural, short_name,
                        stack, text, turn, word)


# --- What its loop knows ----------------------------------------------------------------------------------------------

def run_of(this):
    """For a Task<T>*: the address of the Run in it."""
    return int(this.dereference().cast(gdb.lookup_type("Run")).address)


def frame_in(coroutine):
    return int(coroutine["frame"]["_M_fr_ptr"])


def running():
    """The running task, and the frame's address and the line of its innermost coroutine; zeros if no task runs."""
    inner = line = 0
    for frame in stack():
        if not inner and coroutine_function(frame):
            inner, line = int(frame.read_var("frame_ptr")), frame.find_sal().line
        if re.fullmatch(r"Task<.*>::step", frame.name() or ""):
            return run_of(frame.read_var("this")), inner, line
    return 0, 0, 0


def innermost_name():
    return next((short_name(frame.name()) for frame in stack() if coroutine_function(frame)), "")


def chain_of(r, run, now):
    """The coroutines of a task, the outermost first: name, file, line, and the frame itself."""
    found = []
    for address in reversed(list(coroutines_of(run))):
        frame = CoroutineFrame(address)
        found.append((frame.name, frame.file, now[2] if address == now[1] else frame.line(), frame))
    return found


def waits_for(frame):
    """What a paused coroutine waits for, in words, and its letter in the bars."""
    if frame.name.startswith("TaskGroup::"):
        return "a task of its group to end", "."
    awaited = frame.awaited()
    kind = awaited.type.strip_typedefs().name if awaited is not None else ""
    if kind == "Readiness":
        during = text(awaited["during_"])
        return "socket %d (%s)" % (int(awaited["fd_"]), during), {"connect": "c", "send": "s", "receive": "w"}[during]
    if kind.endswith("Turn"):
        return {"get": "an item in the queue", "put": "room in the queue", "join": "all items to be done"}.get(
            frame.name.split("::")[-1], "its turn"), "."
    return ("a task" if "Awaiter" in kind else "a timer" if kind == "Sleep" else kind or "its first step"), "."


class Chapter07:
    number = "07"
    pages = ["/a", "/b"]
    seed = 157  # a short run
    sections = ["ready", "selector", "timers", "tasks"]

    @staticmethod
    def page_of(r, run, frames):
        for name, _, _, frame in frames:
            url = frame.variable("url") if name == "get_page" else None
            if url is not None:
                r.info["page", run] = r.page_of(text(url["target"]))
        return r.info.get(("page", run), -1)

    @classmethod
    def state(cls, r):
        state = {"page": -1, "bars": "." * len(r.pages), **{section: [] for section in cls.sections}}
        if not r.loop:
            cls.more(r, state)
            return state
        loop = at(r.loop, "EventLoop")
        now = running()
        queued = [word(callback(function)[1]) for function in items(loop["ready_"])]
        bars = cls.bars(r)
        for count, run in r.living("task"):
            frames = chain_of(r, run, now)
            page = cls.page_of(r, run, frames)
            root = r.info.get(("root", run))
            bar = "."
            if root and CoroutineFrame(root).is_done and run != now[0]:
                how, bar = "done", "d"
            elif run == now[0]:
                how, bar = "runs", "r"
            elif run in queued:
                how, bar = "in the queue", "q"
            elif frames:
                what, bar = waits_for(frames[-1][3])
                how = "waits for " + what
            else:
                how = "new"
            if page >= 0:
                bars[page] = bar
            state["tasks"].append(["Task %d: %s" % (count, how), page,
                                   [[name, r.file_of(file), line] for name, file, line, _ in frames]])
        for run in queued:
            state["ready"].append(["Task %d: step" % r.number("task", run), r.info.get(("page", run), -1)])
        for fd, registration in enumerate(items(loop["selector_"]["registrations_"])):
            if int(registration["events"]):
                run = int(at(word(callback(registration["callback"])[1]), "Readiness")["alarm_"]["run"])
                events = {1: "POLLIN", 4: "POLLOUT"}[int(registration["events"])]
                wakes = ": wakes Task %d" % r.number("task", run) if run else ""
                state["selector"].append(["socket %d, %s%s" % (fd, events, wakes), r.info.get(("page", run), -1)])
        for alarm in items(loop["alarms_"]):
            run = int(alarm["run"])
            state["timers"].append(["%.0f ms: the deadline of Task %d" % (r.milliseconds(alarm["time"]),
                                                                          r.number("task", run)),
                                    r.info.get(("page", run), -1)])
        state["page"] = r.info.get(("page", now[0]), -1) if now[0] else r.info.get("page", -1)
        state["bars"] = "".join(bars)
        cls.more(r, state)
        return state

    @staticmethod
    def bars(r):
        return ["."] * len(r.pages)

    @staticmethod
    def more(r, state):
        pass


# --- Where it is stopped ----------------------------------------------------------------------------------------------

def said(r, what):
    """Collects what one step of a task does. end_of_step makes it one line of the log."""
    r.info["step"] = r.info.get("step", []) + [what.replace("async::", "")]


def end_of_step(r):
    what, run = r.info.pop("step", []), r.info.pop("run", 0)
    for address in list(coroutines_of(run))[:1] if ("task", run) in r.numbers else []:
        name = CoroutineFrame(address).name
        if name.startswith("TaskGroup::"):
            what.append("%s waits for a task of its group to end" % name)
    line = "  "
    for i, piece in enumerate(what):
        piece += ";" if 0 < i < len(what) - 1 else ":" if i == 0 and len(what) > 1 else ""
        if len(line) + len(piece) > 110:
            r.say(line.rstrip())
            line = "      "
        line += piece + " "
    if what:
        r.say(line.rstrip())


def run_begins(r, s):
    r.is_new("task", run_of(s.read("this")))


def run_ends(r, s):
    r.is_gone("task", run_of(s.read("this")))


def task_is_made(r, s):
    run = run_of(s.read("this"))
    root = frame_in(s.read("this")["coroutine_"])
    r.info["root", run] = root
    r.info.pop(("page", run), None)
    name = CoroutineFrame(root).name
    if not running()[0]:
        r.info["page"] = -1
    return "Task %d is made from the coroutine %s. It goes into the loop's queue; none of its code runs yet." % (
        r.number("task", run), name)


def polls(r, s):
    end_of_step(r)
    r.turn += 1
    r.info["page"] = -1
    r.loop = r.loop or s.this()
    return turn(r, at(r.loop, "EventLoop"))


def takes_one(r, s):
    end_of_step(r)
    run = word(callback(items(at(r.loop, "EventLoop")["ready_"])[0])[1])
    r.info["page"] = r.info.get(("page", run), -1)
    return "The loop takes the first callback out of the queue and calls it: a step of Task %d." % r.number("task", run)


def socket_waits(r, s):
    if s.function != "Readiness::await_suspend":
        return None  # the lambda in that line
    readiness = s.read("this").dereference()
    said(r, "%s waits for socket %d (%s)" % (innermost_name(), int(readiness["fd_"]), text(readiness["during_"])))
    return ("Readiness tells the selector to wake this task when socket %d is ready. "
            "Then it sets an alarm for the deadline." % int(readiness["fd_"]))


def socket_is_ready(r, s):
    readiness = at(word(int(s.read("__closure"))), "Readiness")
    run = int(readiness["alarm_"]["run"])
    r.info["page"] = r.info.get(("page", run), -1)
    r.say("    socket %d (%s) is ready: Task %d goes into the queue" % (
        int(readiness["fd_"]), text(readiness["during_"]), r.number("task", run)))
    return "Socket %d is ready: the loop calls its callback, which wakes the task." % int(readiness["fd_"])


def task_steps(r, s):
    run = r.info["run"] = run_of(s.read("this"))
    frames = chain_of(r, run, (0, 0, 0))
    said(r, "from the queue: Task %d resumes %s" % (r.number("task", run), frames[-1][0]))
    return "Task %d steps: it goes on with its innermost coroutine, %s." % (r.number("task", run), frames[-1][0])


def resumes(r, s):
    run = running()[0] or run_of(s.read("this"))
    following = list(coroutines_of(run))[:1]
    return "%s is resumed. No other line resumes coroutines." % CoroutineFrame(following[0]).name if following else None


def awaits(r, s):
    awaiting, awaited = innermost_name(), CoroutineFrame(frame_in(s.read("this"))).name
    said(r, "%s awaits %s" % (awaiting, awaited))
    return "%s awaits %s, which notes the coroutine that awaits it, and runs next." % (awaiting, awaited)


def coroutine_ends(r, s):
    run = running()[0]
    back = list(coroutines_of(run))[1:2]
    name = innermost_name()
    if not back:
        said(r, "%s ends" % name)
        return "%s has ended. No coroutine awaits it: it was the first one of its task." % name
    said(r, "%s ends, back to %s" % (name, CoroutineFrame(back[0]).name))
    return "%s has ended. The coroutine that awaits it runs next: %s." % (name, CoroutineFrame(back[0]).name)


def task_ends(r, s):
    this = s.read("this")
    if not CoroutineFrame(r.info["root", run_of(this)]).is_done:
        return None
    said(r, "Task %d is done" % r.number("task", run_of(this)))
    return "The task's coroutine has ended. A task is a future: now it is done, and whoever waits for it is woken."


def group_hears(r, s):
    change = items(s.read("this")["group"].referenced_value()["change_"])
    awaiters = [awaiter for future in change for awaiter in items(future["awaiters_"])]
    tasks = ["Task %d" % r.number("task", int(awaiter["run"])) for awaiter in awaiters]
    if not tasks:
        return None  # the task that waits for the group is in the queue already
    said(r, "%s, which waits for that, goes into the queue" % tasks[0])
    return "A task of the group has ended. %s waits for that, and goes into the queue." % tasks[0]


sentences = [
    (r"start_connect\(", "The socket begins to connect. The call does not wait."),
    (r"co_await.*connect_to\(", "fetch awaits connect_to, a coroutine that runs as a part of this task."),
    (r"co_await.*send_all\(", "fetch awaits send_all."),
    (r"co_await.*receive_response\(", "fetch awaits receive_response."),
    (r"= fetch\(", "The call of fetch makes a coroutine that fetches this page. It has not begun."),
    (r"co_await coming", "get_page awaits fetch. This line receives the response, or what fetch throws."),
    (r"co_await Readiness", "Here the coroutine must wait until the socket is ready or the deadline has passed."),
    (r"finish_connect\(", "The coroutine goes on in the line below the one where it paused. Did the connect succeed?"),
    (r"co_return std::move\(socket\)", "connect_to returns the socket."),
    (r"try_send\(", "The system takes as many of the bytes as it has room for."),
    (r"while \(!parser\.done", "Is the response complete? Not before all of it has arrived."),
    (r"receive_into\(", "What has arrived is received and parsed. It may be only a part of the response."),
    (r"co_return parser", "The response is complete: receive_response returns it."),
    (r"co_return Page\{url, std", "get_page returns the page."),
    (r"co_return Page", "What was thrown, however deep below, becomes the page's error."),
    (r"TaskGroup<T> group", "gather makes a group: a scope for tasks."),
    (r"group\.start", "Each coroutine becomes a task of the group."),
    (r"co_await group\.results", "gather awaits the results of all tasks of the group."),
    # Chapter 08.
    (r"TaskGroup<> group", "The work begins: a group is made for the workers and for one more task."),
    (r"co_await group\.wait", "This task waits until all tasks of the group have ended."),
    (r"co_await queue_\.join", "This task waits until every item that was put into the queue is done."),
    (r"queue_\.close",
     "Nothing is unfinished, so no more items will come: close wakes the workers that wait, so that they end."),
    (r"co_await queue_\.get",
     "The worker asks for an item. While the queue is empty, the worker sleeps, as if it waited for a socket."),
    (r"has_come = true", "The page has arrived."),
    (r"if \(!item\)", "Did get return an item? If not, the queue is closed, and the worker ends."),
    (r"co_await function_", "The worker calls get_page for the item, and awaits the page."),
    (r"callback\(\*item, value\)", "The result callbacks get the page. They may put new items into the queue."),
    (r"queue_\.task_done", "The item is done only now, when everything that it leads to has been put into the queue."),
    (r"remove_prefix|ResponseParser|for \(|return \w+;|std::vector|throw;|bool ", ""),  # nothing to see there
]


def sentence_of(r, s):
    for pattern, sentence in sentences:
        if re.search(pattern, s.text):
            return sentence or None
    return s.function.split("::")[-1] + " runs."


def line_of_a_coroutine(r, s):
    return sentence_of(r, s) if coroutine_function(s.frame) else None


def all_done(r, s):
    r.info["page"] = -1
    end_of_step(r)
    r.say("all is done after %s, at %.0f ms" % (plural(r.turn, "turn"), r.now()))
    return "All tasks are done. The pages are returned in the order of their URLs."


def loop_stops(folder):
    return [
        (folder + "task.hpp", "coroutine_.begin(*this);", run_begins),
        (folder + "task.hpp", "loop.enter();", task_is_made),
        (folder + "task.hpp", "loop.leave();", run_ends),
        (folder + "event_loop.cpp", "selector_.select(until)", polls),
        (folder + "event_loop.cpp", "for (const Selector::Ready& ready : sockets)", polled),
        (folder + "event_loop.cpp", "(*alarms_.begin())->run->wake();", timer_is_due),
        (folder + "event_loop.cpp", "Callback callback = take_first()", takes_one),
        (folder + "readiness.hpp", "loop.selector().register_fd(fd_", socket_waits),
        (folder + "readiness.hpp", ("().register_fd(fd_", "is_ready_ = true;"), socket_is_ready),
        (folder + "task.hpp", "        go_on();", task_steps),
        (folder + "task.hpp", "if (coroutine_.done()) this->set_outcome", task_ends),
        (folder + "task_group.hpp", "if (group.change_ && !group.change_->done())", group_hears),
    ]


Chapter07.stops = loop_stops("") + [
    ("fetch_all.cpp", "coroutines.push_back(get_page(", begins),
    ("coroutine.hpp", "innermost->frame.resume();", resumes),
    ("coroutine.hpp", "begin(*awaiting.promise().run);", awaits),
    ("coroutine.hpp", "run->innermost = run->innermost->awaited_by;", coroutine_ends),
    ("fetch.cpp", None, line_of_a_coroutine),
    ("async.hpp", None, line_of_a_coroutine),
    ("fetch_all.cpp", "return pages;", all_done),
]



# --- Chapter 08 -------------------------------------------------------------------------------------------------------

class Chapter08(Chapter07):
    number = "08"
    pages = ["/a", "/b", "/c"]
    seed = 10  # two of three pages overlap, and a worker sleeps for want of an item
    sections = ["ready", "selector", "timers", "queue", "tasks"]

    @classmethod
    def page_of(cls, r, run, frames):
        if any(name.startswith("Queue") for name, _, _, _ in frames):
            r.info["page", run] = r.info.get(("taken", run), -1)  # none, while it waits for an item
        return super().page_of(r, run, frames)

    @staticmethod
    def bars(r):
        bars = ["d" if page in r.info.get("finished", ()) else "." for page in range(len(r.pages))]
        for item in queue_items(r):
            if item >= 0:
                bars[item] = "a"
        return bars

    @classmethod
    def more(cls, r, state):
        state["bars"] = state["bars"] if r.loop else "".join(cls.bars(r))
        state["page"] = state["page"] if r.loop else r.info.get("page", -1)
        for item in queue_items(r):
            state["queue"].append(["has to be fetched", item])
        if "queue" not in r.info:
            return
        queue = r.info["queue"].dereference()
        closed = "; closed" if queue["closed_"] else ""
        state["queue"].append(["unfinished: %d%s" % (int(queue["unfinished_"]), closed), -1])
        for waiters, what in (("not_empty_", "an item"), ("not_full_", "room"), ("all_done_", "all items to be done")):
            for turn in items(queue[waiters]["list_"]):
                state["queue"].append(["Task %d waits for %s" % (r.number("task", int(turn["run_"])), what), -1])


def queue_items(r):
    if "queue" not in r.info:
        return []
    return [r.page_of(text(item["url"]["target"])) for item in items(r.info["queue"].dereference()["items_"])]


def item_is_put(r, s):
    r.info["queue"] = s.read("this")
    r.info["page"] = r.page_of(text(s.read("item")["url"]["target"]))
    return "put_now: %s goes into the queue, so one more item is unfinished." % r.pages[r.info["page"]]


def item_is_taken(r, s):
    page = queue_items(r)[0]
    r.info["taken", running()[0]] = page
    return "get: %s is taken out of the queue. It remains unfinished until task_done is called." % r.pages[page]


def item_is_done(r, s):
    left = int(s.read("this")["unfinished_"]) - 1
    r.info.setdefault("finished", set()).add(r.info.pop(("taken", running()[0]), -1))
    return "task_done: " + ("%d still unfinished." % left if left else
                            "nothing is unfinished any more. The task that waits for that is woken.")


def queue_closes(r, s):
    return "close: no more items will come. The tasks that wait for one are woken, and get none."


def somebody_sleeps(r, s):
    name = innermost_name()
    return "%s: the task's turn is put into the list of waiting tasks. The task sleeps." % short_name(name)


def somebody_is_woken(r, s):
    return "The first task in the list, Task %d, is woken: it goes into the loop's queue." % r.number(
        "task", int(s.read("first")["run_"]))


def work_begins(r, s):
    r.info["page"] = -1
    return "work() starts the event loop. It returns when no item is unfinished."


def page_is_judged(r, s):
    return "The result callback checks whether the page can be used."


def page_is_kept(r, s):
    return "The page goes to its place in the list. The place was made when the link was found."


def important_line_of_a_page(r, s):
    return sentence_of(r, s) if coroutine_function(s.frame) and re.search(r"co_await|receive_into", s.text) else None


Chapter08.stops = loop_stops("from_07/") + [
    ("queue.hpp", "items_.push_back(std::move(item));", item_is_put),
    ("queue.hpp", "item = std::move(items_.front());", item_is_taken),
    ("queue.hpp", "if (--unfinished_ == 0)", item_is_done),
    ("queue.hpp", "closed_ = true;", queue_closes),
    ("waiters.hpp", "waiters_.list_.push_back(this);", somebody_sleeps),
    ("waiters.hpp", "first->wake();", somebody_is_woken),
    ("async_worker.hpp", None, line_of_a_coroutine),
    ("from_07/fetch.cpp", None, important_line_of_a_page),
    ("crawl_by_queue.cpp", "judge(job, page);", page_is_judged),
    ("crawl_by_queue.cpp", "pages[found.place] = std::move(page);", page_is_kept),
    ("crawl_by_queue.cpp", "worker.work();", work_begins),
    ("crawl_by_queue.cpp", "return pages;", all_done),
]
