# Draws the recorded run as a picture that moves: docs/img/loop_06.svg. In each beat, which is a line of the log or half
# of one, an arrow is lit, and each place of the loop shows what it holds, in the words of the step page.
# It moves by SMIL, without a script, so that it moves on GitHub too. Without motion it shows one moment.
import html

pages = ("a", "b")  # the colours' names
width, height = 760, 392
beat_seconds = 1.3

# Where things are: each place has a row for each of the two pages.
places = {"selector": (16, 52, 180), "futures": (264, 52, 232), "ready": (564, 52, 180), "tasks": (16, 232, 728)}
rows = {"selector": 42, "futures": 42, "ready": 42, "tasks": 40}
arrows = {  # what is lit -> the way, and the label with its place and anchor
    "set": ("M196 118 H261", "sets it", 229, 110, "middle"),
    "queue": ("M496 118 H561", "callback", 529, 110, "middle"),
    "step": ("M654 168 V229", "calls the task’s step", 646, 203, "end"),
    "register": ("M106 232 V171", "makes a future, which registers", 114, 203, "start"),
    "leave": ("M440 232 V171", "leaves its step", 432, 203, "end"),
}
# A stop of steps.py that is a beat -> its arrow, and whether the beat shows the state after it or before it.
beats_of = {
    "polls": ("", False), "polled": ("", False), "socket_is_ready": ("set", True), "future_is_done": ("queue", True),
    "task_steps": ("step", True), "readiness_begins": ("register", True), "callback_is_left": ("leave", True),
    "all_done": ("", False),
}


def beats(recorder):
    """What is shown, in the order of the run: each with its arrow, its line of the log, and what is in each place."""
    found = []
    for number, step in enumerate(recorder.steps):
        if step["name"] not in beats_of:
            continue
        arrow, after = beats_of[step["name"]]
        # What these two stops do is logged at the next stop.
        line = recorder.log[step["said"] - (step["name"] not in ("socket_is_ready", "readiness_begins"))].strip()
        state = recorder.steps[number + 1] if after else step
        shown = {}
        for place in places:
            for index, entry in enumerate(state[place]):
                row = index if place == "ready" else entry[1]
                frames = [frame[0] for frame in entry[2]] if len(entry) > 2 else []
                shown[place, row] = (entry[0], entry[1], frames)
        found.append({"arrow": "" if line.endswith("nothing goes into the ready queue") else arrow, "line": line,
                      "shown": shown, "when": "turn %d, %.0f ms" % (step["turn"], step["now"]),
                      "sleeps": step["name"] == "polls" and not state["ready"]})
    return found + found[-1:] * 2  # the end stays for two beats more


