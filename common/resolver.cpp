// Looks up a host. If it has several addresses, they run a race, and the first to accept a connection wins.
#include "common/resolver.hpp"

#include <poll.h>

using namespace std::chrono;

static Address first_to_accept(const std::vector<Address>& addresses) {
    const Deadline deadline = Clock::now() + 300ms;
    std::vector<Socket> sockets(addresses.size());
    std::vector<pollfd> racing(addresses.size(), {-1, POLLOUT, 0});  // -1 is out of the race, and poll() ignores it
    std::size_t remaining = 0;
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        try {
            sockets[i] = start_connect(addresses[i]);
            racing[i].fd = sockets[i].fd();
            ++remaining;
        } catch (const std::system_error& failure) {
            if (failure.code() == std::errc::too_many_files_open) throw;  // that says nothing about the address
        }
    }
    for (auto time = 300ms; remaining > 0 && time > 0ms; time = ceil<milliseconds>(deadline - Clock::now())) {
        if (::poll(racing.data(), static_cast<nfds_t>(racing.size()), static_cast<int>(time.count())) < 0)
            continue;  // a signal: poll() has looked at nothing
        for (std::size_t i = 0; i < addresses.size(); ++i) {
            if (racing[i].revents == 0) continue;
            try {
                finish_connect(sockets[i]);
                return addresses[i];
            } catch (const std::system_error&) {
                racing[i].fd = -1;
                --remaining;
            }
        }
    }
    return addresses.front();
}

const Address& Resolver::operator()(const Url& url) {
    if (auto found = addresses_.find(url.authority()); found != addresses_.end()) return found->second;
    const std::vector<Address> all = resolve(url.host, url.port);
    const Address chosen = all.size() == 1 ? all.front() : first_to_accept(all);
    return addresses_.emplace(url.authority(), chosen).first->second;
}
