# Reads what a loop of chapters 07 and 08 knows: its tasks, and the coroutines of each. A task is known by the address
# of the Run in it, which is that of its Chain too.
import re

import gdb

from loop_state import (CoroutineFrame, at, callback, coroutine_function, items, letters, registrations, short_name,
                        stack, text, word)


def run_of(this):
    """For a Task<T>* or a TaskGroup::Child*: the address of the Run in it."""
    return int(this.dereference().cast(gdb.lookup_type("Run")).address)


def frame_in(coroutine):
    return int(coroutine["frame"]["_M_fr_ptr"])


def coroutines_of(run):
    """The frames of a task's coroutines, the innermost first. Each is awaited by the next one."""
    link = at(run, "Chain")["innermost"]
    while link:
        yield int(link["frame"]["_M_fr_ptr"])
        link = link["awaited_by"]


def is_task(run):
    """Timers, and the end of a turn, are Runs too."""
    return re.match(r"Task<|TaskGroup::Child", str(run.dynamic_type)) is not None


def queued_runs(loop):
    """The tasks in the ready queue."""
    return [int(run.address) for run in items(loop["ready_"]) if is_task(run)]


def future_of(run):
    """The address of the Future that a Task is; 0 for the task of a group."""
    kind = at(run, "Run").dynamic_type
    return next((run + field.bitpos // 8 for field in kind.fields()
                 if field.is_base_class and field.name.startswith("Future<")), 0)


def waiting_for(future):
    """The tasks that wait for a Future."""
    return [int(awaiter["run"]) for awaiter in items(future["awaiters_"])]


def waiting_readiness(registered):
    """The Readiness that a callback of the selector belongs to; None if it belongs to something else."""
    name, where = callback(registered)
    return at(word(where), "Readiness") if "Readiness" in name else None


def waiting_in(queue):
    """The tasks that wait in a Queue, and in which of its lists."""
    return [(name, int(waiter["run_"])) for name in ("not_empty_", "not_full_", "all_done_")
            for waiter in items(queue[name]["list_"])]


# --- While one of its lines runs --------------------------------------------------------------------------------------

def running():
    """The running task, and the frame's address and the line of its innermost coroutine; zeros if no task runs."""
    inner = line = 0
    for frame in stack():
        if not inner and coroutine_function(frame):
            inner, line = int(frame.read_var("frame_ptr")), frame.find_sal().line
        if re.fullmatch(r"(Task<.*>|TaskGroup::Child)::step", frame.name() or ""):
            return run_of(frame.read_var("this")), inner, line
    return 0, 0, 0


def innermost_name():
    return next((short_name(frame.name()) for frame in stack() if coroutine_function(frame)), "")


# --- All of it, as the page shows it ----------------------------------------------------------------------------------

def chain_of(run, now=(0, 0, 0)):
    """The coroutines of a task, the outermost first: name, file, line, and the frame itself."""
    found = []
    for address in reversed(list(coroutines_of(run))):
        frame = CoroutineFrame(address)
        found.append((frame.name, frame.file, now[2] if address == now[1] else frame.line(), frame))
    return found


def page_of_task(r, run, frames):
    for name, _, _, frame in frames:
        if name.startswith("Queue"):
            r.info["page", run] = r.info.get(("taken", run), -1)  # none, while it waits for an item
        elif name == "get_page":
            r.info["page", run] = r.page_of(text(frame.variable("url")["target"]))
    return r.info.get(("page", run), -1)


def task_of(r, future):
    """The number of the task that is this future."""
    return next((n for n, run in r.living("task") if future_of(run) == future), 0)


def waits_for(r, frame):
    """What a paused coroutine waits for, in words, and its letter in the bars."""
    awaited = frame.awaited()
    kind = awaited.type.strip_typedefs().name if awaited is not None else ""
    if frame.name == "with_task_group":
        return r.words("its group"), "."
    if kind == "Readiness":
        during = text(awaited["during_"])
        return r.words("a socket", fd=int(awaited["fd_"]), during=during), letters[during]
    if frame.name in ("Queue::get", "Queue::put", "Queue::join"):
        return r.words(frame.name), "."
    if "Awaiter" in kind:
        return r.words("a task", n=task_of(r, int(awaited["future"]))), "."
    if kind == "Sleep":
        return r.words("a timer"), "."
    return kind or r.words("first step"), "."


def state(r, sections, bars):
    """What the loop knows now. `bars` has a letter for each page; a task's page gets the letter of that task."""
    known = {"page": r.info.get("page", -1), **{section: [] for section in sections}}
    if r.loop:
        loop = at(r.loop, "EventLoop")
        now = running()
        queued = queued_runs(loop)
        for n, run in r.living("task"):
            frames = chain_of(run, now)
            page = page_of_task(r, run, frames)
            root = r.info.get(("root", run))
            if root and CoroutineFrame(root).is_done and run != now[0]:
                how, bar = r.words("done"), "d"
            elif run == now[0]:
                how, bar = r.words("runs"), "r"
            elif run in queued:
                how, bar = r.words("in the queue"), "q"
            elif frames:
                what, bar = waits_for(r, frames[-1][3])
                how = r.words("waits", what=what)
            else:
                how, bar = r.words("new"), "."
            if page >= 0:
                bars[page] = bar
            known["tasks"].append([r.words("task", n=n, how=how), page,
                                   [[name, r.file_of(file), line] for name, file, line, _ in frames]])

        def add(section, run, key, **values):
            n = r.number("task", run) if run else 0
            known[section].append([r.words(key, n=n, **values), r.info.get(("page", run), -1)])

        for run in queued:
            add("ready", run, "step")
        for fd, events, registered in registrations(loop["selector_"]):
            run = int(waiting_readiness(registered)["alarm_"]["run"])
            add("selector", run, "registration of task" if run else "registration", fd=fd, events=events)
        for alarm in items(loop["alarms_"]):
            add("timers", int(alarm["run"]), "deadline", time=r.milliseconds(alarm["time"]))
        if now[0]:
            known["page"] = r.info.get(("page", now[0]), -1)
    known["bars"] = "".join(bars)
    return known
