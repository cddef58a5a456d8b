# Writes what record.py has seen: the data of the page that steps through it (docs/steps/page.js is the rest of it); the
# loop's log, if the chapter's README quotes it; and the chapter's picture, if it draws one.
import json
import os
import re
import sys

from loop_state import lines_of

html = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>%s</title>
<!-- Written by `make steps` from a recorded run, which page.js shows. -->
<link rel="stylesheet" href="page.css">
<body>
<noscript>This page steps through a recorded run. It needs JavaScript.</noscript>
<script type="application/json" id="steps">%s</script>
<script src="page.js" onerror="document.body.append('This page needs docs/steps/page.js and page.css beside it.')">
</script>
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
    number, chapter, words = recorder.chapter_number, recorder.chapter, recorder.words
    values, captions = Table(), Table()
    steps = [[s["file"], s["line"], captions.number(s["caption"]), s["turn"], s["now"], s["page"], s["bars"]] +
             [values.number(s[name]) for name in chapter.sections] for s in recorder.steps]
    data = {
        "title": words("title"), "subtitle": words("subtitle"), "pages": chapter.pages,
        "files": [[name, lines_of(name)[:-1]] for name in recorder.files],
        "sections": [[name, words(name), words("no " + name)] for name in chapter.sections],
        "names": recorder.names, "captions": captions.values, "values": values.values, "steps": steps,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for part in ("values", "steps", "files", "captions"):  # lines that a diff can show
        text = text.replace(',"%s":[' % part, ',\n"%s":[' % part)
    text = text.replace("],[[", "],\n[[").replace("<", "\\u003c")  # so that no text in it ends the script
    page = html % (words("step by step", title=words("title")), text)
    with open("%s/%s.html" % (folder, number), "w", encoding="utf-8") as file:
        file.write(page)
    write_log(recorder, folder)
    if hasattr(chapter, "draw"):
        os.makedirs(pictures, exist_ok=True)
        picture = chapter.draw(recorder, pictures)
        print("%s: %d bytes" % (picture, os.path.getsize(picture)), file=sys.stderr)
    print("%s/%s.html: %d steps, %d bytes" % (folder, number, len(steps), len(page.encode())), file=sys.stderr)


def write_log(recorder, folder):
    """Some READMEs quote the log, from its first line to its last."""
    readme, quoted = recorder.folder + "/README.md", re.compile(r"(?m)^    turn 1: (?:.*\n)+?    all .*\n")
    with open(readme, encoding="utf-8") as file:
        content = file.read()
    if not quoted.search(content):
        return
    with open("%s/%s.txt" % (folder, recorder.chapter_number), "w", encoding="utf-8") as file:
        file.write("\n".join(recorder.log) + "\n")
    if folder == "docs/steps":
        with open(readme, "w", encoding="utf-8") as file:
            file.write(quoted.sub(lambda _: "".join("    %s\n" % line for line in recorder.log), content, count=1))
