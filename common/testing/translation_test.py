#!/usr/bin/env python3
"""Plants drifts between pages and their translations: each must get its verdict, and no other one. Two of them are here
to say what no such check can see. `make texts` calls it; translation_test.py -v prints a table."""
import contextlib
import io
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import translation

EN, ZH, COSTS, COSTS_ZH = "README.md", "README.zh-CN.md", "docs/costs.md", "docs/costs.zh-CN.md"
PAGES = {EN: """[中文](README.zh-CN.md)

# Waiting

A page takes 13.5 ms, and `poll` waits
for it. See [the loop](#the-loop) and [the costs](docs/costs.md#the-costs).

## The loop

One call waits for all of them:

```cpp
poll(all);  // sleeps here
```

    $ make run   # try it
    1.01 seconds

```text
poll sleeps, then a socket is ready: 1
```

### A turn

One pass of the loop is a turn.

## The end

All pages are there. Nobody waits any more.

The loop is left.

## Exercises

- one in `loop.cpp`
- two

<details><summary>Hint</summary>

Do not sleep.

</details>

## Questions

1. Who waits?
""", ZH: """[English](README.md)

# 等待

一页要 13.5 毫秒，由 `poll` 来等。见[循环](#循环)和[代价](docs/costs.zh-CN.md#代价)。

## 循环

一次调用等待所有的页：

```cpp
poll(all);  // 在这里睡
```

    $ make run   # 试一试
    1.01 seconds

```text
poll 睡着，后来有 1 个套接字就绪
```

### 一圈

循环走一遍，就是一圈。

## 结尾

所有的页都到了。再没有谁在等。

循环就此离开。

## 练习

- 一在 `loop.cpp` 里
- 二

<details><summary>提示</summary>

不要睡。

</details>

## 问题

1. 谁在等？
""", COSTS: """[中文](costs.zh-CN.md)

# The costs

| mechanism | seconds | at once |
|---|---:|---:|
| a loop | 1.23 | 100 |
| threads | 2.50 | 3 |

## Memory

A task takes 1.7 million bytes.
""", COSTS_ZH: """[English](costs.md)

# 代价

| 机制 | 秒 | 同时 |
|---|---:|---:|
| 循环 | 1.23 | 100 |
| 线程 | 2.50 | 3 |

## 内存

一个任务用 170 万字节。
"""}


ASIDE = "## Aside\n\nNobody has read `aside.cpp` yet.\n\n"


def swap(old, new):
    def edit(page):
        assert page.count(old) == 1, f"{old!r} must be there once"
        return page.replace(old, new)
    return edit


def section_of(page, heading):
    start = page.index(f"## {heading}\n")
    end = page.find("\n## ", start)
    return page[start:] if end < 0 else page[start:end + 1]


def without(heading):
    return lambda page: page.replace(section_of(page, heading), "")


def to_the_end(heading):
    return lambda page: without(heading)(page) + "\n" + section_of(page, heading)


def with_stamp(heading, stamp):
    return lambda page: page.replace(section_of(page, heading).split("\n")[1] + "\n", stamp)


