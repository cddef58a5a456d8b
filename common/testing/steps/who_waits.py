# Prints what each task waits for in a running program of chapter 06, 07 or 08, or in a core file. From the top folder:
#     gdb -q -batch -p PID -x common/testing/steps/who_waits.py -ex who-waits       (make who-waits PID=...)
# It lists each task's coroutines, the outermost first, and below the last one what it waits for. A build by g++ with
# -g is enough, optimized or not. Where the optimizer has left gdb too little, a line is missing.
import os
import re
import sys

import gdb

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from coroutine_state import coroutines_of, future_of, queued_runs, waiting_in, waiting_readiness
from future_state import coroutines_within, waiting_for
from loop_state import CoroutineFrame, at, callback, items, lines_of, plural, registrations, stack, text, word


def the_loop():
    if gdb.selected_thread() is None:
        raise gdb.GdbError("who-waits: no program runs here; attach to one (gdb -p PID), or load a core file")
    for frame in stack():
        if frame.name() == "EventLoop::run_once":
            return frame.read_var("this").dereference()
    raise gdb.GdbError("who-waits: no event loop runs here (EventLoop::run_once is not on the stack)")


def page_of(frames):
    """The URL in a frame of get_page: it is a variable there."""
    for frame in frames:
        url = frame.variable("url") if frame.name == "get_page" else None
        if url is not None:
            return "http://%s:%d%s" % (text(url["host"]), int(url["port"]), text(url["target"]))
    return ""


def description(frames, what):
    lines = []
    for depth, frame in enumerate(frames):
        indent = "    " + "  " * depth
        inner = frames[depth + 1].name if depth + 1 < len(frames) else ""
        line = frame.line(inner)
        lines.append("%s%s  %s" % (indent, frame.name, "%s:%d" % (frame.file, line) if line else frame.file or "?"))
        if line:
            lines.append("%s    %s" % (indent, lines_of(frame.file)[line - 1].strip()))
    return "\n".join(lines + ["    waits for " + what])


# --- Chapter 06 -------------------------------------------------------------------------------------------------------

def tasks_of_06(loop):
    """Each unfinished task: its frames, and what it waits for."""
    waits = {}
    for fd, _, registered in registrations(loop["selector_"]):
        for task in waiting_for(at(word(callback(registered)[1]), "Readiness")):
            waits[task] = "socket %d" % fd
    for _, function in items(loop["timers_"]):
        name, where = callback(function)
        if "Readiness" in name:  # the second capture of its lambda is the word for the error message
            during = gdb.Value(word(where + 8)).cast(gdb.lookup_type("char").pointer()).string()
            for task in waiting_for(at(word(where), "Readiness")):
                waits[task] = waits.get(task, "a timer") + ' ("%s")' % during
    ready = items(loop["ready_"])
    tasks = [task for task in items(loop["tasks_"]) if not task["done_"]]
    for task in tasks:
        for waiting in waiting_for(task):
            waits.setdefault(waiting, "another task")
    for task in tasks:
        frames = list(coroutines_within(int(task["coroutine_"]["frame_"]["_M_fr_ptr"])))
        otherwise = "its step, in the ready queue" if len(ready) else "something that the loop does not know"
        yield frames, waits.get(int(task.address), otherwise)


# --- Chapters 07 and 08 -----------------------------------------------------------------------------------------------

def fields_like(value, names, depth=4):
    """The members of this value, of its members and so on, whose type has one of these names."""
    kind = value.type.strip_typedefs()
    if kind.code in (gdb.TYPE_CODE_PTR, gdb.TYPE_CODE_REF):
        try:
            value = value.referenced_value()
        except gdb.error:
            return
        kind = value.type.strip_typedefs()
    if kind.code != gdb.TYPE_CODE_STRUCT or depth == 0:
        return
    if re.match(names, kind.name or ""):
        yield value
        return
    if (kind.name or "").startswith("std::"):
        return
    for field in kind.fields():
        if field.type.strip_typedefs().code == gdb.TYPE_CODE_STRUCT and hasattr(field, "bitpos"):
            yield from fields_like(value[field], names, depth - 1)


