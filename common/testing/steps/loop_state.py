# Reads from a stopped program, for record.py and who_waits.py, what all loops of chapters 05 to 08 are made of:
# containers, callbacks and the frames of coroutines. Runs within gdb, and knows the layouts of g++ and its library.
# What belongs to one kind of loop is read in future_state.py (chapter 06) and coroutine_state.py (07 and 08).
import glob
import os
import re

import gdb

pointer_size = 8
letters = {"connect": "c", "send": "s", "receive": "w"}  # what a page waits for -> its colour in the page's bars


def items(container):
    """The elements of a vector, deque, list, set or intrusive List; of a multimap (key, value) pairs."""
    kind = container.type.strip_typedefs().unqualified()
    # By hand, because the library's printers need node types that an optimized program may not have.
    if kind.name.startswith("std::multimap<"):
        key, value = kind.template_argument(0), kind.template_argument(1)
        header = int(container["_M_t"]["_M_impl"]["_M_header"].address)
        places = (node + 4 * pointer_size for node in nodes_of_tree(header))
        return [(cast(place, key), cast(place + key.sizeof, value)) for place in places]
    if kind.name.startswith("std::set<"):
        header = int(container["_M_t"]["_M_impl"]["_M_header"].address)
        return [cast(node + 4 * pointer_size, kind.template_argument(0)) for node in nodes_of_tree(header)]
    if re.match(r"std::(__cxx11::)?list<", kind.name):
        end = int(container["_M_impl"]["_M_node"].address)
        found, node = [], word(end)
        while node != end:
            found.append(cast(node + 2 * pointer_size, kind.template_argument(0)))
            node = word(node)
        return found
    if kind.name.startswith("List<"):
        end = container["ends_"].address
        found, node = [], end["next_"]
        while node != end:
            found.append(node.cast(kind.template_argument(0).pointer()).dereference())
            node = node["next_"]
        return found
    printer = gdb.default_visualizer(container)
    if printer is None:
        raise gdb.GdbError("gdb cannot read %s: the printers of libstdc++ are missing" % kind)
    return [value for _, value in printer.children()]


def nodes_of_tree(header):
    """The nodes of a red-black tree in order. A node holds its colour, its parent, and its left and right child."""
    parent, left, right = (lambda node, n=n: word(node + n * pointer_size) for n in (1, 2, 3))
    node = left(header)
    while node != header:
        yield node
        if right(node):
            node = right(node)
            while left(node):
                node = left(node)
        else:
            while parent(node) != header and node == right(parent(node)):
                node = parent(node)
            node = parent(node)


def cast(address, kind):
    return gdb.Value(address).cast(kind.pointer()).dereference()


def at(address, type_name):
    return cast(address, gdb.lookup_type(type_name))


def word(address):
    return int(gdb.Value(address).cast(gdb.lookup_type("unsigned long").pointer()).dereference())


def text(value):
    """A std::string or a const char* as a Python string."""
    if value.type.strip_typedefs().code == gdb.TYPE_CODE_PTR:
        return value.string()
    return value["_M_dataplus"]["_M_p"].string(length=int(value["_M_string_length"]))


def stack():
    """The frames of the stack, the newest first."""
    frame = gdb.newest_frame()
    while frame is not None:
        yield frame
        frame = frame.older()


symbols = {}


def symbol(address):
    if address not in symbols:
        symbols[address] = gdb.execute("info symbol %d" % address, to_string=True).strip()
    return symbols[address]


def callback(function):
    """For a std::function: where its lambda was made ("Task::step"), and the address of what the lambda captures."""
    invoker = int(function["_M_invoker"]) if function["_M_manager"] else 0
    if not invoker:
        return "", 0
    name = symbol(invoker)
    stored = int(function["_M_functor"].address)
    # Lambdas that fit are kept in the std::function itself, others on the heap.
    small = re.search(r"Readiness|Task::step|Task::Task|Sleep::", name)
    return name, stored if small else word(stored)


def registrations(selector):
    """For each socket in a Selector: its number, its events, and the callback."""
    for fd, registration in enumerate(items(selector["registrations_"])):
        events = int(registration["events"])
        if events:
            yield fd, {1: "POLLIN", 4: "POLLOUT"}.get(events, str(events)), registration["callback"]


def function_of(pc):
    block = gdb.block_for_pc(pc)
    while block is not None and (block.function is None or "Frame" not in block.function.name and block.superblock):
        block = block.superblock
    return block


layouts = {}


