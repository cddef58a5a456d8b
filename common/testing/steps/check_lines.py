# Checks that the lines that the pages of docs/steps light are still in their files, that links lead to a step that
# exists, that a README quotes the recorded log, and that the moving picture shows its lines one after the other.
# Runs within gdb, because gdb brings Python:
#     gdb -q -batch -nx -x common/testing/steps/check_lines.py
import glob
import json
import os
import re
import sys
import xml.etree.ElementTree

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
        is_there = 0 < line <= len(sources[name]) and lines[line - 1] == sources[name][line - 1]
        if not is_there or not lines[line - 1].strip():
            failures.append("%s, step %d: %s:%d is another line now" % (page, number, name, line))
for text in sorted(glob.glob("0*/README.md") + glob.glob("docs/*.md") + ["README.md"]):
    with open(text, encoding="utf-8") as file:
        content = file.read()
    for page, link in re.findall(r"steps/(\w+\.html)#step=(\w+)", content):
        links += 1
        run = runs.get(page, {"steps": [], "names": {}})
        if link not in run["names"] and not (link.isdigit() and 0 < int(link) <= len(run["steps"])):
            failures.append("%s: %s has no step %s" % (text, page, link))
    log = "docs/steps/%s.txt" % text[:2]
    if os.path.exists(log):
        with open(log, encoding="utf-8") as file:
            if "".join("    " + line for line in file) not in content:
                failures.append("%s does not quote %s as it is now" % (text, log))
# The picture shows one line of the log at a time: when it goes, the next one follows at once.
picture = "docs/img/loop_06.svg"
svg = "{http://www.w3.org/2000/svg}"
shown = []
for group in xml.etree.ElementTree.parse(picture).iter(svg + "g"):
    text, times = group.find(svg + "text"), group.find(svg + "animate")
    if text is not None and "line" in text.get("class", "").split():
        on = times.get("values").split(";").index("visible")
        moments = times.get("keyTimes").split(";") + ["1"]
        shown.append((float(moments[on]), float(moments[on + 1]), text.text))
shown.sort()
with open("docs/steps/06.txt", encoding="utf-8") as file:
    if [line.strip() for line in file] != [line for _, _, line in shown]:
        failures.append("%s does not show the lines of docs/steps/06.txt in their order" % picture)
if [end for _, end, _ in shown[:-1]] != [begin for begin, _, _ in shown[1:]] or os.path.getsize(picture) > 60000:
    failures.append("%s shows two lines at once, or none, or is larger than 60 KB" % picture)
print("\n".join(failures) or "%d lines that are lit stand in their files; %d links lead to a step" % (litten, links))
gdb.execute("quit %d" % bool(failures or not litten))