def locals_like(names):
    """The same for the variables of all functions on the stack."""
    seen = set()
    for frame in stack():
        try:
            block = frame.block()
        except RuntimeError:
            continue
        while block is not None and not block.is_static and not block.is_global:
            for variable in block:
                what = variable.name + " " + str(variable.type)
                is_value = variable.is_variable or variable.is_argument
                if is_value and re.search(r"\bthis\b|AsyncWorker|Queue|SiteCrawl|Task<", what):
                    try:
                        for found in fields_like(variable.value(frame), names):
                            if int(found.address or 0) not in seen:
                                seen.add(int(found.address or 0))
                                yield found
                    except (gdb.error, gdb.MemoryError):
                        pass  # optimized out
            if block.function is not None:
                break
            block = block.superblock


def tasks_of_07(loop):
    waits, runs = {}, []

    def note(run, what):
        if run and run not in waits:
            waits[run] = what
        if run and run not in runs:
            runs.append(run)

    for task in locals_like(r"Task<"):  # run_until_complete's
        note(int(task.cast(gdb.lookup_type("Run")).address), None)
    for fd, _, registered in registrations(loop["selector_"]):
        readiness = waiting_readiness(registered)
        if readiness is not None:
            run = int(readiness["alarm_"]["run"])
            waits.pop(run, None)
            note(run, 'socket %d ("%s")' % (fd, text(readiness["during_"])))
    for alarm in items(loop["alarms_"]):
        run = int(alarm["run"])
        if run and waits.get(run) is None and "Timer" not in str(at(run, "Run").dynamic_type):
            waits.pop(run, None)
            note(run, "a timer")
    for run in queued_runs(loop):
        waits.pop(run, None)
        note(run, "its step, in the ready queue")
    for queue in locals_like(r"Queue<"):
        for name, run in waiting_in(queue):
            what = {"not_empty_": "an item", "not_full_": "room", "all_done_": "all items to be done"}[name]
            waits.pop(run, None)
            note(run, "%s (the queue: %s, %d unfinished)" % (
                what, plural(len(items(queue["items_"])), "item"), int(queue["unfinished_"])))
    # A task of a group refers to the group, and the group to its other tasks.
    for run in list(runs):
        child = at(run, "Run").address
        child = child.cast(child.dynamic_type).dereference()
        for field in child.type.fields():
            if "TaskGroup" in str(field.type) and field.type.strip_typedefs().code == gdb.TYPE_CODE_REF:
                for other in items(child[field].referenced_value()["children_"]):
                    note(int(other.cast(gdb.lookup_type("Run")).address), None)
    futures = {future_of(run) for run in runs}
    for run in runs:
        frames = [CoroutineFrame(frame) for frame in coroutines_of(run)][::-1]
        if len(frames) == 1 and frames[0].is_done:
            continue
        if frames:  # it has not ended
            what = waits.get(run)
            awaited = frames[-1].awaited() if what is None else None
            if what is None and frames[-1].name == "with_task_group":
                what = "the tasks of its group"
            elif awaited is not None and "Awaiter" in str(awaited.type) and int(awaited["future"]) in futures:
                what = "another task"
            yield frames, what or "a future, a task, or something else that is not in the loop"


class WhoWaits(gdb.Command):
    """For each unfinished task: its coroutines, the outermost first, and what the innermost waits for."""

    def __init__(self):
        super().__init__("who-waits", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        loop = the_loop()
        is_06 = any(field.name == "tasks_" and "list<" in str(field.type) for field in loop.type.fields())
        tasks = []  # of tasks that are alike only the first: its number, page and text, and how many there are
        count = 0
        try:
            for count, (frames, what) in enumerate(tasks_of_06(loop) if is_06 else tasks_of_07(loop), 1):
                page, how = page_of(frames), description(frames, what)
                same = next((task for task in tasks if task[1:3] == [page, how]), None)
                if same:
                    same[3] += 1
                else:
                    tasks.append([count, page, how, 1])
        except (gdb.error, AttributeError, TypeError) as error:
            raise gdb.GdbError("who-waits cannot read this program (%s). It must be built by g++, with -g." % error)
        for number, page, how, alike in tasks:
            print("Task %d%s%s" % (number, ", " + page if page else "",
                                   ", and %d more like it" % (alike - 1) if alike > 1 else ""))
            print(how)
        print("%s unfinished" % plural(count, "task"))


WhoWaits()
