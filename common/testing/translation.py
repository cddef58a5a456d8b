#!/usr/bin/env python3
"""Checks that each NAME.zh-CN.md says what its NAME.md says, as far as a program can see. `make texts` calls it.

    translation.py                            prints all that is wrong
    translation.py --may-lag                  lists the sections that lag behind, and does not fail because of them
    translation.py stamp PAGE.md#SECTION      notes that the Chinese of a section has been brought up to date
    translation.py stamp PAGE.md#SECTION --no-change-needed

Every *.md needs a Chinese page, except in build* and hidden folders (but in .github, too), and those that ENGLISH_ONLY
names. Below each Chinese heading is a stamp, which GitHub does not show: <!-- en 1a2b3c4d zh 5e6f7a8b -->. It holds a
checksum of the English section that was translated, and one of the Chinese section of that day. Sections are matched by
their stamps, wherever they stand. Each that is not in order gets a verdict:
    changed      the English section has changed since it was translated; git's history says how
    missing      there is no Chinese section: the English one is new, or the Chinese one was taken out
    gone         there is no English section any more
    moved        it stands elsewhere in the other language
    no stamp     nobody has noted what it is a translation of
    bad stamp    git knows no English section with that checksum
    differs      English has not changed, but the two differ in what both languages share
Both share code blocks, where links lead (and to which heading), names in backticks, figures, cells of tables without
Chinese, and how many paragraphs, items, rows, cells and tags there are, in which order. In code blocks, a comment
behind // or # may be Chinese. A block that is no code, such as a trace in words, begins with ```text, and may be
Chinese altogether, except its figures. A section that lags has one of the first six verdicts: with --may-lag, it fails
only if its code blocks or links differ from English, and nothing else in it is compared.

What this cannot see: a Chinese sentence that says the opposite or was left out, while the names, links and figures of
its paragraph are there; a wrong comment in a code block; figures in words; whether what has changed in a Chinese
section since its stamp is what has changed in English.
"""
import collections
import difflib
import hashlib
import os
import posixpath
import re
import subprocess
import sys

ENGLISH_ONLY = (".github/ISSUE_TEMPLATE/", ".github/PULL_REQUEST_TEMPLATE")  # they hold both languages
COMMAND = "python3 common/testing/translation.py"
STAMP = re.compile(r"<!-- en ([0-9a-f]{8}) zh ([0-9a-f]{8}) -->")
CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
FENCE = re.compile(" {0,3}```")
COMMENT = re.compile(r"(^|\s)(//|#)\s")
SCALE = {"thousand": 1e3, "million": 1e6, "万": 1e4, "亿": 1e8}


