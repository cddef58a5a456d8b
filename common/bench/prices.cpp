// The small prices in `make bench`: a thread, a process, a switch between stacks, a turn of select and poll; and
// parsing on one core and on all cores.
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/epoll.h>
#endif

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <functional>
#include <system_error>
#include <thread>
#include <utility>

#include "common/bench/bench.hpp"
#include "common/bench/measured_run.hpp"
#include "common/crawl/movie_page.hpp"
#include "common/site/content.hpp"
#include "common/socket.hpp"

namespace {

// Returns the nanoseconds that one call takes: the median of 15 batches.
double cost(int calls, const std::function<void()>& work) {
    std::vector<double> batches;
    for (int batch = 0; batch < 15; ++batch) {
        auto start = Clock::now();
        for (int i = 0; i < calls; ++i) work();
        batches.push_back(std::chrono::duration<double, std::nano>(Clock::now() - start).count() / calls);
    }
    return median(std::move(batches));
}

void a_process() {
    pid_t child = ::fork();
    if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (child == 0) ::_exit(0);
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {}
}

// Two stacks that switch back and forth: once with swapcontext, which saves the signal mask with a system call, and
// once with sigsetjmp and siglongjmp, which need not save it.
std::vector<char> stack(256 * 1024);
ucontext_t here, there;
sigjmp_buf jump_here, jump_there;

void switch_for_ever() {
    for (;;) ::swapcontext(&there, &here);
}
void jump_for_ever() {
    if (sigsetjmp(jump_there, 0) == 0) ::swapcontext(&there, &here);  // the first time, return to begin_on_stack
    for (;;)
        if (sigsetjmp(jump_there, 0) == 0) siglongjmp(jump_here, 1);
}
void begin_on_stack(void (*function)()) {
    ::getcontext(&there);
    there.uc_stack.ss_sp = stack.data();
    there.uc_stack.ss_size = stack.size();
    there.uc_link = nullptr;
    ::makecontext(&there, function, 0);
    ::swapcontext(&here, &there);
}

// `count` descriptors for one turn of the loop: copies of a pipe without data, and one pipe with data, which is ready.
struct IdleDescriptors {
    std::vector<Socket> owned;
    std::vector<pollfd> entries;
    explicit IdleDescriptors(std::size_t count) {
        auto make_pipe = [&] {
            int ends[2];
            if (::pipe(ends) < 0) throw std::system_error(errno, std::generic_category(), "pipe");
            for (int end : ends) owned.emplace_back(end);
            return ends[0];
        };
        int idle = make_pipe();
        for (std::size_t i = 0; i + 1 < count; ++i) {
            owned.emplace_back(::dup(idle));
            if (!owned.back().is_open()) throw std::system_error(errno, std::generic_category(), "dup");
            entries.push_back({owned.back().fd(), POLLIN, 0});
        }
        entries.push_back({make_pipe(), POLLIN, 0});
        if (::write(owned.back().fd(), "x", 1) != 1) throw std::system_error(errno, std::generic_category(), "write");
    }
};

double turn_of_poll(IdleDescriptors& idle) {
    return cost(200, [&] { ::poll(idle.entries.data(), static_cast<nfds_t>(idle.entries.size()), -1); });
}

double turn_of_select(IdleDescriptors& idle) {  // as a loop must, it fills the set again for each turn
    return cost(200, [&] {
        fd_set readable;
        FD_ZERO(&readable);
        for (const pollfd& entry : idle.entries) FD_SET(entry.fd, &readable);
        ::select(FD_SETSIZE, &readable, nullptr, nullptr, nullptr);
        for (const pollfd& entry : idle.entries)
            if (FD_ISSET(entry.fd, &readable)) return;
    });
}

#ifdef __linux__
double turn_of_epoll(IdleDescriptors& idle) {
    Socket epoll(::epoll_create1(EPOLL_CLOEXEC));
    for (const pollfd& entry : idle.entries) {
        epoll_event event{EPOLLIN, {.fd = entry.fd}};
        ::epoll_ctl(epoll.fd(), EPOLL_CTL_ADD, entry.fd, &event);
    }
    std::vector<epoll_event> events(64);
    return cost(200, [&] { ::epoll_wait(epoll.fd(), events.data(), 64, -1); });
}
#endif

void turns() {
    std::printf("\n### One turn of the loop, with one descriptor ready\n\n");
    std::printf("| descriptors | select, us | poll, us | epoll (Linux), us |\n|---:|---:|---:|---:|\n");
    for (std::size_t count : {10u, 100u, 1000u, 10000u}) {
        if (allow_many_descriptors() < count + 50) {
            std::printf("| %zu | the descriptor limit is %zu |\n", count, allow_many_descriptors());
            break;
        }
        IdleDescriptors idle(count);
        char select_cost[32] = "over FD_SETSIZE", epoll_cost[32] = "-";
        if (idle.owned.back().fd() < FD_SETSIZE)
            std::snprintf(select_cost, sizeof select_cost, "%.1f", turn_of_select(idle) / 1e3);
#ifdef __linux__
        std::snprintf(epoll_cost, sizeof epoll_cost, "%.1f", turn_of_epoll(idle) / 1e3);
#endif
        std::printf("| %zu | %s | %.1f | %s |\n", count, select_cost, turn_of_poll(idle) / 1e3, epoll_cost);
    }
}

}  // namespace

