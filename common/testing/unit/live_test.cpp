// Tests of /live: what it records about runs, how large it can grow, and that observing changes nothing.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/site/live/live.hpp"
#include "common/site/process.hpp"
#include "common/socket.hpp"
#include "common/testing/count.hpp"

namespace {

using namespace std::chrono_literals;
using site::Live;
using site::Phase;
using site::Trail;

// Is it JSON? Each function removes one thing from the front of `rest`. Returns whether it was there.
struct JsonReader {
    std::string_view rest;

    bool take(char c) {
        bool found = rest.starts_with(c);
        if (found) rest.remove_prefix(1);
        return found;
    }
    bool number() {
        std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
        rest.remove_prefix(digits);
        return digits > 0;
    }
    bool string() {
        if (!take('"')) return false;
        while (!take('"')) {
            if (rest.empty() || rest[0] < ' ' || rest[0] > '~') return false;
            if (take('\\')) {
                if (rest.size() < 5 || rest.find_first_not_of("0123456789abcdef", 1) < 5 || !take('u')) return false;
                rest.remove_prefix(4);
            } else {
                rest.remove_prefix(1);
            }
        }
        return true;
    }
    bool value() {
        if (take('[')) {
            if (take(']')) return true;
            do {
                if (!value()) return false;
            } while (take(','));
            return take(']');
        }
        if (take('{')) {
            do {
                if (!string() || !take(':') || !value()) return false;
            } while (take(','));
            return take('}');
        }
        return rest.starts_with('"') ? string() : number();
    }
};

bool is_json(std::string_view text) {
    JsonReader reader{text};
    return reader.value() && reader.rest == "\n";
}

// Without the front, which differs each time the site starts.
std::string from_runs(const std::string& json) { return json.substr(json.find("\"runs\"")); }

long change_of(const std::string& json) { return std::stol(json.substr(json.find("\"change\":") + 9)); }

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

Trail accepted_at(Deadline time) {
    Trail trail;
    trail.accepted = time;
    return trail;
}

std::string ask(const Socket& socket, std::string_view target, std::string_view end_of_answer) {
    std::string request = "GET ";
    send_all(socket, (request += target) += " HTTP/1.1\r\nHost: test\r\n\r\n", Clock::now() + 20s);
    std::string answer;
    std::array<char, 8192> buffer;
    while (!answer.ends_with(end_of_answer)) {
        std::size_t size = receive(socket, buffer, Clock::now() + 20s);
        if (size == 0) break;
        answer.append(buffer.data(), size);
    }
    return answer.substr(std::min(answer.size(), answer.find("\r\n\r\n") + 4));
}

std::string events(const site::SiteProcess& practice) {
    return ask(connect_to(resolve("127.0.0.1", practice.port()), Clock::now() + 20s), "/live/events", "]}\n");
}

}  // namespace

TEST_CASE("a connection is a row of phases, and a second request on it makes the row longer") {
    Live live;
    const Deadline start = Clock::now();
    CHECK(from_runs(live.to_json(0, start)) == "\"runs\":[]}\n");
    Trail trail = accepted_at(start);
    live.change(trail, Phase::waiting, "/a", 1, start + 1us);
    live.change(trail, Phase::sending, "/a", 1, start + 100us);
    live.change(trail, Phase::sending, "/a", 1, start + 101us);  // no change
    live.change(trail, Phase::idle, "/a", 0, start + 102us);
    live.change(trail, Phase::waiting, "/b", 1, start + 110us);
    CHECK(from_runs(live.to_json(0, start + 120us)) ==
          "\"runs\":[{\"run\":1,\"program\":\"\",\"now\":120,\"last\":110,\"connections\":1,\"requests\":2,\"in_"
          "flight\":1,\"peak\":1,"
          "\"every\":1,\"rows\":[{\"row\":0,\"target\":\"/b\",\"pieces\":[0,0,1,1,2,100,3,102,1,110]}]}]}\n");
    live.change(trail, Phase::closed, "/b", 0, start + 130us);
    CHECK(has(live.to_json(0, start + 900us), "\"last\":130,\"connections\":1,\"requests\":2,\"in_flight\":0"));
}

