# What common/testing/steps/record.py needs for this chapter: where to stop the run, and how to read what its loop
# knows.
import loop_picture
from future_state import coroutines_within, waiting_for
from loop_state import (CoroutineFrame, at, callback, coroutine_function, items, letters, plural, registrations,
                        short_name, stack, text, word)
from stops import begins, polled, polls

pages = ["/a", "/b"]
seed = 282  # a short run, in which one page overtakes the other
sections = ["ready", "selector", "timers", "futures", "tasks"]
draw = loop_picture.write


# --- What its loop knows ----------------------------------------------------------------------------------------------

def task_of_callback(function):
    """For a callback in the ready queue: the task that it steps."""
    return word(callback(function)[1])


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


def frame_of(task):
    return int(task["coroutine_"]["frame_"]["_M_fr_ptr"])


def name_of(r, future):
    if ("future", future) in r.numbers:
        return r.words("future", n=r.number("future", future))
    return r.words("task as future", n=r.number("task", future))


def page_of_task(r, task):
    if ("page", task) not in r.info:
        frame = CoroutineFrame(frame_of(at(task, "Task")))
        r.info["page", task] = r.page_of(text(frame.variable("url")["target"]))
    return r.info["page", task]


def state(r):
    known = {"page": r.info.get("page", -1), "bars": "." * len(r.pages), **{section: [] for section in sections}}
    if not r.loop:
        return known
    loop = at(r.loop, "EventLoop")
    queued, bars = set(), ["."] * len(r.pages)
    for function in items(loop["ready_"]):
        task = task_of_callback(function)
        queued.add(task)
        n, future = r.number("task", task), r.info.get(("waits", task))  # the future that it waited for
        what = r.words("next step", n=n, future=name_of(r, future)) if future else r.words("first step", n=n)
        known["ready"].append([what, page_of_task(r, task)])
    waits = {}
    for n, address in r.living("future"):
        future = at(address, "Readiness")
        tasks = waiting_for(future)
        waits.update({task: address for task in tasks})
        fd, during = r.info["future", address]
        how = r.words("not set")
        if future["done_"]:
            how = r.words("failed" if int(future["error_"]["_M_exception_object"]) else "set")
        if tasks:
            how = r.words("somebody waits", how=how, tasks=", ".join(str(r.number("task", task)) for task in tasks))
        elif future["done_"] and any(r.info.get(("waits", task)) == address for task in queued):
            how = r.words("callback is queued", how=how)
        known["futures"].append([r.words("future of socket", n=n, during=during, fd=fd, how=how),
                                 r.info["owner", address]])
    for fd, events, registered in registrations(loop["selector_"]):
        future = word(callback(registered)[1])
        known["selector"].append([r.words("registration", fd=fd, events=events, n=r.number("future", future)),
                                  r.info.get(("owner", future), -1)])
    for time, function in items(loop["timers_"]):
        future = word(callback(function)[1])
        known["timers"].append([r.words("deadline", time=r.milliseconds(time), n=r.number("future", future)),
                                r.info.get(("owner", future), -1)])
    running = running_task()
    for task in items(loop["tasks_"]):
        address = int(task.address)
        page = page_of_task(r, address)
        frames = (address == running and running_frames()) or [
            (frame.name, frame.file, frame.line()) for frame in coroutines_within(frame_of(task))]
        if task["done_"]:
            how, bar, frames = r.words("done"), "d", []
        elif address == running:
            how, bar = r.words("runs"), "r"
        elif address in queued:
            how, bar = r.words("in the queue"), "q"
        elif address in waits:
            how = r.words("waits", n=r.number("future", waits[address]))
            bar = letters[r.info["future", waits[address]][1]]
        else:
            how, bar = r.words("new"), "."
        bars[page] = bar
        known["tasks"].append([r.words("task", n=r.number("task", address), how=how), page,
                               [[name, r.file_of(file), line] for name, file, line in frames]])
    if running:
        known["page"] = page_of_task(r, running)
    known["bars"] = "".join(bars)
    return known


