# What common/testing/steps/record.py needs for this chapter: where to stop the run, and how to read what its loop
# knows: a selector with callbacks, and the requests.
from loop_state import callback, items, letters, registrations, stack, symbol, text, word

pages = ["/a", "/b"]
seed = 157  # a short run
sections = ["selector", "timers", "requests"]


# --- What its loop knows ----------------------------------------------------------------------------------------------

def running_request():
    for frame in stack():
        name = frame.name() or ""
        if name == "operator()" and frame.find_sal().symtab.filename.endswith("/fetch.cpp"):
            return int(frame.read_var("__closure")["__this"])
        if name.startswith("AsyncRequest::") and "AsyncRequest::AsyncRequest" not in name:
            return int(frame.read_var("this"))
    return 0


def state(r):
    state = {"page": r.info.get("page", -1), "selector": [], "timers": [], "requests": [], "bars": "." * len(r.pages)}
    if not r.loop:
        return state
    bars = list(state["bars"])
    now = running_request()
    for n, request in enumerate(items(r.loop.dereference()), 1):
        page = r.page_of(text(request["page_"]["url"]["target"])) if request["done_"]["_M_manager"] else n - 1
        during, size = text(request["during_"]), int(request["request_"]["_M_string_length"])
        r.numbers["request", int(request.address)] = n
        if int(request.address) == now:
            how, bar = r.words("runs"), "r"
            state["page"] = page
        elif not request["done_"]["_M_manager"]:
            how, bar = r.words("done"), "d"
        elif not during:
            how, bar = r.words("new"), "."
        else:
            how, bar = r.words("waits"), letters[during]
        if bar not in "d.":
            how = r.words("during", how=how, during=during)
            if size:
                how = r.words("sent", how=how, sent=int(request["sent_"]), size=size)
            if during:
                state["timers"].append([r.words("deadline", time=r.milliseconds(request["deadline_"]), n=n), page])
        bars[page] = bar
        state["requests"].append([r.words("request", n=n, how=how), page])
    for fd, events, registered in registrations(r.info["selector"].dereference()):
        where = callback(registered)[1]
        n = r.number("request", word(where))
        function = symbol(word(where + 8)).split("(")[0].split("::")[-1]
        state["selector"].append([r.words("registration", fd=fd, events=events, function=function, n=n), n - 1])
    state["bars"] = "".join(bars)
    return state


# --- Where it is stopped ----------------------------------------------------------------------------------------------
# Each returns what the page says about the stop, or None: then there is nothing to say.

def request_begins(r, s):
    if s.function != "fetch_all":
        return None  # the lambda in that line
    r.loop = s.read("requests").address
    r.info["selector"] = s.read("selector").address
    r.info["page"] = int(s.read("i"))
    return r.words("request_begins")


def request_is_begun(r, s):
    r.info["page"] = int(s.read("i"))
    return r.words("request_is_begun")


def polls(r, s):
    r.turn += 1
    r.info["page"] = -1
    return r.words("polls", turn=r.turn)


def polled(r, s):
    return r.words.of_number("polled", int(s.read("count")))


def calls(r, s):
    fd = int(s.read("ready")["fd"])
    registration = items(r.info["selector"].dereference()["registrations_"])[fd]
    if not int(registration["events"]) or r.info.get("called") == (r.turn, fd):
        return None  # gdb stops at that line once more, after the call
    r.info["called"] = r.turn, fd
    r.info["page"] = r.number("request", word(callback(registration["callback"])[1])) - 1
    return r.words("calls", fd=fd)


def piece_of_a_page(r, s):
    is_in_lambda = s.function.endswith("operator()")
    return r.words.of_line(s.text, s.function) if not is_in_lambda or "->*next" in s.text else None


def all_done(r, s):
    r.info["page"] = -1
    return r.words("all_done")


stops = [
    ("fetch_all.cpp", "AsyncRequest& request = requests.emplace_back(", request_begins),
    ("fetch_all.cpp", "request.process(", request_is_begun),
    ("selector.cpp", "int count = backend_ == Backend::poll", polls),
    ("selector.cpp", "std::vector<Ready> ready;", polled),
    ("fetch_all.cpp", "if (auto callback = selector.callback_of(ready)) callback();", calls),
    ("fetch.cpp", None, piece_of_a_page),
    ("fetch_all.cpp", "return pages;", all_done),
]