# What drifts, how each file changes (None: it goes; a text: it is new), and the verdicts. Behind a ! is what fails even
# with --may-lag.
DRIFTS = [
    ("a sentence changes in English", {EN: swap("Nobody waits", "Nobody sleeps")}, ["changed README.md#the-end"]),
    ("a cell changes in English", {COSTS: swap("a loop", "a ring")}, ["changed docs/costs.md#the-costs"]),
    ("a heading changes in English", {EN: swap("## The end", "## The close")}, ["changed README.md#the-close"]),
    ("a sign changes in English", {EN: swap("any more.", "any more!")}, ["changed README.md#the-end"]),
    ("English is wrapped elsewhere", {EN: swap("waits\nfor it.", "waits for\nit.")}, []),
    ("a code block changes in English", {EN: swap("poll(all)", "select(all)")}, ["!changed README.md#the-loop"]),
    ("a link changes in English", {EN: swap("costs.md#the-costs", "costs.md#memory")}, ["!changed README.md#waiting"]),
    ("a section is new in English", {EN: swap("## The end", ASIDE + "## The end")}, ["missing README.md#aside"]),
    ("a section is gone in English", {EN: without("The end")}, ["gone README.zh-CN.md#结尾"]),
    ("a section is gone in Chinese", {ZH: without("结尾")}, ["missing README.md#the-end"]),
    ("a section moves in English", {EN: to_the_end("The loop")}, ["moved README.md#the-loop"]),
    ("a section moves in Chinese", {ZH: to_the_end("循环")}, ["moved README.md#the-loop"]),
    ("a Chinese link goes to another page", {ZH: swap("costs.zh-CN.md#代价", "x.md")},
     ["!differs README.md#waiting"]),
    ("a Chinese link goes to another heading", {ZH: swap("costs.zh-CN.md#代价", "costs.zh-CN.md#内存")},
     ["!differs README.md#waiting"]),
    ("a Chinese sentence says the opposite (unseen)", {ZH: swap("再没有谁在等", "还有谁在等")}, []),
    ("a Chinese sentence is gone (unseen)", {ZH: swap("再没有谁在等。", "")}, []),
    ("a Chinese paragraph is gone", {ZH: swap("循环就此离开。\n\n", "")}, ["!differs README.md#the-end"]),
    ("a figure changes in Chinese", {ZH: swap("13.5", "15.3")}, ["!differs README.md#waiting"]),
    ("a figure in a table changes in Chinese", {COSTS_ZH: swap("1.23", "1.32")}, ["!differs docs/costs.md#the-costs"]),
    ("a Chinese heading changes that nothing links to", {ZH: swap("## 结尾", "## 尾声")}, []),
    ("Chinese signs are halved", {ZH: swap("毫秒，由", "毫秒, 由")}, []),
    ("Chinese becomes bold", {ZH: swap("再没有谁", "**再没有谁**")}, []),
    ("a Chinese page is gone", {COSTS_ZH: None}, ["no Chinese page docs/costs.md", "!differs README.md#waiting"]),
    ("a page is new in docs/", {"docs/x.md": "# X\n"}, ["no Chinese page docs/x.md"]),
    ("a page is new in common/site/", {"common/site/README.md": "# X\n"}, ["no Chinese page common/site/README.md"]),
    ("a page of another name is new", {"07_x/NOTES.md": "# X\n"}, ["no Chinese page 07_x/NOTES.md"]),
    ("a Chinese page has no English one", {"docs/x.zh-CN.md": "# X\n"}, ["!no English page docs/x.zh-CN.md"]),
    ("a stamp is changed by hand", {ZH: with_stamp("结尾", "<!-- en 01234567 zh 01234567 -->\n")},
     ["bad stamp README.md#the-end"]),
    ("a Chinese page has lines of Windows", {ZH: lambda page: page.replace("\n", "\r\n")},
     ["!line ends README.zh-CN.md"]),
    # The other two of the list are stamps: see stamps() below. Further ones:
    ("a stamp is gone", {ZH: with_stamp("结尾", "")}, ["no stamp README.md#the-end"]),
    ("a command changes in Chinese", {ZH: swap("make run", "make test")}, ["!differs README.md#the-loop"]),
    ("a comment changes in a Chinese code block", {ZH: swap("// 在这里睡", "// 睡在这里")}, []),
    ("a comment goes from a Chinese code block", {ZH: swap("  // 在这里睡", "")}, ["!differs README.md#the-loop"]),
    ("it becomes another English one", {ZH: swap("// 在这里睡", "// wakes here")}, ["!differs README.md#the-loop"]),
    ("a trace in words changes in Chinese", {ZH: swap("后来有", "直到有")}, []),
    ("a Chinese heading changes that a link leads to", {ZH: swap("## 循环", "## 转圈")},
     ["!differs README.md#waiting"]),
    ("a name is gone in Chinese", {ZH: swap("由 `poll` 来等", "由它来等")}, ["!differs README.md#waiting"]),
    ("an item is gone in Chinese", {ZH: swap("- 二\n", "")}, ["!differs README.md#exercises"]),
    ("a heading is deeper in Chinese", {ZH: swap("## 结尾", "### 结尾")}, ["!differs README.md#the-end"]),
    ("two figures change places in a Chinese row", {COSTS_ZH: swap("2.50 | 3", "3 | 2.50")},
     ["!differs docs/costs.md#the-costs"]),
    ("a section is written anew in English", {EN: lambda page: page.replace(
        section_of(page, "The end"), ASIDE.replace("Aside", "The end"))}, ["changed README.md#the-end"]),
    ("another section instead of one, in English",
     {EN: lambda page: page.replace(section_of(page, "The end"), ASIDE)},
     ["missing README.md#aside", "gone README.zh-CN.md#结尾"]),
    ("a section changes, and behind it one is new", {EN: swap("The loop is left.\n", "The loop is over.\n\n" + ASIDE)},
     ["changed README.md#the-end", "missing README.md#aside"]),
    ("two sections have nothing in common", {EN: swap("## The loop", "## Aside\n\nNobody cares.\n\n## The loop"),
                                             ZH: lambda page: page + "\n## 题外\n\n谁也不管。\n"},
     ["gone README.zh-CN.md#题外", "missing README.md#aside"]),
    ("a section changes, and another moves",
     {EN: lambda page: to_the_end("The loop")(page.replace("waits any", "is any"))},
     ["changed README.md#the-end", "moved README.md#the-loop"]),
    ("the link to the other language is gone", {ZH: swap("[English](README.md)", "English")},
     ["!line 1 README.zh-CN.md"]),
    ("a figure changes in English", {EN: swap("13.5", "15.3")}, ["changed README.md#waiting"]),
    ("a page that needs no Chinese is new", {".github/ISSUE_TEMPLATE/bug.md": "# X\n"}, []),
]