class Picture:
    def __init__(self, recorder):
        self.beats = beats(recorder)
        self.turns = recorder.steps[-1]["turn"]
        self.still = next(n for n, beat in enumerate(self.beats) if beat["arrow"] == "queue")
        self.parts = []

    def text(self, x, y, what, kind=""):
        return '<text%s x="%d" y="%d">%s</text>' % (' class="%s"' % kind if kind else "", x, y, html.escape(what, False))

    def during(self, when, what, inside=""):
        """Something that is seen in these beats only."""
        if len(when) == len(self.beats):
            self.parts.append(what)
            return
        changes = [n for n in range(len(self.beats)) if n == 0 or (n in when) != (n - 1 in when)]
        values = ";".join("visible" if n in when else "hidden" for n in changes)
        times = ";".join("%.4g" % (n / len(self.beats)) for n in changes)
        is_still = self.still in when and not inside
        self.parts.append(
            '<g class="%s" visibility="%s">%s<animate attributeName="visibility" calcMode="discrete" dur="%.4gs" '
            'repeatCount="indefinite" values="%s" keyTimes="%s"/></g>' % (
                "moving still" if is_still else "moving", "visible" if is_still else "hidden", what + inside,
                beat_seconds * len(self.beats), values, times))

    def chips(self):
        """Whatever is in a place: for each row and each text the beats in which it is there."""
        times = {}
        for n, beat in enumerate(self.beats):
            for (place, row), (what, page, frames) in beat["shown"].items():
                times.setdefault((place, row, what, page, tuple(frames)), []).append(n)
        for (place, row, what, page, frames), when in times.items():
            x, y, wide = places[place]
            x, y = x + 8, y + 26 + row * rows[place]
            kind = pages[page] + (" runs" if place == "tasks" and ": runs" in what else "")
            chip = '<rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="4"/>' % (
                kind, x, y, wide - 16, rows[place] - 6)
            if place == "tasks":
                name, how = what.split(": ", 1)
                chip += self.text(x + 8, y + 22, name, "bold") + self.text(x + 60, y + 22, how)
                chip += self.text(x + 226, y + 22, " › ".join(frames), "code")
            else:
                first, _, second = what.partition(": ")
                chip += self.text(x + 8, y + 15, first) + self.text(x + 8, y + 30, second, "small")
            self.during(when, chip)

    def lit(self):
        for name, (way, label, x, y, anchor) in arrows.items():
            self.parts.append('<path class="arrow" d="%s"/>' % way + self.text(x, y, label, "small " + anchor))
            when = [n for n, beat in enumerate(self.beats) if beat["arrow"] == name]
            lit = '<path class="lit" d="%s"/>' % way
            self.during(when, lit + self.text(x, y, label, "small bright " + anchor))
            # A dot on its way along the arrow, once in each of these beats.
            points, times = ["0"], ["0"]
            for n in when:
                for point, time in (("0", n), ("1", n + 0.6), ("1", n + 1), ("0", n + 1)):
                    points.append(point)
                    times.append("%.4g" % (time / len(self.beats)))
            self.during(when, '<circle class="dot" r="5">', (
                '<animateMotion dur="%.4gs" repeatCount="indefinite" path="%s" calcMode="linear" keyPoints="%s" '
                'keyTimes="%s"/></circle>') % (beat_seconds * len(self.beats), way, ";".join(points + ["0"]),
                                               ";".join(times + ["1"])))

    def lines(self):
        self.during([n for n, beat in enumerate(self.beats) if beat["sleeps"]],
                    '<rect class="sleeps" x="16" y="52" width="180" height="116" rx="4"/>')
        for value in dict.fromkeys(beat["when"] for beat in self.beats):
            self.during([n for n, beat in enumerate(self.beats) if beat["when"] == value],
                        self.text(width - 16, 24, value, "end"))
        begin = 0
        for n, beat in enumerate(self.beats):  # the log may repeat a line: each time is drawn on its own
            if n + 1 == len(self.beats) or self.beats[n + 1]["line"] != beat["line"]:
                self.during(list(range(begin, n + 1)), self.text(24, 371, beat["line"], "code line"))
                begin = n + 1

    def svg(self):
        names = {"selector": "Selector: sockets in poll", "futures": "Futures", "ready": "Ready queue",
                 "tasks": "Tasks, each with its coroutines"}
        self.parts.append(self.text(16, 24, "Chapter 06 fetches two pages: a recorded run", "title"))
        for place, (x, y, wide) in places.items():
            self.parts.append('<rect class="box" x="%d" y="%d" width="%d" height="%d" rx="4"/>' % (
                x, y, wide, 32 + 2 * rows[place]) + self.text(x + 8, y + 18, names[place], "bold"))
        self.parts.append('<rect class="box" x="16" y="352" width="728" height="30" rx="4"/>')
        self.lines()
        self.chips()
        self.lit()
        return head % {"width": width, "height": height, "turns": self.turns} + "\n".join(self.parts) + "\n</svg>\n"


head = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %(width)d %(height)d"
 width="%(width)d" height="%(height)d" role="img">
<title>The loop of chapter 06 with two pages, as it was recorded</title>
<desc>Four places: the sockets in poll, the futures, the ready queue, and the tasks. Line by line of the log, an arrow
is lit: poll says that a socket is ready, and its future is set; the future's callback goes into the queue; the loop
takes it out, and it steps a task; the task's coroutine makes the next future, which registers a socket; the task leaves
its next step with that future. After %(turns)d turns both tasks are done.</desc>
<style>
text { font: 12px system-ui, sans-serif; fill: #333 }
.title { font-size: 14px; font-weight: 600 }
.bold { font-weight: 600 }
.small { font-size: 11px; fill: #666 }
.bright { fill: #d55e00 }
.code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 11.5px }
.middle { text-anchor: middle }
.end { text-anchor: end }
.box { stroke: #888; fill: #888; fill-opacity: 0.08 }
.sleeps { stroke: #56b4e9; fill: #56b4e9; fill-opacity: 0.3; stroke-width: 2 }
.a { fill: #56b4e9; fill-opacity: 0.28; stroke: #56b4e9 }
.b { fill: #e69f00; fill-opacity: 0.28; stroke: #e69f00 }
.runs { stroke: #d55e00; stroke-width: 2.5 }
.arrow { stroke: #888; stroke-width: 1.5; fill: none; marker-end: url(#tip) }
.lit { stroke: #d55e00; stroke-width: 4; fill: none }
.dot { fill: #d55e00; stroke: #fff }
@media (prefers-color-scheme: dark) {
  text { fill: #ddd }
  .small { fill: #aaa }
  .bright { fill: #ff9a4d }
}
@media (prefers-reduced-motion: reduce) {
  .moving { visibility: hidden !important }
  .still { visibility: visible !important }
}
</style>
<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse"
 orient="auto"><path d="M0 0 8 4 0 8Z" fill="#888"/></marker>
"""


def write(recorder, folder):
    path = folder + "/loop_06.svg"
    with open(path, "w", encoding="utf-8") as file:
        file.write(Picture(recorder).svg())
    return path
