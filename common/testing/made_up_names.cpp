// Replaces the system's getaddrinfo with our own: see made_up_names.hpp.
#include "common/testing/made_up_names.hpp"

#if defined(__GLIBC__) || defined(__APPLE__)
#include <dlfcn.h>

#include <algorithm>
#include <string>
#include <string_view>

extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** result) {
    static auto* of_the_system = reinterpret_cast<decltype(&::getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    const std::string_view host = name == nullptr ? "" : name;
    if (!host.ends_with(".test")) return of_the_system(name, service, hints, result);
    *result = nullptr;
    addrinfo** end = result;
    for (std::size_t dot, begin = 0; (dot = host.find('.', begin)) != host.npos; begin = dot + 1) {
        std::string address(host.substr(begin, dot - begin));
        std::replace(address.begin(), address.end(), '-', address.find("--") == address.npos ? '.' : ':');
        if (int error = of_the_system(address.c_str(), service, hints, end); error != 0) return error;
        while (*end != nullptr) end = &(*end)->ai_next;
    }
    return 0;
}
#endif
