// For chapters 05 to 08: keeps each host's addresses, because a lookup blocks, and the loop stands still meanwhile.
#pragma once

#include <map>
#include <string>

#include "common/socket.hpp"
#include "common/url.hpp"

class Resolver {
public:
    const std::vector<Address>& operator()(const Url& url) {  // throws what resolve() throws
        auto found = addresses_.find(url.authority());
        if (found == addresses_.end()) found = addresses_.emplace(url.authority(), resolve(url.host, url.port)).first;
        return found->second;
    }

private:
    std::map<std::string, std::vector<Address>> addresses_;
};
