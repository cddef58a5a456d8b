// For chapters 05 to 08: one address for each host. A host is looked up once, and the loop stands still meanwhile. If
// its name has several addresses, some of which may be dead, they are then tried side by side. That blocks too, for at
// most 300 ms. If the chosen address dies later, its pages fail: only after forget() is the host looked up again.
#pragma once

#include <map>
#include <string>

#include "common/socket.hpp"
#include "common/url.hpp"

class Resolver {
public:
    // The first address to accept a connection, which is closed at once, or else the first of all. An only address is
    // not tried. Throws what resolve() throws, and std::system_error if there is no descriptor to try with.
    const Address& operator()(const Url& url);
    void forget(const Url& url) { addresses_.erase(url.authority()); }

private:
    std::map<std::string, Address> addresses_;  // by host and port
};