def layout_of(block):
    """What a coroutine's frame holds: name -> type and offset. (g++ adds the scope to the names of locals.)"""
    # By name: the functions that resume and destroy a coroutine share it, and gdb knows more about the first.
    if block.function.name in layouts:
        return layouts[block.function.name]
    layout = {}
    kind = next((s.type.target() for s in block if s.name == "frame_ptr"), None)
    if kind is not None and kind.fields():
        layout = {field.name: (field.type, field.bitpos // 8) for field in kind.fields()}
    elif kind is not None:
        # g++ describes the frames of members, and of functions in a namespace, where gdb does not look. But each of
        # their variables says where it is: so many bytes after the frame's beginning.
        table = gdb.find_pc_line(block.start).symtab.linetable()
        for entry in sorted({line.pc for line in table if block.start <= line.pc < block.end}):
            inner = gdb.block_for_pc(entry)
            try:
                text_ = gdb.execute("info scope *%d" % entry, to_string=True)
            except gdb.error:  # gdb stumbles over a variable of a function that was inlined there; other lines have ours
                continue
            offsets = re.findall(r"Symbol (\S+) is a complex DWARF expression:\n +0: DW_OP_fbreg -?\d+\n"
                                 r" +\d+: DW_OP_deref(?:\n +\d+: DW_OP_plus_uconst (\d+))?\n", text_)
            offsets = {name: int(offset or 0) for name, offset in offsets}
            while inner is not None and inner.start >= block.start and inner.end <= block.end:
                for symbol_ in inner:
                    if symbol_.name in offsets:
                        layout.setdefault(symbol_.name, (symbol_.type, offsets[symbol_.name]))
                inner = inner.superblock
    layouts[block.function.name] = layout
    return layout


class CoroutineFrame:
    """The frame of a coroutine, on the heap: its function, its variables, and where it is suspended."""

    def __init__(self, address):
        self.address = address
        pc = word(address) or word(address + pointer_size)  # a coroutine that has ended has only the second one
        self.is_done = word(address) == 0
        block = function_of(pc)
        self.name = short_name(block.function.name)
        self.layout = layout_of(block)
        # (For a template, g++ names the file that is compiled, not the header. The line table is right, except where
        # the optimizer has put another function at the beginning.)
        named = [gdb.find_pc_line(block.start).symtab, block.function.symtab]
        self.file = definition_of(self.name, [symtab.filename for symtab in named if symtab is not None])

    def variable(self, name):
        """A local variable. None if the program was optimized and nothing is known about the frame."""
        for place, (kind, offset) in self.layout.items():
            if place == name or re.fullmatch(re.escape(name) + r"_\d+_\d+", place):
                return cast(self.address + offset, kind)
        return None

    def index(self):
        """The number of the co_await or co_yield at which it is suspended, in the order of its text; -1: not begun."""
        index = self.variable("_Coro_resume_index")
        return None if index is None else int(index) // 2 - 2

    def awaited(self):
        """What it awaits: the object that the compiler keeps in the frame for that place."""
        for kind in ("Aw", "Yd"):
            value = self.variable("%s%s" % (kind, self.index()))
            if value is not None:
                return value
        return None

    def line(self, inner=""):
        """The line where it is suspended; 0 if unknown. If there is no index, the name of `inner`, the coroutine that
        it awaits, may help."""
        waits = awaits_of(self.file, self.name) if self.file else []
        index = self.index()
        if index is None and len(waits) != 1:
            waits = [w for w in waits if inner and inner.split("::")[-1] + "(" in lines_of(self.file)[w - 1]]
        if index is None:
            return waits[0] if len(waits) == 1 else 0
        return waits[index] if 0 <= index < len(waits) else first_line(self.file, self.name)


def coroutine_function(frame):
    """Is this, on the stack, the part of a coroutine that is resumed?"""
    return frame.function() is not None and frame.function().name.endswith(".Frame *)")


def plural(count, word_):
    return "%d %s%s" % (count, word_, "" if count == 1 else "s")


def short_name(name):
    """async::send_all(_ZN5async8send_all....Frame *) -> async::send_all; without template arguments."""
    name = name.replace("(anonymous namespace)::", "").split("(")[0]
    while "<" in name:
        shorter = re.sub(r"<[^<>]*>", "", name)
        if shorter == name:
            break
        name = shorter
    return name


sources = {}


def lines_of(file):
    if file not in sources:
        with open(file, encoding="utf-8") as source:
            sources[file] = source.read().split("\n")
    return sources[file]


def first_line(file, name):
    """Where the coroutine's definition begins; 0: not in this file. (g++ does not say it for the resumed part.)"""
    begin = re.compile(r"\bCoroutine\b.*\b%s\(" % re.escape(name.split("::")[-1]))
    for number, line in enumerate(lines_of(file), 1):
        if begin.search(line) and not line.rstrip().endswith(";"):
            return number
    return 0


definitions = {}


def definition_of(name, files):
    """The file that defines a coroutine: one of those that g++ names, or one beside them. "": none of them."""
    if name not in definitions:
        files = [os.path.relpath(file) for file in files]
        for folder in sorted({os.path.dirname(file) for file in files if not file.startswith("..")}):
            files += sorted(glob.glob(folder + "/*.[ch]pp") + glob.glob(folder + "/../*.[ch]pp") +
                            glob.glob(folder + "/*/*.[ch]pp"))
        files = [os.path.normpath(file) for file in files if not file.startswith("..") and os.path.exists(file)]
        definitions[name] = next((file for file in files if first_line(file, name)), "")
    return definitions[name]


def awaits_of(file, name):
    """The lines of a coroutine's co_awaits and co_yields."""
    lines = lines_of(file)
    found = []
    begin = first_line(file, name)
    indent = len(lines[begin - 1]) - len(lines[begin - 1].lstrip())
    number = begin
    while number <= len(lines):
        code = lines[number - 1].split("//")[0]
        found += [number] * len(re.findall(r"\bco_(?:await|yield)\b", code))
        if number > begin and code.startswith(" " * indent + "}") or number == begin and code.rstrip().endswith("}"):
            break
        number += 1
    return found