TEST_CASE("a page that is lost is marked at the time it was lost, and no other is") {
    // The phases of a connection: 0 accepted, 1 waiting, 2 sending, 3 idle, 4 closed, 5 failed.
    auto phases = [](const std::string& target) {
        site::SiteProcess practice({.delay = 0ms});
        {
            Socket socket = connect_to(resolve("127.0.0.1", practice.port()), Clock::now() + 20s);
            send_all(socket, "GET " + target + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n",
                     Clock::now() + 20s);
            std::array<char, 64 * 1024> buffer;
            try {
                receive(socket, buffer, Clock::now() + (target == "/stall" ? 50ms : 20s));
                while (receive(socket, buffer, Clock::now() + 20s) > 0) {}
            } catch (const std::exception&) {  // reset, or given up
            }
        }
        std::string json, found;
        do json = events(practice);
        while (!has(json, "\"in_flight\":0"));
        const std::size_t begin = json.find("\"pieces\":[") + 10;
        std::string_view pieces = std::string_view(json).substr(begin, json.find(']', begin) - begin);
        for (bool is_phase = true; !pieces.empty(); is_phase = !is_phase) {
            const std::size_t end = std::min(pieces.find(','), pieces.size());
            if (is_phase) found += pieces.substr(0, end);
            pieces.remove_prefix(std::min(end + 1, pieces.size()));
        }
        return found;
    };
    CHECK(phases("/top250") == "0124");
    CHECK(phases("/close") == "0124");
    CHECK(phases("/no-such-page") == "01254");
    CHECK(phases("/status/500") == "01254");
    CHECK(phases("/truncated") == "01254");
    CHECK(phases("/reset") == "01254");
    CHECK(phases("/garbage") == "01254");
    CHECK(phases("/stall") == "012154");
}

TEST_CASE("a run has the name of the program that sent the requests, if it is known") {
    auto program_of = [](const std::vector<std::string>& user_agents) {
        site::SiteProcess practice({.delay = 0ms});
        for (const std::string& name : user_agents) {
            Socket socket = connect_to(resolve("127.0.0.1", practice.port()), Clock::now() + 20s);
            send_all(socket, "GET / HTTP/1.1\r\nHost: test\r\nUser-Agent: " + name + "\r\n\r\n", Clock::now() + 20s);
            std::array<char, 64 * 1024> buffer;
            receive(socket, buffer, Clock::now() + 20s);
        }
        const std::string json = events(practice);
        const std::size_t begin = json.find("\"program\":") + 10;
        return json.substr(begin, json.find(",\"now\"", begin) - begin);
    };
    CHECK(program_of({"async-from-scratch/1.0 (02_threads)"}) == "\"02_threads\"");
    CHECK(program_of({"async-from-scratch/1.0", "curl/8.0 (x)"}) == "\"\"");
    CHECK(program_of({"async-from-scratch/1.0 (a)", "async-from-scratch/1.0 (b)", "async-from-scratch/1.0 (c)"}) ==
          "\"a, ...\"");
}

TEST_CASE("a connection without a request is not shown") {
    Live live;
    Trail trail;
    live.change(trail, Phase::closed, "", 0, Clock::now());
    CHECK(from_runs(live.to_json(0, Clock::now())) == "\"runs\":[]}\n");
}

TEST_CASE("an answer holds what has changed since the one before") {
    Live live;
    const Deadline start = Clock::now();
    Trail first = accepted_at(start);
    Trail second = accepted_at(start);
    live.change(first, Phase::waiting, "/a", 1, start);
    live.change(second, Phase::waiting, "/b", 2, start);
    const long seen = change_of(live.to_json(0, start));
    CHECK(from_runs(live.to_json(seen, start)) == "\"runs\":[]}\n");
    live.change(second, Phase::sending, "/b", 2, start);
    const std::string news = live.to_json(seen, start);
    CHECK(has(news, "\"/b\""));
    CHECK_FALSE(has(news, "\"/a\""));
    CHECK(has(live.to_json(0, start), "\"/a\""));
}

TEST_CASE("a silence ends a run, and only the latest runs are kept") {
    Live live;
    Deadline now = Clock::now();
    Trail kept = accepted_at(now);
    for (int run = 1; run <= 20; ++run) {
        now += Live::silence + 1us;
        for (int i = 0; i < 3; ++i) {  // shorter pauses do not end it
            live.change(kept, Phase::waiting, "/a", 1, now += Live::silence / 2);
            live.change(kept, Phase::idle, "/a", 0, now += 1us);
        }
    }
    const std::string json = live.to_json(0, now);
    CHECK(is_json(json));
    CHECK(count(json, "\"run\":") == Live::most_runs);
    CHECK(has(json, "\"run\":20"));
    CHECK_FALSE(has(json, "\"run\":12,"));
    CHECK(count(json, "\"connections\":1,\"requests\":3,\"in_flight\":0,\"peak\":1") == Live::most_runs);

    Trail slow = accepted_at(now);
    live.change(slow, Phase::waiting, "/slow", 1, now + 1h);
    live.change(kept, Phase::waiting, "/a", 2, now + 2h);  // no silence: one was in flight all the time
    CHECK(has(live.to_json(0, now + 2h), "\"run\":21,"));
    CHECK_FALSE(has(live.to_json(0, now + 2h), "\"run\":22,"));
}

