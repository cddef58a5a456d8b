// Looks each host up once. Where am I? common/, used from chapter 05 on.
// The one idea: a lookup blocks (POSIX has no other), and in a loop it would hold up everybody, so one a host it is.
#pragma once

#include <map>
#include <string>

#include "common/socket.hpp"
#include "common/url.hpp"

class Resolver {
public:
    const Address& operator()(const Url& url) {  // throws what resolve() throws
        auto found = addresses_.find(url.authority());
        if (found == addresses_.end()) found = addresses_.emplace(url.authority(), resolve(url.host, url.port)).first;
        return found->second;
    }

private:
    std::map<std::string, Address> addresses_;
};
