// What became of one URL: a response, or an error in words ("connect: Connection refused").
#pragma once

#include <string>

#include "common/http.hpp"

struct Page {
    Url url;
    Response response;
    std::string error = {};

    bool failed() const { return !error.empty(); }
};
