# What record.py needs for chapter 06: where to stop the run, and how to read what its loop knows.
import re

from loop_state import (CoroutineFrame, at, back_from_poll, callback, coroutine_function, items, lines_of, plural,
                        short_name, stack, text, turn, word)

number = "06"
pages = ["/a", "/b"]
seed = 282  # a short run, in which one page overtakes the other
sections = ["ready", "selector", "timers", "futures", "tasks"]


# --- What its loop knows ----------------------------------------------------------------------------------------------

def task_of_callback(function):
    """For a queued callback: the task that it steps, and the future that the task waited for (0: a first step)."""
    name, where = callback(function)
    if "Future::add_done_callback" in name:
        inner = at(where + 8, "std::function<void(Future&)>")
        return word(callback(inner)[1]), word(where)
    return word(where), 0


def waiting_for(future):
    """The tasks that have left a callback with a future."""
    return [word(callback(c)[1]) for c in items(future["callbacks_"])]


def running_frames():
    """The coroutines on the stack, the outermost first: their names, files and lines."""
    found = []
    for frame in stack():
        if coroutine_function(frame):
            sal = frame.find_sal()
            found.insert(0, (short_name(frame.name()), sal.symtab.filename, sal.line))
    return found


def running_task():
    return next((int(frame.read_var("this")) for frame in stack() if frame.name() == "Task::step"), 0)


def frames_of(address):
    """A paused task's coroutines, the outermost first. The line of each one says which one it has resumed."""
    found = []
    while address:
        frame = CoroutineFrame(address)
        found.append((frame.name, frame.file, frame.line()))
        if frame.is_done:
            break
        part = re.search(r"(\w+)\.send\(\)", lines_of(frame.file)[frame.line() - 1])
        if frame.index() < 0 or not part:
            break
        address = int(frame.variable(part[1])["frame_"]["_M_fr_ptr"])
    return found


def name_of(r, future):
    return "future %d" % r.number("future", future) if ("future", future) in r.numbers else "Task %d" % r.number(
        "task", future)


def page_of_task(r, task):
    if ("page", task) not in r.info:
        frame = CoroutineFrame(int(at(task, "Task")["coroutine_"]["frame_"]["_M_fr_ptr"]))
        r.info["page", task] = r.page_of(text(frame.variable("url")["target"]))
    return r.info["page", task]


def state(r):
    if not r.loop:
        return {"page": -1, "bars": "." * len(r.pages), **{section: [] for section in sections}}
    loop = at(r.loop, "EventLoop")
    queued, bars = set(), ["."] * len(r.pages)
    ready, timers, selector, futures, tasks = [], [], [], [], []
    for function in items(loop["ready_"]):
        task, future = task_of_callback(function)
        queued.add(task)
        what = "its first step" if not future else "step; %s is done" % name_of(r, future)
        ready.append(["Task %d: %s" % (r.number("task", task), what), page_of_task(r, task)])
    waits = {}
    for count, address in r.living("future"):
        future = at(address, "Readiness")
        waiting = waiting_for(future)
        for task in waiting:
            waits[task] = address
        fd, during = r.info["future", address]
        how = "not set"
        if future["done_"]:
            how = "failed" if int(future["error_"]["_M_exception_object"]) else "set"
        if waiting:
            how += "; Task %s waits" % ", ".join(str(r.number("task", t)) for t in waiting)
        elif future["queued_"]:
            how += "; its callback is in the queue"
        futures.append(["future %d, \"%s\" of socket %d: %s" % (count, during, fd, how), r.info["owner", address]])
    for fd, registration in enumerate(items(loop["selector_"]["registrations_"])):
        if int(registration["events"]):
            future = word(callback(registration["callback"])[1])
            events = {1: "POLLIN", 4: "POLLOUT"}[int(registration["events"])]
            selector.append(["socket %d, %s: sets future %d" % (fd, events, r.number("future", future)),
                             r.info.get(("owner", future), -1)])
    for time, function in items(loop["timers_"]):
        future = word(callback(function)[1])
        timers.append(["%.0f ms: future %d fails, because its deadline has passed" % (
            r.milliseconds(time), r.number("future", future)), r.info.get(("owner", future), -1)])
    running = running_task()
    for task in items(loop["tasks_"]):
        address = int(task.address)
        page = page_of_task(r, address)
        frames = (address == running and running_frames()) or frames_of(int(task["coroutine_"]["frame_"]["_M_fr_ptr"]))
        if task["done_"]:
            how, bar, frames = "done", "d", []
        elif address == running:
            how, bar = "runs", "r"
        elif address in queued:
            how, bar = "in the queue", "q"
        elif address in waits:
            how = "waits for future %d" % r.number("future", waits[address])
            bar = {"connect": "c", "send": "s", "receive": "w"}[r.info["future", waits[address]][1]]
        else:
            how, bar = "new", "."
        bars[page] = bar
        tasks.append(["Task %d: %s" % (r.number("task", address), how), page,
                      [[name, r.file_of(file), line] for name, file, line in frames]])
    page = page_of_task(r, running) if running else r.info.get("page", -1)
    return {"page": page, "ready": ready, "timers": timers, "selector": selector, "futures": futures, "tasks": tasks,
            "bars": "".join(bars)}


