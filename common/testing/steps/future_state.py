# Reads what a loop of chapter 06 knows that both who_waits.py and the chapter's testing/steps.py ask for.
import re

from loop_state import CoroutineFrame, callback, items, lines_of, word


def waiting_for(future):
    """The tasks that have left a callback with a future."""
    return [word(callback(c)[1]) for c in items(future["callbacks_"])]


def coroutines_within(address):
    """The frames of a task's coroutines, the outermost first. The line of each one says which one it has resumed."""
    while address:
        frame = CoroutineFrame(address)
        yield frame
        line = frame.line()
        has_begun = line and not frame.is_done and frame.index() != -1
        part = re.search(r"(\w+)\.send\(\)", lines_of(frame.file)[line - 1]) if has_begun else None
        inner = frame.variable(part[1]) if part else None
        address = int(inner["frame_"]["_M_fr_ptr"]) if inner is not None else 0