void prices(const std::string& folder) {
    std::printf("\n### What one of them costs\n\n```\n");
    std::printf("thread:    made, run and joined     : %8.1f us\n", cost(200, [] { std::thread([] {}).join(); }) / 1e3);
    std::printf("process:   made, ended and waited for: %7.1f us\n", cost(20, a_process) / 1e3);
    std::fflush(stdout);
    std::printf("%s", run_and_measure({folder + "07_stackless_or_stackful"}).output.c_str());
    begin_on_stack(switch_for_ever);
    double with_mask = cost(100'000, [] { ::swapcontext(&here, &there); }) / 2;
    begin_on_stack(jump_for_ever);
    double without = cost(100'000,
                          [] {
                              if (sigsetjmp(jump_here, 0) == 0) siglongjmp(jump_there, 1);
                          }) /
                     2;
    std::printf(
        "one switch between two stacks: swapcontext %.1f ns, sigsetjmp and siglongjmp %.1f ns (no signal mask)\n```\n",
        with_mask, without);
    turns();
}

void cores() {
    std::vector<std::string> pages;
    for (int i = 0; i < 2500; ++i) pages.push_back(site::list_page(i % site::list_pages + 1));
    const std::size_t all = std::max(1u, std::thread::hardware_concurrency());
    auto parse = [&](std::size_t part, std::size_t parts) {
        for (std::size_t i = part; i < pages.size(); i += parts)
            if (film_titles(pages[i]).size() != site::films_per_page) std::abort();
    };
    auto in_threads = [&](std::size_t parts) {
        std::vector<std::thread> threads;
        for (std::size_t part = 0; part < parts; ++part) threads.emplace_back(parse, part, parts);
        for (std::thread& thread : threads) thread.join();
    };
    auto in_processes = [&](std::size_t parts) {
        std::vector<pid_t> children;
        for (std::size_t part = 0; part < parts; ++part) {
            children.push_back(::fork());
            if (children.back() < 0) throw std::system_error(errno, std::generic_category(), "fork");
            if (children.back() == 0) {
                parse(part, parts);
                ::_exit(0);
            }
        }
        for (pid_t child : children)
            while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {}
    };
    double one = cost(1, [&] { parse(0, 1); }) / 1e6;
    double threads = cost(1, [&] { in_threads(all); }) / 1e6, processes = cost(1, [&] { in_processes(all); }) / 1e6;
    std::printf("\n### Parsing 2,500 pages, on one core and on all %zu\n\n", all);
    std::printf("| | ms | faster |\n|---|---:|---:|\n| one thread | %.1f | 1.0x |\n", one);
    std::printf("| %zu threads | %.1f | %.1fx |\n| %zu processes | %.1f | %.1fx |\n", all, threads, one / threads, all,
                processes, one / processes);
}