# --- Where it is stopped ----------------------------------------------------------------------------------------------
# Each returns what the page says about the stop, or None: then the stop only notes something.

def begins(r, s):
    if not r.loop and s.function == "fetch_all":
        r.loop = int(s.read("loop").address)
    return ("get_page is called for each page. None of its code runs yet: "
            "the call makes a frame, which waits to be resumed.")


def task_is_made(r, s):
    if s.function != "Task::Task":
        return None  # the lambda in that line
    task = s.this()
    n = r.is_new("task", task)
    r.info["page"] = -1
    return "Task %d is made from a coroutine. It puts its first step into the loop's queue; nothing else runs yet." % n


def polls(r, s):
    r.turn += 1
    r.info["page"] = -1
    return turn(r, at(r.loop, "EventLoop"))


def polled(r, s):
    count = len(items(s.read("sockets")))
    r.say("  poll returns: %d ready" % count)
    return back_from_poll(count)


def takes_one(r, s):
    loop = at(r.loop, "EventLoop")
    task, future = task_of_callback(items(loop["ready_"])[0])
    r.info["page"] = page_of_task(r, task)
    return "The loop takes the first callback out of the queue and calls it: a step of Task %d." % (
        r.number("task", task))


def timer_is_due(r, s):
    return "The first timer is due: the loop removes it, and its task will go on."


def readiness_begins(r, s):
    address = s.this()
    n = r.is_new("future", address)
    r.info["future", address] = (int(s.read("socket")["fd_"]), text(s.read("during")))
    r.info["owner", address] = page_of_task(r, running_task())
    return "Future %d will be set when socket %d is ready. It registers the socket, and a timer for the deadline." % (
        n, r.info["future", address][0])


def readiness_ends(r, s):
    r.is_gone("future", s.this())


def socket_is_ready(r, s):
    address = word(int(s.read("__closure")))
    r.info["page"] = r.info["owner", address]
    return ("Socket %d is ready: the loop calls its callback, "
            "which removes the registration and the timer, and sets the future." %
            r.info["future", address][0])


def future_is_done(r, s):
    address = s.this()
    queued = len(items(s.read("this").dereference()["callbacks_"]))
    is_task = ("task", address) in r.numbers
    name = name_of(r, address)
    what = "nothing goes" if queued == 0 else "its callback goes" if queued == 1 else "%d callbacks go" % queued
    what += " into the queue"
    if is_task:
        r.say("    Task %d is done: %s" % (r.numbers["task", address], what))
        return "The coroutine has ended. %s is a future, and is done now: %s." % (name, what)
    r.say("    %s (socket %d, %s) is set: %s" % ((name,) + r.info["future", address] + (what,)))
    return "%s is set. It calls nothing now: %s." % (name[0].upper() + name[1:], what)


