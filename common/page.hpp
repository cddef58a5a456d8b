// The result for one URL: a response, or an error as text ("connect: Connection refused").
#pragma once

#include <string>

#include "common/http.hpp"

struct Page {
    Url url;
    Response response;
    std::string error = {};

    bool failed() const { return !error.empty(); }
};
