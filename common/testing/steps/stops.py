# What record.py does where it stops a loop of chapters 06 to 08, as far as several of these chapters share it. Each
# function returns what the page says about the stop, or None: then the stop only notes something. Links to the stop use
# the function's name.
from coroutine_state import (chain_of, coroutines_of, frame_in, future_of, innermost_name, is_task, run_of, running,
                             task_of, waiting_for)
from loop_state import CoroutineFrame, at, coroutine_function, items, plural, text, word


# --- Chapters 06 to 08 ------------------------------------------------------------------------------------------------

def begins(r, s):
    if not r.loop and s.function == "fetch_all":
        r.loop = int(s.read("loop").address)
    return r.words("begins")


def polls(r, s):
    end_of_step(r)
    r.turn += 1
    r.info["page"] = -1
    r.loop = r.loop or s.this()
    loop = at(r.loop, "EventLoop")
    count, sockets = len(items(loop["ready_"])), plural(int(loop["selector_"]["count_"]), "socket")
    r.say("turn %d: %s (%s)" % (r.turn, "%d in the ready queue, so poll only looks" % count if count else
                                "the ready queue is empty, so poll sleeps", sockets))
    return r.words.of_number("polls", count, turn=r.turn)


def polled(r, s):
    count = len(items(s.read("sockets")))
    r.say("  poll returns: %d ready" % count)
    return r.words.of_number("polled", count)


# --- Chapters 07 and 08 -----------------------------------------------------------------------------------------------

def said(r, what):
    """Collects what one step of a task does. end_of_step makes it one line of the log."""
    r.info["step"] = r.info.get("step", []) + [what.replace("async::", "")]


def end_of_step(r):
    what, run = r.info.pop("step", []), r.info.pop("run", 0)
    for address in list(coroutines_of(run))[:1] if ("task", run) in r.numbers else []:
        frame = CoroutineFrame(address)
        awaited = frame.awaited()
        n = task_of(r, int(awaited["future"])) if awaited is not None and "Awaiter" in str(awaited.type) else 0
        if n:
            what.append("%s waits for Task %d" % (frame.name, n))
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
    this = s.read("this")
    run = run_of(this)
    is_child = s.function.startswith("TaskGroup::")
    root = r.info["root", run] = frame_in(this["coroutine" if is_child else "coroutine_"])
    r.info.pop(("page", run), None)
    if not running()[0]:
        r.info["page"] = -1
    return r.words("task_is_made", n=r.number("task", run), name=CoroutineFrame(root).name)


def takes_one(r, s):
    end_of_step(r)
    first = items(at(r.loop, "EventLoop")["ready_"])[0]
    if not is_task(first):
        return None  # the end of the turn
    run = int(first.address)
    r.info["page"] = r.info.get(("page", run), -1)
    return r.words("takes_one", n=r.number("task", run))


def socket_waits(r, s):
    if s.function != "Readiness::await_suspend":
        return None  # the lambda in that line
    readiness = s.read("this").dereference()
    fd = int(readiness["fd_"])
    said(r, "%s waits for socket %d (%s)" % (innermost_name(), fd, text(readiness["during_"])))
    return r.words("socket_waits", fd=fd)


def socket_is_ready(r, s):
    readiness = at(word(int(s.read("__closure"))), "Readiness")
    fd, run = int(readiness["fd_"]), int(readiness["alarm_"]["run"])
    r.info["page"] = r.info.get(("page", run), -1)
    r.say("    socket %d (%s) is ready: Task %d goes into the ready queue" % (
        fd, text(readiness["during_"]), r.number("task", run)))
    return r.words("socket_is_ready", fd=fd)


def task_steps(r, s):
    run = r.info["run"] = run_of(s.read("this"))
    n, name = r.number("task", run), chain_of(run)[-1][0]
    said(r, "from the ready queue: Task %d resumes %s" % (n, name))
    return r.words("task_steps", n=n, name=name)


def task_ends(r, s):
    this = s.read("this")
    run = run_of(this)
    if not CoroutineFrame(r.info["root", run]).is_done:
        return None
    said(r, "Task %d is done" % r.number("task", run))
    for waiting in waiting_for(this.dereference()) if future_of(run) else []:
        said(r, "Task %d, which waits for that, goes into the ready queue" % r.number("task", waiting))
    return r.words("task_ends" if future_of(run) else "child_ends")


def line_of_a_coroutine(r, s):
    return r.words.of_line(s.text, s.function) if coroutine_function(s.frame) else None


def all_done(r, s):
    r.info["page"] = -1
    end_of_step(r)
    r.say("all is done after %s, at %.0f ms" % (plural(r.turn, "turn"), r.now()))
    return r.words("all_done")


def loop_stops(folder):
    return [
        (folder + "task.hpp", "coroutine_.begin(*this);", run_begins),
        (folder + "task.hpp", ("coroutine_.begin(*this);", "wake();"), task_is_made),
        (folder + "task.hpp", "~Task() override", run_ends),
        (folder + "event_loop.cpp", "selector_.select(until)", polls),
        (folder + "event_loop.cpp", "for (const Selector::Ready& ready : sockets)", polled),
        (folder + "event_loop.cpp", "(*alarms_.begin())->run->wake();", "timer_is_due"),
        (folder + "event_loop.cpp", "Run& first = ready_.take_first();", takes_one),
        (folder + "readiness.hpp", "loop.selector().register_fd(fd_", socket_waits),
        (folder + "readiness.hpp", ("().register_fd(fd_", "is_ready_ = true;"), socket_is_ready),
        (folder + "task.hpp", "        go_on();", task_steps),
        (folder + "task.hpp", "if (coroutine_.done()) this->set_outcome", task_ends),
    ]


def group_stops(folder):
    return [
        (folder + "task_group.hpp", "coroutine.begin(*this);", run_begins),
        (folder + "task_group.hpp", ("coroutine.begin(*this);", "wake();"), task_is_made),
        (folder + "task_group.hpp", "~Child() override", run_ends),
        (folder + "task_group.hpp", "            go_on();", task_steps),
        (folder + "task_group.hpp", "if (coroutine.done()) group.ended", task_ends),
    ]