class Folder:
    """A folder of pages that are all in order, with git's history of them."""

    def __init__(self, root):
        self.root, self.pages, self.planted = root, PAGES, {}
        self.plant({})
        for name, page in translation.Site(root).pages.items():
            for section in page.english:
                refused = translation.Site(root).stamp(f"{name}#{section.anchor}")
                assert not refused, refused
        self.pages = self.read()
        git = ["git", "-C", root, "-c", "user.name=x", "-c", "user.email=x", "-c", "commit.gpgsign=false"]
        for words in ["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message=pages"]:
            subprocess.run(git + words, check=True)

    def read(self):
        return {name: translation.read(self.root, name) for name in self.planted}

    def plant(self, edits):
        """Writes all pages as they were in order, except for these."""
        for name in self.planted:
            os.remove(os.path.join(self.root, name))
        self.planted = dict(self.pages)
        for name, edit in edits.items():
            self.planted[name] = edit(self.pages[name]) if callable(edit) else edit
        self.planted = {name: text for name, text in self.planted.items() if text is not None}
        for name, text in self.planted.items():
            path = os.path.join(self.root, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(text)

    def verdicts(self):
        findings = translation.Site(self.root).check()
        return sorted(f"{'' if found.lags else '!'}{found.verdict} {found.where}" for found in findings)

    def run(self, *words):
        """The exit status, and what was printed."""
        with contextlib.redirect_stdout(io.StringIO()) as said:
            status = translation.main(list(words), self.root)
        return status, said.getvalue()


# Both print what was planted, what is expected, whether it is so, and what was found.
def drifts(folder):
    for what, edits, expected in DRIFTS:
        folder.plant(edits)
        found = folder.verdicts()
        statuses = folder.run()[0], folder.run("--may-lag")[0]
        is_right = found == sorted(expected) and statuses == (bool(expected), "!" in "".join(expected))
        yield what, ", ".join(expected) or "in order", is_right, found


def stamps(folder):
    changed, followed = swap("Nobody waits", "Nobody sleeps"), swap("再没有谁在等", "再没有谁在睡")
    new = swap("## The end", ASIDE + "## The end")
    translated = swap("## 结尾", "## 题外\n\n谁也没有读过 `aside.cpp`。\n\n## 结尾")
    the_end, aside = f"{EN}#the-end", f"{EN}#aside"

    def stamped(what, edits, words, status, verdicts):
        """Plants the edits and stamps: which verdicts are left?"""
        folder.plant(edits)
        done, said = folder.run("stamp", *words)
        found = folder.verdicts()
        is_right = (done, found) == (status, verdicts) and (done == 0 or folder.read() == folder.planted)
        return what, f"{'refused' if status else 'stamped'}, then {', '.join(verdicts) or 'in order'}", is_right, said

    yield stamped("English changes, Chinese does not", {EN: changed}, [the_end], 1, [f"changed {the_end}"])
    yield stamped("the same, and no change is needed", {EN: changed}, [the_end, "--no-change-needed"], 0, [])
    yield stamped("the section is missing in Chinese", {EN: new}, [aside], 1, [f"missing {aside}"])
    yield stamped("a new section in both languages", {EN: new, ZH: translated}, [aside], 0, [])
    yield stamped("a paragraph too few in Chinese", {EN: swap("left.", "left.\n\nNow."), ZH: followed}, [the_end], 1,
                  [f"changed {the_end}"])
    two = {EN: lambda page: changed(page.replace("takes", "needs")), ZH: followed}
    yield stamped("two sections change, one is stamped", two, [the_end], 0, [f"changed {EN}#waiting"])

    folder.plant({EN: changed, ZH: followed})
    said = folder.run()[1]
    place = f"{ZH}:29: '## The end' / '## 结尾': changed"
    shown = all(text in said for text in (place, "-Nobody waits any more.", "+Nobody sleeps any more."))
    yield "the message says where, and what changed", f"changed {the_end}", shown, said
    command = said.split(translation.COMMAND)[1].split("\n")[0]
    yield stamped("the command in the message", {EN: changed, ZH: followed}, command.split()[1:], 0, [])

    link = swap("(#循环)", "(README.md#the-loop)")
    for what, edit, status in ("a link leads to what was taken out", without("循环"), 1), \
                              ("the same, and now it leads to English", lambda page: link(without("循环")(page)), 0):
        folder.plant({EN: changed, ZH: edit})
        found, said = folder.run("--may-lag")
        listed = "    README.md:8: '## The loop': missing" in said and "'## 结尾': changed" in said
        yield what, f"two are listed, {'and it fails' if status else 'in order'}", listed and found == status, said

    folder.plant({EN: changed})
    os.rename(os.path.join(folder.root, ".git"), os.path.join(folder.root, ".none"))
    said = folder.run()[1]
    yield "English changes, and git is not here", f"changed {the_end}", "'## 结尾': changed\n    (how" in said, said


def main(words):
    with tempfile.TemporaryDirectory() as root:
        folder = Folder(root)
        results = [*drifts(folder), *stamps(folder)]
    for what, expected, is_right, found in results:
        if "-v" in words or not is_right:
            print(f"{'ok   ' if is_right else 'WRONG'} {what}: {expected}{'' if is_right else f'; found: {found}'}")
    wrong = sum(not is_right for _, _, is_right, _ in results)
    print(f"{len(results)} planted drifts of a translation, {wrong} with a wrong verdict")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
