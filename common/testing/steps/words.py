# What the pages of docs/steps say is in sentences.tsv: one row for each sentence, heading or piece of them, in English
# and in Chinese. Its first column names the chapters that say it, its second is the key.
#   - A key like "polled 2" is said of a number: of 2 or more.
#   - A key in slashes is a regular expression: the row is about lines of code that match it, if no row above does. "-"
#     means that there is nothing to see at such a line.
import os
import re


def rows():
    """(chapters, key, English, Chinese) for each row."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "sentences.tsv"), encoding="utf-8") as table:
        found = [[cell.strip() for cell in row.split("\t")] for row in table]
    for number, row in enumerate(found, 1):
        if len(row) != 4 or not all(row):
            raise ValueError("sentences.tsv:%d: not four cells with tabs between them" % number)
    return found[1:]


class Words:
    """What one chapter says, in English."""

    def __init__(self, chapter):
        self.rows = {key: english for chapters, key, english, _ in rows() if chapter in chapters.split()}

    def __call__(self, key, **values):
        return self.rows[key].format(**values)

    def of_number(self, key, count, **values):
        return self("%s %d" % (key, min(max(count, 0), 2)), count=count, **values)

    def of_line(self, code, function):
        """What is said of a line of code. None: there is nothing to see."""
        for key, english in self.rows.items():
            if key.startswith("/") and re.search(key[1:-1], code):
                return None if english == "-" else english.format(function=function.split("::")[-1])
        return None
