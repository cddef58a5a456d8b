# Is what the pages of docs/steps light still what stands in the files, and do links to a step lead to the file that
# they name? Runs within gdb, for its Python: gdb -q -batch -nx -x common/testing/steps/check_lines.py
import glob
import json
import os
import re
import sys

import gdb

failures = []
litten = links = 0
runs = {}
for page in sorted(glob.glob("docs/steps/*.html")):
    with open(page, encoding="utf-8") as file:
        run = json.loads(re.search(r'id="steps">(.*?)</script>', file.read(), re.DOTALL)[1])
    runs[os.path.basename(page)] = run
    sources = {name: open(name, encoding="utf-8").read().split("\n") for name, _ in run["files"]}
    for number, step in enumerate(run["steps"], 1):
        (name, lines), line = run["files"][step[0]], step[1]
        litten += 1
        if not 0 < line <= len(sources[name]) or lines[line - 1] != sources[name][line - 1] or not lines[line - 1].strip():
            failures.append("%s, step %d: %s:%d is another line now" % (page, number, name, line))
for text in sorted(glob.glob("0*/README.md") + glob.glob("docs/*.md") + ["README.md"]):
    with open(text, encoding="utf-8") as file:
        for page, number, name in re.findall(r'steps/(\w+\.html)#step=(\d+)(?: "([^"]*)")?', file.read()):
            links += 1
            steps = runs.get(page, {"steps": []})["steps"]
            if int(number) > len(steps) or int(number) < 1:
                failures.append("%s: %s has no step %s" % (text, page, number))
            elif not runs[page]["files"][steps[int(number) - 1][0]][0].endswith("/" + name):
                failures.append("%s: step %s of %s is not in %s" % (text, number, page, name))
print("\n".join(failures) or "%d lines that are lit stand in their files; %d links to steps lead there" % (litten, links))
gdb.execute("quit %d" % bool(failures or not litten))
