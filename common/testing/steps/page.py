# Writes what record.py has seen: the data of the page that steps through it (docs/steps/page.js is the rest of it), and
# for chapters 06 and 07 the loop's log.
import json
import os
import re
import sys

import picture
from loop_state import lines_of

titles = {
    "05": ("05 Select loop", "callbacks, and one sleep for all sockets"),
    "06": ("06 Future and Task", "tasks, futures and the loop's queue"),
    "07": ("07 Coroutines", "co_await, and which coroutine awaits which"),
    "08": ("08 Worker queue", "two workers that sleep when the queue is empty"),
}
# The heading of each part of the state, and what the page says when that part is empty.
sections = {
    "ready": ("Ready queue", "empty"),
    "selector": ("Selector: sockets", "no socket is registered"),
    "timers": ("Timers", "none"),
    "futures": ("Futures", "none"),
    "requests": ("Requests, and what each remembers", "none yet"),
    "queue": ("Queue of URLs", "empty"),
    "tasks": ("Tasks and their frames", "none yet"),
}
html = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>%s, step by step</title>
<!-- Written by `make steps` from a recorded run, which page.js shows. -->
<link rel="stylesheet" href="page.css">
<body>
<noscript>This page steps through a recorded run. It needs JavaScript.</noscript>
<script type="application/json" id="steps">%s</script>
<script src="page.js" onerror="document.body.append('This page needs page.js and page.css of docs/steps beside it.')"></script>
"""


class Table:
    """Each value once. A step holds only numbers, because most of its state is that of the step before."""

    def __init__(self):
        self.values, self.numbers = [], {}

    def number(self, value):
        key = json.dumps(value)
        if key not in self.numbers:
            self.numbers[key] = len(self.values)
            self.values.append(value)
        return self.numbers[key]


def write(recorder, folder):
    pictures, folder = folder + "/img", folder + "/steps"
    os.makedirs(folder, exist_ok=True)
    chapter = recorder.chapter
    values, captions = Table(), Table()
    steps = [[s["file"], s["line"], captions.number(s["caption"]), s["turn"], s["now"], s["page"], s["bars"]] +
             [values.number(s[name]) for name in chapter.sections] for s in recorder.steps]
    title, subtitle = titles[chapter.number]
    data = {
        "title": title, "subtitle": subtitle, "pages": chapter.pages,
        "files": [[name, lines_of(name)[:-1]] for name in recorder.files],
        "sections": [[name, *sections[name]] for name in chapter.sections],
        "names": recorder.names, "captions": captions.values, "values": values.values, "steps": steps,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for part in ("values", "steps", "files", "captions"):  # lines that a diff can show
        text = text.replace(',"%s":[' % part, ',\n"%s":[' % part)
    text = text.replace("],[[", "],\n[[").replace("<", "\\u003c")  # so that no text in it ends the script
    page = html % (title, text)
    with open("%s/%s.html" % (folder, chapter.number), "w", encoding="utf-8") as file:
        file.write(page)
    if chapter.number in ("06", "07"):
        with open("%s/%s.txt" % (folder, chapter.number), "w", encoding="utf-8") as file:
            file.write("\n".join(recorder.log) + "\n")
        if folder == "docs/steps":
            quote(recorder.folder + "/README.md", recorder.log)
    if chapter.number == "06":
        os.makedirs(pictures, exist_ok=True)
        print("%s/loop_06.svg: %d bytes" % (pictures, picture.write(recorder, pictures)), file=sys.stderr)
    print("%s/%s.html: %d steps, %d bytes" % (folder, chapter.number, len(steps), len(page.encode())), file=sys.stderr)


def quote(readme, log):
    """The README quotes the log, from its first line to its last."""
    with open(readme, encoding="utf-8") as file:
        content = file.read()
    quoted = "".join("    %s\n" % line for line in log)
    with open(readme, "w", encoding="utf-8") as file:
        file.write(re.sub(r"(?m)^    turn 1: (?:.*\n)+?    all .*\n", lambda _: quoted, content, count=1))