# --- Where it is stopped ----------------------------------------------------------------------------------------------
# Each returns what the page says about the stop, or None: then the stop only notes something.

def task_is_made(r, s):
    if s.function != "Task::Task":
        return None  # the lambda in that line
    r.info["page"] = -1
    return r.words("task_is_made", n=r.is_new("task", s.this()))


def takes_one(r, s):
    task = task_of_callback(items(at(r.loop, "EventLoop")["ready_"])[0])
    r.info["page"] = page_of_task(r, task)
    return r.words("takes_one", n=r.number("task", task))


def readiness_begins(r, s):
    address, fd = s.this(), int(s.read("socket")["fd_"])
    r.info["future", address] = fd, text(s.read("during"))
    r.info["owner", address] = page_of_task(r, running_task())
    return r.words("readiness_begins", n=r.is_new("future", address), fd=fd)


def readiness_ends(r, s):
    r.is_gone("future", s.this())


def socket_is_ready(r, s):
    address = word(int(s.read("__closure")))
    r.info["page"] = r.info["owner", address]
    return r.words("socket_is_ready", fd=r.info["future", address][0])


def future_is_done(r, s):
    address = s.this()
    what = r.words.of_number("callbacks", len(items(s.read("this").dereference()["callbacks_"])))
    if ("task", address) in r.numbers:
        n = r.number("task", address)
        r.say("    Task %d is done: %s" % (n, what))
        return r.words("task_is_done", n=n, what=what)
    n = r.number("future", address)
    r.say("    future %d (socket %d, %s) is set: %s" % (n, *r.info["future", address], what))
    return r.words("future_is_done", n=n, what=what)


def task_steps(r, s):
    if s.function != "Task::step":
        return None  # the lambda in that line
    n = r.number("task", s.this())
    frames = coroutines_within(frame_of(at(s.this(), "Task")))
    r.say("  from the ready queue: Task %d steps, resumes %s" % (n, " > ".join(frame.name for frame in frames)))
    return r.words("task_steps", n=n)


def callback_is_left(r, s):
    future = s.this()
    if at(future, "Future")["done_"]:
        return None  # said by future_is_done
    name = name_of(r, future)
    r.info["waits", running_task()] = future
    r.say("    Task %d gets %s (socket %d, %s), and leaves its next step there" % (
        r.number("task", running_task()), name, *r.info["future", future]))
    return r.words("callback_is_left", future=name)


def line_of_a_page(r, s):
    frames = running_frames()
    is_within = frames and frames[-1][0] == s.function
    return r.words.of_line(s.text, s.function) if is_within else None


def all_done(r, s):
    r.info["page"] = -1
    r.say("all tasks are done after %s, at %.0f ms" % (plural(r.turn, "turn"), r.now()))
    return r.words("all_done")


stops = [
    ("fetch_all.cpp", "coroutines.push_back(get_page(", begins),
    ("task.hpp", "loop.call_soon([this] { step(); });", task_is_made),
    ("event_loop.cpp", "selector_.select(until)", polls),
    ("event_loop.cpp", "for (const Selector::Ready& ready : sockets)", polled),
    ("event_loop.cpp", "= std::move(timers_.begin()->second)", "timer_is_due"),
    ("event_loop.cpp", "= std::move(ready_.front())", takes_one),
    ("readiness.hpp", "fd_ = socket.fd();", readiness_begins),
    ("readiness.hpp", "~Readiness() { forget(); }", readiness_ends),
    ("readiness.hpp", ("().register_fd(socket.fd()", "forget();"), socket_is_ready),
    ("future.hpp", "for (Callback& callback : std::exchange(callbacks_", future_is_done),
    ("future.hpp", "if (done_) loop_.call_soon", callback_is_left),
    ("task.hpp", "coroutine_.send()", task_steps),
    ("fetch.cpp", None, line_of_a_page),
    ("fetch_all.cpp", "return pages;", all_done),
]
