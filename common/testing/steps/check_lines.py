# Checks that the lines that the pages of docs/steps light are still in their files, that links lead to a step that
# exists, that a README quotes the recorded log, that the moving picture shows its lines one after the other, and that
# sentences.tsv is complete and has no row that nobody needs. Runs within gdb, because gdb brings Python:
#     gdb -q -batch -nx -x common/testing/steps/check_lines.py
import glob
import json
import os
import re
import string
import sys
import xml.etree.ElementTree

import gdb

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import words

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


def content_of(files):
    return "".join(open(file, encoding="utf-8").read() for file in sorted(files))


def placeholders(sentence):
    return {(name, form) for _, name, form, _ in string.Formatter().parse(sentence) if name is not None}


table = words.rows()
said = content_of(glob.glob("[0-9][0-9]_*/testing/*.py") + glob.glob("common/testing/steps/*.py"))
needed = set()
for number in {number for row in table for number in row[0].split()}:
    patterns = [(n, row[1][1:-1]) for n, row in enumerate(table) if number in row[0].split() and row[1].startswith("/")]
    code = content_of(glob.glob(number + "_*/*.[ch]pp") + glob.glob(number + "_*/from_*/*")).split("\n")
    needed |= {(number, next((n for n, pattern in patterns if re.search(pattern, line.strip())), None)) for line in code}
for n, row in enumerate(table):
    where = "common/testing/steps/sentences.tsv:%d: " % (n + 2)
    if placeholders(row[2]) != placeholders(row[3]) or (row[2] == "-") != (row[3] == "-"):
        failures.append(where + "the placeholders of its two languages differ")
    elif row[1].startswith("/"):
        failures += [where + "no line of chapter %s needs it" % number for number in row[0].split()
                     if (number, n) not in needed]
    elif '"%s"' % re.sub(r"^no | \d$", "", row[1]) not in said:
        failures.append(where + "nobody says it")
print("\n".join(failures) or "%d lines that are lit stand in their files; %d links lead to a step; %d sentences in two languages" % (
    litten, links, len(table)))
gdb.execute("quit %d" % bool(failures or not litten))