TEST_CASE("ten thousand connections at once are counted, and the answer stays small") {
    Live live;
    const Deadline start = Clock::now();
    std::vector<Trail> trails(10'000, accepted_at(start));
    const std::string target(5'000, '"');
    long in_flight = 0;
    for (Trail& trail : trails) live.change(trail, Phase::waiting, target, ++in_flight, start + 1ms);
    std::string json = live.to_json(0, start + 2ms);
    CHECK(is_json(json));
    CHECK(has(json, "\"connections\":10000,\"requests\":10000,\"in_flight\":10000,\"peak\":10000,\"every\":64"));
    CHECK(count(json, "\"row\":") == 157);  // 0, 64, 128 ... 9984
    CHECK(json.size() < 100'000);
    for (Trail& trail : trails) live.change(trail, Phase::closed, target, --in_flight, start + 3ms);
    json = live.to_json(0, start + 1s);
    CHECK(has(json, "\"last\":3000,\"connections\":10000,\"requests\":10000,\"in_flight\":0,\"peak\":10000"));
}

TEST_CASE("a hundred thousand requests on kept connections do not make it large either") {
    Live live;
    Deadline now = Clock::now();
    for (std::size_t connections : {1u, 8u, 200u}) {
        now += 1h;
        std::vector<Trail> trails(connections, accepted_at(now));
        for (std::size_t i = 0; i < 100'000; ++i) {
            Trail& trail = trails[i % connections];
            live.change(trail, Phase::waiting, "/a", 1, now += 1us);
            live.change(trail, Phase::sending, "/a", 1, now += 1us);
            live.change(trail, Phase::idle, "/a", 0, now += 1us);
        }
    }
    const std::string json = live.to_json(0, now);
    CHECK(is_json(json));
    CHECK(json.size() < 3 * 100'000);
    CHECK(count(json, "\"requests\":100000,") == 3);
    CHECK(count(json, "\"row\":") == 209);
}

TEST_CASE("no target can break the JSON") {
    Live live;
    Trail trail;
    live.change(trail, Phase::waiting, "/\"}]</script>\\\n\x1b\xff\xe7", 1, Clock::now());
    const std::string json = live.to_json(0, Clock::now());
    CHECK(is_json(json));
    CHECK(has(json, "/\\u0022}]</script>\\u005c\\u000a\\u001b\\u00ff\\u00e7"));
}

TEST_CASE("the site reports what happens, and does not count observers") {
    site::Config config;
    config.delay = 0ms;
    site::SiteProcess practice(config);
    Socket browser = connect_to(resolve("127.0.0.1", practice.port()), Clock::now() + 20s);
    CHECK(has(ask(browser, "/live", "</html>\n"), "/live/events"));
    CHECK(from_runs(ask(browser, "/live/events?since=0", "]}\n")) == "\"runs\":[]}\n");
    CHECK(from_runs(events(practice)) == "\"runs\":[]}\n");
    CHECK(practice.stats().accepted == 0);
    CHECK(practice.stats().open == 0);

    // Then the same browser opens a page, and reuses its connection.
    ask(browser, "/top250", "</html>\n");
    std::string json = ask(browser, "/live/events", "]}\n");
    CHECK(is_json(json));
    CHECK(has(json, "\"connections\":1,\"requests\":1,\"in_flight\":0,\"peak\":1,\"every\":1"));
    CHECK(count(json, "\"row\":") == 1);
    CHECK(has(json, "\"target\":\"/top250\",\"pieces\":[1,0,2,"));  // and no idle hour before it
    site::Stats stats = practice.stats();
    CHECK(stats.accepted == 1);
    CHECK(stats.open == 1);
    CHECK(stats.requests == 1);
    CHECK(stats.peak_in_flight == 1);
    CHECK(stats.requests_per_url == std::map<std::string, long>{{"/top250", 1}});
    browser.close();
    for (int i = 0; i < 1000 && practice.stats().open > 0; ++i) continue;
    CHECK(practice.stats().open == 0);
}

TEST_CASE("the site reports how many requests were in flight at once") {
    site::Config config;
    config.delay = 0ms;
    config.hold = 3;
    site::SiteProcess practice(config);
    std::vector<Socket> sockets;
    for (int i = 0; i < 3; ++i) {
        sockets.push_back(connect_to(resolve("127.0.0.1", practice.port()), Clock::now() + 20s));
        send_all(sockets.back(), "GET /s?wd=1 HTTP/1.0\r\n\r\n", Clock::now() + 20s);
    }
    std::array<char, 8192> buffer;
    for (const Socket& socket : sockets) {
        while (receive(socket, buffer, Clock::now() + 20s) > 0) continue;
    }
    const std::string json = events(practice);
    CHECK(has(json, "\"connections\":3,\"requests\":3,\"in_flight\":0,\"peak\":3,\"every\":1"));
}