def read(root, name):
    try:
        with open(os.path.join(root, name), encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return None


def in_chinese(name):
    stem, ending = posixpath.splitext(name)
    return f"{stem}.zh-CN{ending}"


def difference(old, new):
    """The lines of one that are not in the other, behind - and +."""
    return [line for line in list(difflib.unified_diff(old, new, n=0, lineterm=""))[2:] if not line.startswith("@@")]


# --- A page -----------------------------------------------------------------------------------------------------

class Block:
    """A paragraph, an item of a list, a row of a table, a code block..."""

    def __init__(self, kind, number, *lines):
        self.kind, self.number, self.lines = kind, number, list(lines)

    def is_verbatim(self):
        return self.kind in ("code block", "block of text")

    def text(self):
        return " ".join(line.strip() for line in self.lines)

    def without_code(self):
        return re.sub(r"`[^`]*`", "", self.text())

    def cells(self):
        text = re.sub(r"`[^`]*`", lambda code: code[0].replace("|", " "), self.text())
        return [cell.strip() for cell in text.strip("|").split("|")]

    def shape(self):
        if self.kind == "row":
            return f"row of {len(self.cells())} cells"
        return "".join(re.findall(r"</?[a-z]+", self.without_code())) if self.kind == "tags" else self.kind

    def names(self):
        return [] if self.is_verbatim() else re.findall(r"`([^`]*)`", self.text())

    def links(self):
        text = "" if self.is_verbatim() else self.without_code()
        found = re.finditer(r'\]\(([^) ]+)|(?:src|href)="([^"]+)|<(https?://[^>]+)>', text)
        return [link[link.lastindex] for link in found]

    def figures(self):
        if self.kind == "code block":
            return []
        text = re.sub(r"\]\([^)]*\)|</?[a-z][^>]*>", "", self.without_code())
        found = re.findall(r"(\d+(?:,\d{3}\b)*(?:\.\d+)?) ?(thousand|million|万|亿)?", text)
        plain = [(figure.replace(",", ""), unit) for figure, unit in found]
        return [f"{float(figure) * SCALE[unit]:.0f}" if unit else figure for figure, unit in plain]


class Section:
    """What stands from one heading to the next."""

    def __init__(self):
        self.depth, self.heading, self.anchor, self.number = 0, "", "", 1
        self.lines = []  # (number, line), without the stamp
        self.en = self.zh = self.stamped_in = None

    def __str__(self):
        return f"'{'#' * self.depth} {self.heading}'"

    def text(self):
        return "\n".join(line for _, line in self.lines)

    def checksum(self):
        """Does not depend on where lines are wrapped."""
        return hashlib.sha256(" ".join(self.text().split()).encode()).hexdigest()[:8]

    def blocks(self):
        blocks, inside, blank, inset = [], False, 0, 0  # inset: where the text of a list's item begins
        for number, line in self.lines:
            bare, indent = line.strip(), len(line) - len(line.lstrip())
            last = blocks[-1] if blocks else Block("", 0)
            item = re.match(r" *(-|\d+\.) +", line)
            if FENCE.match(line):
                if not inside:
                    blocks.append(Block("block of text" if bare == "```text" else "code block", number, bare))
                inside = not inside
            elif inside:
                last.lines.append(line)
            elif not bare:
                blank += 1
                continue
            elif bare.startswith("<!--"):
                continue
            elif last.kind == "code block" and last.lines[0] == "" and indent >= inset + 4:
                last.lines += [""] * blank + [line]
            elif blank and indent >= inset + 4:
                blocks.append(Block("code block", number, "", line))
            elif number == self.number and self.depth:
                blocks.append(Block(f"heading of depth {self.depth}", number, line))
            elif bare.startswith("|"):
                blocks.append(Block("row", number, line))
            elif item and (item[1] == "-" or blank or last.kind.endswith("item")):
                blocks.append(Block("item" if item[1] == "-" else "numbered item", number, line))
                inset = item.end()
            elif re.match(r"</?[a-z]+[ >]", bare):
                blocks.append(Block("tags", number, line))
            elif blank or last.kind not in ("paragraph", "item", "numbered item", "tags"):
                blocks.append(Block("paragraph", number, line))
                inset = inset if indent else 0
            else:
                last.lines.append(line)
            blank = 0
        return blocks

    def sentences(self):
        """For a difference that one can read."""
        return [sentence for block in self.blocks() for sentence in
                (block.lines if block.is_verbatim() else re.split(r"(?<=[.!?:;]) ", block.text()))]

    def words(self):
        return collections.Counter(re.findall(r"\w+", self.text()))

    def shared_words(self):
        """Those that a translation keeps."""
        shared = collections.Counter()
        for block in self.blocks():
            shared.update(block.lines if block.kind == "code block" else block.names())
            shared.update(block.figures() + block.links())
        return shared


def anchor_of(heading):
    """As GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", re.sub(r"\]\([^)]*\)", "", heading).lower()).replace(" ", "-")


def sections_of(text):
    """What stands above the first heading belongs to the first section; the first line belongs to none."""
    sections, inside, seen = [Section()], False, collections.Counter()
    for number, line in enumerate(text.split("\n")[1:], 2):
        inside ^= bool(FENCE.match(line))
        heading = not inside and re.fullmatch(r"(#+) +(.*?) *", line)
        stamp = not inside and STAMP.fullmatch(line)
        if heading:
            if sections[-1].depth:
                sections.append(Section())
            section, anchor = sections[-1], anchor_of(heading[2])
            section.depth, section.heading, section.number = len(heading[1]), heading[2], number
            section.anchor = f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor
            seen[anchor] += 1
        if stamp:
            (sections[-1].en, sections[-1].zh), sections[-1].stamped_in = stamp.groups(), number
        else:
            sections[-1].lines.append((number, line))
    return sections


# --- Which sections belong together -----------------------------------------------------------------------------

class History:
    """The older versions of English pages, as far as git is here and has them."""

    def __init__(self, root):
        self.root, self.pages = root, {}

    def git(self, *words):
        try:
            done = subprocess.run(["git", "-C", self.root, *words], capture_output=True, check=True)
            return done.stdout.decode("utf-8", "replace")
        except (OSError, subprocess.CalledProcessError):
            return ""

    def is_whole(self):
        return self.git("rev-parse", "--is-shallow-repository") == "false\n"

    def find(self, name, checksum):
        """The section with this checksum, and the newest commit that has it."""
        if name not in self.pages:
            said = self.git("log", "--follow", "--relative", "--name-only", "--format=%x00%h", "--", name)
            self.pages[name] = {}, [commit.split() for commit in said.split("\0")[1:]]
        found, versions = self.pages[name]
        while checksum and checksum not in found and versions:
            commit, path = (versions.pop(0) + [name])[:2]  # (a merge names no file)
            for section in sections_of(self.git("show", f"{commit}:./{path}")):
                found.setdefault(section.checksum(), (section, commit))
        return found.get(checksum, (None, None))


class Page:
    def __init__(self, root, name, history):
        self.name, self.chinese_name = name, in_chinese(name)
        self.raw, self.chinese_raw = read(root, name), read(root, self.chinese_name)
        self.english = sections_of(self.raw.replace("\r\n", "\n"))
        self.chinese = [] if self.chinese_raw is None else sections_of(self.chinese_raw.replace("\r\n", "\n"))
        self.pairs = {}  # from a Chinese section's index to that of the English one
        free = list(range(len(self.english)))
        for z, section in enumerate(self.chinese):
            for e in free:
                if self.english[e].checksum() == section.en:
                    self.pairs[z] = e
                    free.remove(e)
                    break
        self.match(free, history)
        self.partners = {e: self.chinese[z] for z, e in self.pairs.items()}

    def match(self, free, history):
        """Matches the other Chinese sections with free English ones: by what they share, and by their neighbours."""
        others, alike = [z for z in range(len(self.chinese)) if z not in self.pairs], {}
        for z in others if free else []:
            old, _ = history.find(self.name, self.chinese[z].en)
            words = Section.words if old else Section.shared_words
            mine = words(old or self.chinese[z])
            for e in free:
                theirs = words(self.english[e])
                same = 2 * sum((mine & theirs).values()) / max(1, sum((mine + theirs).values()))  # from 0 to 1
                if old and old.heading == self.english[e].heading:
                    same += 1
                if same > (0.5 if old else 0.2) or not mine or not theirs:
                    alike[z, e] = same
        near = {-1: -1, len(self.chinese): len(self.english), **self.pairs}
        while alike:
            def score(at):
                z, e = at
                neighbours = (near.get(z - 1) == e - 1) + (near.get(z + 1) == e + 1)
                return alike[at] + 0.3 * neighbours + 0.1 * (self.chinese[z].depth == self.english[e].depth)
            z, e = max(sorted(alike), key=score)
            if score((z, e)) < 0.4:
                break
            self.pairs[z] = near[z] = e
            alike = {at: same for at, same in alike.items() if at[0] != z and at[1] != e}

    def moved(self):
        """The Chinese sections outside the longest run in English order. If several moved together, the first."""
        order, runs = sorted(self.pairs.items()), []
        for i, (z, e) in enumerate(order):  # the longest run that ends here
            runs.append(max((runs[j] for j in range(i) if order[j][1] < e), key=len, default=[]) + [z])
        moved = set(self.pairs) - set(max(runs, key=len, default=[]))
        return [z for z in sorted(moved) if z - 1 not in moved or self.pairs[z - 1] != self.pairs[z] - 1]

    def find(self, anchor):
        """The English section, and its Chinese one."""
        for e, section in enumerate(self.english):
            if anchor in (section.anchor, section.heading):
                return section, self.partners.get(e)
        return None, None


# --- The verdicts -----------------------------------------------------------------------------------------------

# what lags need not fail yet; where: PAGE.md#SECTION; place: file, line and headings
Finding = collections.namedtuple("Finding", "verdict where place lines lags", defaults=([], False))


def only_in_one(english, chinese):
    languages = {"-": "only in English: ", "+": "only in Chinese: "}
    return [languages[line[0]] + line[1:] for line in difference(english, chinese)[:8]]


def code_differences(english, chinese):
    here, there = ([line for block in blocks if block.kind == "code block" for line in block.lines]
                   for blocks in (english, chinese))
    for i, lines in enumerate(zip(here, there)):
        comments = [COMMENT.search(line) for line in lines]
        if all(comments) and CHINESE.search(lines[1], comments[1].end()):
            code = [line[:comment.start()].rstrip() for line, comment in zip(lines, comments)]
            if code[0] == code[1]:
                there[i] = here[i]
    return only_in_one(here, there)


def other_differences(english, chinese):
    """Of two blocks of one kind."""
    for what in "names", "figures":
        here, there = (collections.Counter(getattr(block, what)()) for block in (english, chinese))
        if here != there:
            here, there = (", ".join(extra.elements()) or "none" for extra in (here - there, there - here))
            yield f"{what}, only in English: {here}; only in Chinese: {there}"
    for here, there in zip(english.cells(), chinese.cells()) if english.kind == "row" else []:
        plain = [re.sub(r"\]\([^)]*\)|\*\*", "", cell) for cell in (here, there)]
        if plain[0] != plain[1] and not CHINESE.search(there):
            yield f"a cell is '{here}' in English, and '{there}' in Chinese"


def stamp_command(page, english):
    return f"when it is translated: {COMMAND} stamp {page.name}#{english.anchor}"


class Site:
    """All pages, in both languages."""

    def __init__(self, root="."):
        self.root, self.history = root, History(root)
        names = set()
        for folder, folders, files in os.walk(root):
            folders[:] = [name for name in folders if name == ".github" or not name.startswith((".", "build"))]
            names |= {posixpath.relpath(posixpath.join(folder, name), root) for name in files if name.endswith(".md")}
        names = {name for name in names if not name.startswith(ENGLISH_ONLY)}
        english = {name for name in names if not name.endswith(".zh-CN.md")}
        self.pages = {name: Page(root, name, self.history) for name in sorted(english)}
        self.orphans = sorted(names - english - set(map(in_chinese, english)))

    def chinese_links(self, page, link):
        """What may stand in Chinese for an English link: the Chinese page or file, and the Chinese heading."""
        path, sharp, anchor = link.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page.name), path)) if path else page.name
        there = in_chinese(path) if path else ""
        if re.match("[a-z]+:", link):
            return [link]
        if not os.path.exists(os.path.join(self.root, in_chinese(target))):  # a handout has neither of some
            return [link] if os.path.exists(os.path.join(self.root, target)) else [link, there + sharp + anchor]
        english, chinese = self.pages[target].find(anchor) if anchor and target in self.pages else (None, None)
        if english and not chinese:  # as long as it is missing in Chinese: its English text, or only the page
            path = path or posixpath.basename(target)
            return [path + sharp + anchor, in_chinese(path)]
        return [there + sharp + (chinese.anchor if chinese else anchor)]

    def link_differences(self, page, english, chinese):
        missing, extra = [], [link for block in chinese for link in block.links()]
        for link in (link for block in english for link in block.links()):
            allowed = self.chinese_links(page, link)
            found = next((other for other in allowed if other in extra), None)
            if found:
                extra.remove(found)
            else:
                missing.append(allowed[0])
        return [f"no link to {link}" for link in missing] + [f"a link to {link}, unlike English" for link in extra]

    def differences(self, page, english, chinese):
        """Two lists: in code and links, and in everything else."""
        ours, theirs = english.blocks(), chinese.blocks()
        code = code_differences(ours, theirs)
        shapes = [[block.shape() for block in blocks] for blocks in (ours, theirs)]
        if shapes[0] != shapes[1]:
            return code + self.link_differences(page, ours, theirs), only_in_one(*shapes)
        links, others = [], []
        for one, other in zip(ours, theirs):
            links += [f"line {other.number}: {text}" for text in self.link_differences(page, [one], [other])]
            others += [f"line {other.number}: {text}" for text in other_differences(one, other)]
        return code + links, others

    def check_section(self, page, english, chinese):
        where, place = f"{page.name}#{english.anchor}", f"{page.chinese_name}:{chinese.number}: {english} / {chinese}"
        code_and_links, others = self.differences(page, english, chinese)
        if chinese.en == english.checksum():
            if code_and_links or others:
                yield Finding("differs", where, place, code_and_links + others)
            return
        old, commit = self.history.find(page.name, chinese.en)
        if not chinese.en:
            verdict, lines = "no stamp", []
        elif old:
            verdict, lines = "changed", [f"since {commit}:"] + difference(old.sentences(), english.sentences())
        elif self.history.is_whole():
            verdict, lines = "bad stamp", ["no version of this section that git knows has its checksum"]
        else:
            verdict, lines = "changed", ["(how, is in git's history, which is not here)"]
        if code_and_links:
            lines += ["code and links must follow at once:"] + code_and_links
        yield Finding(verdict, where, place, lines + [stamp_command(page, english)], lags=not code_and_links)

    def check_page(self, page):
        if page.chinese_raw is None:
            yield Finding("no Chinese page", page.name, page.name, [f"there is no {page.chinese_name}"], lags=True)
            return
        for name, raw, first in (page.name, page.raw, f"[中文]({posixpath.basename(page.chinese_name)})"), \
                                (page.chinese_name, page.chinese_raw, f"[English]({posixpath.basename(page.name)})"):
            if "\r" in raw:
                yield Finding("line ends", name, name, ["lines end with CR and LF; they must end with LF alone"])
            elif raw.split("\n")[0] != first:
                yield Finding("line 1", name, name, [f"the first line must be {first}"])
        before = None
        for e, english in enumerate(page.english):
            chinese = page.partners.get(e)
            if chinese:
                yield from self.check_section(page, english, chinese)
            else:
                yield Finding("missing", f"{page.name}#{english.anchor}", f"{page.name}:{english.number}: {english}",
                              [f"its place in {page.chinese_name} is behind {before or 'the first line'}",
                               stamp_command(page, english)], lags=True)
            before = chinese or before
        for z, chinese in enumerate(page.chinese):
            if z not in page.pairs:
                place = f"{page.chinese_name}:{chinese.number}: {chinese}"
                yield Finding("gone", f"{page.chinese_name}#{chinese.anchor}", place,
                              [f"there is no such section in {page.name} any more"], lags=True)
        for z in page.moved():
            e = page.pairs[z]
            english, chinese = page.english[e], page.chinese[z]
            place = f"{page.chinese_name}:{chinese.number}: {english} / {chinese}"
            ahead = [page.english[e - 1] if e else "nothing", page.chinese[z - 1] if z else "nothing"]
            yield Finding("moved", f"{page.name}#{english.anchor}", place,
                          [f"in English it stands behind {ahead[0]}, in Chinese behind {ahead[1]}"], lags=True)

    def check(self):
        for name in self.orphans:
            yield Finding("no English page", name, name, ["there is no English page for it"])
        for page in self.pages.values():
            yield from self.check_page(page)

    def stamp(self, where, no_change_needed=False):
        """Returns why not, or nothing if the section has been stamped."""
        name, _, anchor = where.partition("#")
        page = self.pages.get(name)
        english, chinese = page.find(anchor) if page else (None, None)
        if not english:
            return f"there is no section {where}"
        if not chinese:
            return f"{page.chinese_name} has no section for {english}"
        wrong = [text for texts in self.differences(page, english, chinese) for text in texts]
        if "\r" in page.chinese_raw:
            wrong.append("Chinese lines end with CR and LF")
        if wrong:
            return "\n    ".join([f"not stamped, because {english} and {chinese} differ:"] + wrong)
        if chinese.en not in (None, english.checksum()) and chinese.zh == chinese.checksum() and not no_change_needed:
            return f"not stamped, because {english} has changed and {chinese} has not. If it need not:\n" \
                   f"    {COMMAND} stamp {where} --no-change-needed"
        lines = page.chinese_raw.split("\n")
        stamp = f"<!-- en {english.checksum()} zh {chinese.checksum()} -->"
        if chinese.stamped_in:
            lines[chinese.stamped_in - 1] = stamp
        else:
            lines.insert(chinese.number, stamp)
        with open(os.path.join(self.root, page.chinese_name), "w", encoding="utf-8", newline="") as file:
            file.write("\n".join(lines))
        return None


def main(words, root="."):
    site = Site(root)
    if words[:1] == ["stamp"] and len(words) > 1:
        refused = site.stamp(words[1], words[2:] == ["--no-change-needed"])
        print(refused or f"{words[1]} is up to date in Chinese")
        return 1 if refused else 0
    if words not in ([], ["--may-lag"]):
        print(__doc__)
        return 2
    findings = list(site.check())
    lagging = [finding for finding in findings if words and finding.lags]
    for finding in findings:
        if finding not in lagging:
            print("\n    ".join([f"{finding.place}: {finding.verdict}"] + finding.lines))
    if lagging:
        print(f"Chinese to be brought up to date: {len(lagging)} sections or pages (in full: {COMMAND}):")
    for finding in lagging:
        print(f"    {finding.place}: {finding.verdict}")
    sections = sum(len(page.english) for page in site.pages.values())
    print(f"{len(site.pages)} pages with {sections} sections, in two languages")
    return 1 if len(findings) > len(lagging) else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # whatever the locale
    sys.exit(main(sys.argv[1:]))
