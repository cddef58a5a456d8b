#!/usr/bin/env python3
"""Finds co_await and co_yield where some compiler makes wrong code of them: python3 common/testing/awaits.py FILE...

07_coroutines/pitfalls/README.md, "Where the compiler is wrong", says which compilers, and shows the form that is always
right: one co_await a statement, and names for what it takes and for what it returns. Without a file it reads all
chapters and common/, but for the pitfalls that show the fault. A .patch is read as what it makes.
"""
import glob
import re
import sys

SHOWN_ON_PURPOSE = {"07_coroutines/pitfalls/%s.cpp" % name
                    for name in ("decided_by_await", "braced_argument", "unpacked_await")}

NOT_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'',
                      re.DOTALL)
TOKEN = re.compile(r"\n|\w+|->|&&|\|\||::|[^\s\w]")
HEADS = ("if", "while", "for", "switch")
NAMED_BLOCKS = {"struct", "class", "union", "enum", "namespace", "concept", "extern"}
PAIRS = {")": "(", "]": "[", "}": "{"}


def opens_block(statement):
    """Whether the brace that comes next opens a block; otherwise it opens an initializer."""
    before = statement[-1] if statement else ";"
    return (before in ("else", "do", "try", "const", "noexcept", "override", "mutable", ";", ":", ")", "]", "}")
            or "->" in statement or "requires" in statement or not NAMED_BLOCKS.isdisjoint(statement))


def captures_a_value(statement):
    for i, token in enumerate(statement):
        before = statement[i - 1] if i else ";"
        is_index = re.match(r"\w|[)\]]", before) and before not in ("return", "co_return", "co_await", "co_yield")
        if token == "[" and not is_index:
            captured = " ".join(statement[i + 1:statement.index("]", i)])
            if any(item.strip() and item.strip()[0] != "&" and item.strip() != "this" for item in captured.split(",")):
                return True
    return False


def what_is_wrong(statement, is_head):
    if statement[-1:] == ["}"]:  # the body of a lambda; its statements have been looked at
        statement = statement[:-1]
    if not {"co_await", "co_yield"} & set(statement):
        return None
    text = " ".join(statement)
    if is_head:
        return "in the parentheses of if, while, for or switch"
    if statement.count("co_await") + statement.count("co_yield") > 1:
        return "two of them in one statement"
    if "?" in statement or "||" in statement or "&&" in statement[statement[:2] == ["auto", "&&"] and 2 or 0:]:
        return "beside ?:, && or ||"
    if "throw" in statement:
        return "beside throw"
    if re.match(r"(const )?auto (& |&& )?\[", text):
        return "its result is taken apart without a name"
    if any(a == "{" and b != "}" for a, b in zip(statement, statement[1:])):
        return "beside an initializer in braces"
    if captures_a_value(statement):
        return "beside a lambda that captures a value"
    return None


def wrong_places(code):
    """Returns (line, what is wrong) of each statement that awaits in a form that is wrong somewhere."""
    code = NOT_CODE.sub(lambda found: '""' + "\n" * found[0].count("\n"), code)
    places = []
    line = 1
    statement, open_at = [], []  # of the innermost block; open_at: its open brackets
    outer = []                   # the same two of the blocks around it
    awaited_at = 0

    def end(is_head=False):
        wrong = what_is_wrong(statement, is_head)
        if wrong:
            places.append((awaited_at, wrong))
        statement.clear()

    for token in TOKEN.findall(code):
        if token == "\n":
            line += 1
            continue
        if token in ("co_await", "co_yield"):
            awaited_at = line
        if token == ";" and not open_at:
            end()
        elif token == "{" and (not open_at or open_at[-1] != "{") and opens_block(statement):
            if not open_at and statement[:1] and statement[0] in HEADS:
                end(is_head=True)
            outer.append((statement, open_at))
            statement, open_at = [], []
        elif token == "}" and not open_at and outer:
            end()
            statement, open_at = outer.pop()
            if open_at:
                statement += ["{", "}"]
            else:
                end()
        else:
            statement.append(token)
            if token in PAIRS.values():
                open_at.append(token)
            elif token in PAIRS and open_at and open_at[-1] == PAIRS[token]:
                open_at.pop()
                if token == ")" and not open_at and statement[0] in HEADS:
                    end(is_head=True)
            elif statement in (["else"], ["do"], ["try"]):
                statement.clear()
    end()
    return places


def read(name):
    text = open(name, encoding="utf-8").read()
    if name.endswith(".patch"):  # what it leaves and adds
        text = "\n".join(row[1:] if row[:1] in (" ", "+") and row[:3] != "+++" else "" for row in text.split("\n"))
    return text


def main(names):
    if not names:
        names = [name for folder in ("[0-9][0-9]_*", "common") for end in ("cpp", "hpp", "patch")
                 for name in sorted(glob.glob("%s/**/*.%s" % (folder, end), recursive=True))
                 if name not in SHOWN_ON_PURPOSE]
    found = 0
    for name in names:
        for line, wrong in wrong_places(read(name)):
            print("%s:%d: a co_await or co_yield %s: some compilers make wrong code of it "
                  "(07_coroutines/pitfalls/README.md)" % (name, line, wrong))
            found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
