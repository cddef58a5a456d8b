# Records a run of a chapter's loop, stop by stop: where the program is, and what the loop knows there. Runs within gdb:
#     gdb -q -batch -nx -x common/testing/steps/record.py build/steps/06   (`make steps` calls it)
# and writes docs/steps/06.html, docs/steps/06.txt and docs/img/loop_06.svg (FOLDER says where instead of docs). The
# chapter's testing/steps.py says where to stop, and what to look at there. A place to stop at is found by the text of
# its line, so that lines may be added before it. The output holds no addresses: objects are numbered in the order in
# which they are met, so the same seed produces the same bytes.
import glob
import importlib
import os
import re
import sys

import gdb

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import page
from loop_state import lines_of, short_name
from words import Words


class Recorder:
    """What has been recorded so far."""

    def __init__(self, number):
        self.chapter_number = number
        self.folder = glob.glob(number + "_*")[0]
        sys.path.insert(0, self.folder + "/testing")
        self.chapter = importlib.import_module("steps")
        self.words = Words(number)
        self.files = []
        self.steps = []
        self.names = {}  # the first step of each kind, for links that outlive a new recording
        self.log = []
        self.pages = self.chapter.pages
        self.turn = 0
        self.loop = 0
        self.numbers = {}  # kind and address -> number
        self.counts = {}
        self.info = {}  # what one stop notes for later ones, often about an address
        self.error = None

    def is_new(self, kind, address):
        """An object is made. An older one may have had the same address."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        self.numbers[kind, address] = self.counts[kind]
        return self.counts[kind]

    def is_gone(self, kind, address):
        self.numbers.pop((kind, address), None)

    def number(self, kind, address):
        return self.numbers.get((kind, address)) or self.is_new(kind, address)

    def living(self, kind):
        return sorted((number, address) for (k, address), number in self.numbers.items() if k == kind)

    def milliseconds(self, time):
        """A time of the fake clock, which begins at one hour."""
        ticks = int(time["__d"]["__r"])
        return (ticks - 3600 * 10**9) / 10**6

    def now(self):
        return self.milliseconds(gdb.parse_and_eval("'fake::(anonymous namespace)::now'"))

    def page_of(self, target):
        return self.pages.index(target) if target in self.pages else -1

    def file_of(self, name):
        name = os.path.relpath(name)
        if name not in self.files:
            self.files.append(name)
        return self.files.index(name)

    def say(self, line):
        self.log.append(line)

    def add(self, file, line, caption, name):
        step = {"file": self.file_of(file), "line": line, "caption": caption, "turn": self.turn,
                "now": round(self.now(), 1), "name": name, "said": len(self.log), **self.chapter.state(self)}
        if self.steps:  # a page that is done stays done, also when its task is gone
            before = self.steps[-1]["bars"]
            step["bars"] = "".join("d" if (old, new) == ("d", ".") else new for old, new in zip(before, step["bars"]))
        if not self.steps or step != self.steps[-1]:  # one line may have two places at which gdb stops
            self.steps.append(step)
            self.names.setdefault(name, len(self.steps))


class Stop(gdb.Breakpoint):
    """A line at which the run is recorded, and goes on. `seen` returns the step's caption, or None for no step. If it
    is a string, it is the key of a caption that is always the same."""

    def __init__(self, recorder, file, line, seen):
        super().__init__(source=file, line=line, internal=True)
        if self.pending:
            raise gdb.GdbError("record.py: %s:%d was not compiled into this program" % (file, line))
        self.silent = True
        self.recorder, self.file, self.number_of_line = recorder, file, line
        self.seen = (lambda r, s: r.words(seen)) if isinstance(seen, str) else seen
        self.name = seen if isinstance(seen, str) else seen.__name__

    def stop(self):
        try:
            caption = self.seen(self.recorder, Place(self.number_of_line, self.file))
            if caption is not None:
                self.recorder.add(self.file, self.number_of_line, caption, self.name)
        except Exception as error:  # otherwise gdb would ignore it and go on
            import traceback
            self.recorder.error = "%s:%d: %s" % (self.file, self.number_of_line, traceback.format_exc())
            return True
        return False


class Place:
    """Where the program has stopped, for the chapters' files."""

    def __init__(self, line, file):
        self.frame = gdb.newest_frame()
        name = self.frame.name() or ""
        self.function = short_name(name) + (" lambda" if "lambda" in name else "")
        self.text = lines_of(file)[line - 1].strip()

    def read(self, name):
        return self.frame.read_var(name)

    def this(self):
        return int(self.frame.read_var("this"))


def line_with(file, text, below=None):
    """The only line of a file at which this text begins. With `below`: the first after the only line with that text."""
    whole = "\n".join(lines_of(file))
    start = 0 if below is None else whole.index("\n".join(lines_of(file)[line_with(file, below):]))
    found = whole.count(text, start)
    if found == 0 or below is None and found > 1:
        raise gdb.GdbError("record.py: %s has %s the text %r, at which its run is to be stopped.\n"
                           "Change it in the stops of the chapter's testing/steps.py or of common/testing/steps/stops.py." %
                           (file, "no line with" if found == 0 else "more than one line with", text))
    return whole.count("\n", 0, whole.index(text, start)) + 1


def lines_of_code(file):
    """The lines at which the compiler sees a statement begin; not where functions and blocks begin and end."""
    found = []
    for number, line in enumerate(lines_of(file), 1):
        code = line.split("//")[0].strip()
        if re.fullmatch(r"\}?|(?!if|for|while).*\)( const)?( override)? \{|try \{|\} catch.*|\} else \{|#.*", code):
            continue
        try:
            if any(place.line == number for place in gdb.decode_line("%s:%d" % (file, number))[1] or []):
                found.append(number)
        except gdb.error:
            pass  # this line has no code
    return found


def record(number, folder):
    for setting in ("pagination off", "confirm off", "width 0", "print thread-events off",
                    "breakpoint pending off", "debuginfod enabled off"):
        try:
            gdb.execute("set " + setting, to_string=True)
        except gdb.error:
            pass  # an older gdb
    recorder = Recorder(number)
    gdb.execute("set args %d > /dev/null" % recorder.chapter.seed)
    placed = set()
    for file, text, seen in recorder.chapter.stops:
        path = recorder.folder + "/" + file
        below = None
        if isinstance(text, tuple):
            below, text = text
        for line in lines_of_code(path) if text is None else [line_with(path, text, below)]:
            if (path, line) not in placed:
                placed.add((path, line))
                Stop(recorder, path, line, seen)
    gdb.execute("run", to_string=True)
    if recorder.error:
        raise gdb.GdbError("record.py: " + recorder.error)
    try:
        status = int(gdb.parse_and_eval("$_exitcode"))
    except gdb.error:
        status = "none"
    if status != 0:
        raise gdb.GdbError("record.py: the program's exit status is %s" % status)
    page.write(recorder, folder)


if __name__ == "__main__":
    name = os.path.basename(gdb.current_progspace().filename)
    try:
        record(name, os.environ.get("FOLDER", "docs"))
    except Exception as error:  # of any kind: gdb itself would end with status 0
        print("%s: %s" % (type(error).__name__, error), file=sys.stderr)
        gdb.execute("kill", to_string=True) if gdb.selected_inferior().pid else None
        gdb.execute("quit 1")
