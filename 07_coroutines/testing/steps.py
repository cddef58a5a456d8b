# What common/testing/steps/record.py needs for this chapter: where to stop the run. How to read what its loop knows is
# in common/testing/steps/coroutine_state.py, because chapter 08 has this loop too.
import coroutine_state
from coroutine_state import coroutines_of, frame_in, innermost_name, run_of, running
from loop_state import CoroutineFrame
from stops import all_done, begins, line_of_a_coroutine, loop_stops, said

pages = ["/a", "/b"]
seed = 157  # a short run
sections = ["ready", "selector", "timers", "tasks"]


def state(r):
    return coroutine_state.state(r, sections, ["."] * len(r.pages))


def resumes(r, s):
    run = running()[0] or run_of(s.read("this"))
    following = list(coroutines_of(run))[:1]
    return r.words("resumes", name=CoroutineFrame(following[0]).name) if following else None


def awaits(r, s):
    awaiting, awaited = innermost_name(), CoroutineFrame(frame_in(s.read("this"))).name
    said(r, "%s awaits %s" % (awaiting, awaited))
    return r.words("awaits", awaiting=awaiting, awaited=awaited)


def coroutine_ends(r, s):
    name, back = innermost_name(), list(coroutines_of(running()[0]))[1:2]
    if not back:
        said(r, "%s ends" % name)
        return r.words("first_coroutine_ends", name=name)
    awaiting = CoroutineFrame(back[0]).name
    said(r, "%s ends, back to %s" % (name, awaiting))
    return r.words("coroutine_ends", name=name, awaiting=awaiting)


stops = loop_stops("") + [
    ("fetch_all.cpp", "coroutines.push_back(get_page(", begins),
    ("coroutine.hpp", "innermost->frame.resume();", resumes),
    ("coroutine.hpp", "begin(*awaiting.promise().chain);", awaits),
    ("coroutine.hpp", "chain->innermost = chain->innermost->awaited_by;", coroutine_ends),
    ("fetch.cpp", None, line_of_a_coroutine),
    ("async.hpp", None, line_of_a_coroutine),
    ("fetch_all.cpp", "return pages;", all_done),
]
