# What record.py needs for chapter 05: where to stop the run, and how to read what its loop knows: a selector with
# callbacks, and the requests.
import re

import gdb

from loop_state import back_from_poll, callback, items, symbol, text, word

number = "05"
pages = ["/a", "/b"]
seed = 157  # a short run
sections = ["selector", "timers", "requests"]


# --- What its loop knows ----------------------------------------------------------------------------------------------

def running_request():
    frame = gdb.newest_frame()
    while frame is not None:
        name = frame.name() or ""
        if name == "operator()" and frame.find_sal().symtab.filename.endswith("/fetch.cpp"):
            return int(frame.read_var("__closure")["__this"])
        if name.startswith("AsyncRequest::") and "AsyncRequest::AsyncRequest" not in name:
            return int(frame.read_var("this"))
        frame = frame.older()
    return 0


def state(r):
    state = {"page": r.info.get("page", -1), "selector": [], "timers": [], "requests": [], "bars": "." * len(r.pages)}
    if not r.loop:
        return state
    bars = list(state["bars"])
    now = running_request()
    for n, request in enumerate(items(r.loop.dereference()), 1):
        page = r.page_of(text(request["page_"]["url"]["target"])) if request["done_"]["_M_manager"] else n - 1
        doing, size = text(request["doing_"]), int(request["request_"]["_M_string_length"])
        r.numbers["request", int(request.address)] = n
        if int(request.address) == now:
            how, bar = "its code runs", "r"
        elif not request["done_"]["_M_manager"]:
            how, bar = "done", "d"
        elif not doing:
            how, bar = "new", "."
        else:
            how, bar = "waits for its next callback", {"connect": "c", "send": "s", "receive": "w"}[doing]
        if int(request.address) == now or how == "waits for its next callback":
            how += "; doing_ \"%s\"" % doing
            if size:
                how += ", sent_ %d of %d bytes" % (int(request["sent_"]), size)
            state["page"] = page if int(request.address) == now else state["page"]
            if doing:
                state["timers"].append(["%.0f ms: the deadline of request %d" % (
                    r.milliseconds(request["deadline_"]), n), page])
        bars[page] = bar
        state["requests"].append(["request %d: %s" % (n, how), page])
    for fd, registration in enumerate(items(r.info["selector"].dereference()["registrations_"])):
        if int(registration["events"]):
            where = callback(registration["callback"])[1]
            request = word(where)
            events = {1: "POLLIN", 4: "POLLOUT"}[int(registration["events"])]
            following = symbol(word(where + 8)).split("(")[0].split("::")[-1]
            state["selector"].append(["socket %d, %s: calls %s of request %d" % (
                fd, events, following, r.number("request", request)), r.number("request", request) - 1])
    state["bars"] = "".join(bars)
    return state


# --- Where it is stopped ----------------------------------------------------------------------------------------------

def request_begins(r, s):
    if s.function != "fetch_all":
        return None  # the lambda in that line
    r.loop = s.read("requests").address
    r.info["selector"] = s.read("selector").address
    r.info["page"] = int(s.read("i"))
    return "An object is made for the page. It holds whatever must be remembered from one callback to the next."


def request_is_begun(r, s):
    r.info["page"] = int(s.read("i"))
    return "process begins to connect, and returns."


def polls(r, s):
    r.turn += 1
    r.info["page"] = -1
    return ("Turn %d. Every socket that a request waits for is in the list: "
            "the loop sleeps in poll until one of them is ready." % r.turn)


def polled(r, s):
    return back_from_poll(int(s.read("count")))


def calls(r, s):
    fd = int(s.read("ready")["fd"])
    registration = items(r.info["selector"].dereference()["registrations_"])[fd]
    if not int(registration["events"]) or r.info.get("called") == (r.turn, fd):
        return None  # gdb stops at that line once more, after the call
    r.info["called"] = r.turn, fd
    r.info["page"] = r.number("request", word(callback(registration["callback"])[1])) - 1
    return "Socket %d is ready: the loop looks up its callback and calls it." % fd


def all_done(r, s):
    r.info["page"] = -1
    return "All requests have called back. The pages are returned in the order of the URLs."


sentences = [
    (r"if \(socket_.is_open",
     "The registration is removed first: after close, another socket can get the same number."),
    (r"start_connect\(", "The socket begins to connect. The call does not wait."),
    (r"call_when_ready\(POLLOUT, &AsyncRequest::on_connected",
     "When connecting is over, the loop will call on_connected. This function does not wait for that."),
    (r"finish_connect\(", "The socket is writable, so connecting is over. Did it succeed?"),
    (r"^send_more\(\);", "Sending starts at once, because the system may have room for the bytes already."),
    (r"try_send\(", "The system takes as many of the bytes as it has room for."),
    (r"sent_ < request_.size",
     "Did the system take everything? If not, the loop will call send_more again when there is room."),
    (r"receive_more, \"receive\"",
     "The request is sent. When bytes of the response arrive, the loop will call receive_more."),
    (r"try_receive\(", "What has arrived is received and parsed. It may be only a part of the response."),
    (r"if \(!parser_.done\(\)\)", "Is the response complete? If not, return to the loop: the registration stays."),
    (r"page_\.response =", "The response is complete, and is stored in the page."),
    (r"^finish\(\);", "This page is done."),
    (r"^doing_ = doing", "The word for an error message is remembered."),
    (r"selector_.unregister_fd\(socket_.fd\(\)\);$", "The old registration is removed."),
    (r"register_fd\(socket_", "The new registration says which function the loop calls next."),
    (r"\(this->\*next\)\(\)",
     "The loop has called this lambda. It needs a try of its own: an exception must not leave through the loop."),
    (r"socket_.close", "The connection is closed."),
    (r"std::exchange\(done_", "Whoever asked for the page is called back."),
    (r"page_\.error", "The reason becomes the page's error."),
]


def piece_of_a_page(r, s):
    for pattern, sentence in sentences:
        if re.search(pattern, s.text):
            in_lambda = s.function.endswith("operator()")
            return sentence if not in_lambda or "->*next" in s.text else None
    return None


stops = [
    ("fetch_all.cpp", "AsyncRequest& request = requests.emplace_back(", request_begins),
    ("fetch_all.cpp", "request.process(", request_is_begun),
    ("selector.cpp", "int count = backend_ == Backend::poll", polls),
    ("selector.cpp", "std::vector<Ready> ready;", polled),
    ("fetch_all.cpp", "if (auto callback = selector.callback_of(ready)) callback();", calls),
    ("fetch.cpp", None, piece_of_a_page),
    ("fetch_all.cpp", "return pages;", all_done),
]