def task_steps(r, s):
    if s.function != "Task::step":
        return None  # the lambda in that line
    n = r.number("task", s.this())
    frames = frames_of(int(at(s.this(), "Task")["coroutine_"]["frame_"]["_M_fr_ptr"]))
    r.say("  from the queue: Task %d steps, resumes %s" % (n, " > ".join(name for name, _, _ in frames)))
    return "Task %d steps: it resumes its coroutine, which runs to its next future or to its end." % n


def callback_is_left(r, s):
    future = s.this()
    if at(future, "Future")["done_"]:
        return None  # said by future_is_done
    task = running_task()
    r.say("    Task %d gets %s (socket %d, %s), and leaves its next step there" % (
        (r.number("task", task), name_of(r, future)) + r.info["future", future]))
    return "The coroutine yields %s. The task leaves its next step there as a callback, and returns to the loop." % (
        name_of(r, future))


sentences = [
    (r"start_connect\(", "The socket begins to connect. The call does not wait."),
    (r"^Page page", "The page's coroutine begins."),
    (r"= fetch\(", "The call of fetch makes a coroutine that fetches this page. It has not begun."),
    (r"co_yield \*future",
     "This line resumes the inner coroutine until that has ended, and yields each of its futures to the caller."),
    (r"Readiness \w+\(", "A future is made from the socket and the deadline."),
    (r"co_yield", "Here the coroutine must wait: it pauses, and hands the future to whoever resumed it."),
    (r"finish_connect\(",
     "The future is done, and the coroutine goes on where it paused. Did the connect succeed?"),
    (r"Coroutine sending", "The call of send_all makes a coroutine inside this one. It has not begun."),
    (r"Coroutine receiving", "The call of receive_response makes a coroutine inside this one. It has not begun."),
    (r"try_send\(", "The system takes as many of the bytes as it has room for."),
    (r"remove_prefix|ResponseParser|for \(|return \w+;", ""),  # nothing to see there
    (r"while \(!parser\.done", "Is the response complete? Not before all of it has arrived."),
    (r"receive_into\(", "What has arrived is received and parsed. It may be only a part of the response."),
    (r"co_return parser", "The response is complete: receive_response returns it."),
    (r"co_return receiving", "fetch returns the response."),
    (r"page\.response =", "The response is stored in the page."),
    (r"page\.error =", "What was thrown, however deep below, becomes the page's error."),
    (r"co_return page", "get_page returns the page."),
    (r"co_return \{\}", "send_all ends: the request has been sent."),
]


def line_of_a_page(r, s):
    frames = running_frames()
    if not frames or frames[-1][0] != s.function:
        return None  # not within the coroutine itself
    for pattern, sentence in sentences:
        if re.search(pattern, s.text):
            return sentence or None
    return s.function + " runs."


def all_done(r, s):
    r.info["page"] = -1
    r.say("all tasks are done after %s, at %.0f ms" % (plural(r.turn, "turn"), r.now()))
    return "All tasks are done. Their results, the pages, are returned in the order of the URLs."


stops = [
    ("fetch_all.cpp", "coroutines.push_back(get_page(", begins),
    ("task.hpp", "loop.call_soon([this] { step(); });", task_is_made),
    ("event_loop.cpp", "selector_.select(until)", polls),
    ("event_loop.cpp", "for (const Selector::Ready& ready : sockets)", polled),
    ("event_loop.cpp", "= std::move(timers_.begin()->second)", timer_is_due),
    ("event_loop.cpp", "= std::move(ready_.front())", takes_one),
    ("readiness.hpp", "fd_ = socket.fd();", readiness_begins),
    ("readiness.hpp", "~Readiness() { forget(); }", readiness_ends),
    ("readiness.hpp", ("().register_fd(socket.fd()", "forget();"), socket_is_ready),
    ("future.hpp", "for (Callback& callback : std::exchange(callbacks_", future_is_done),
    ("future.hpp", "if (!done_) return callbacks_.push_back", callback_is_left),
    ("task.hpp", "coroutine_.send()", task_steps),
    ("fetch.cpp", None, line_of_a_page),
    ("fetch_all.cpp", "return pages;", all_done),
]
