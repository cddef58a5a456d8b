// Reads the command line: see options.hpp.
#include "common/program/options.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <set>
#include <stdexcept>

#include "common/program/report.hpp"

namespace {

std::chrono::milliseconds milliseconds_of(const std::string& value, double unit, double smallest) {
    char* end = nullptr;
    double number = std::strtod(value.c_str(), &end);
    if (value.empty() || *end != '\0' || !std::isfinite(number) || number < smallest || number * unit > 86'400'000)
        throw std::invalid_argument(std::string("takes a number of ") +
                                    (unit > 1 ? "seconds from 0.001 to 86400" : "milliseconds from 0 to 86400000") +
                                    ", not \"" + printable(value) + "\"");
    return std::chrono::milliseconds(std::llround(number * unit));
}

std::vector<Option> common_options(Options& options) {
    auto seconds = [&](const std::string& value) { options.timeout = milliseconds_of(value, 1000, 0.001); };
    return {
        {"--search", "N", "fetch N search pages of the URL's host instead of the film list",
         whole_number(options.search, 1)},
        {"--timeout", "S", "seconds allowed for each page (default 5)", seconds},
        {.name = "--delay",
         .value_name = "MS",
         .help = "milliseconds that our practice site takes for each page (default 100)",
         .set = milliseconds(options.delay),
         .excludes = {"URL"}},
        {.name = "--body",
         .help = "write only the decoded body of this one URL to standard output",
         .set = turn_on(options.body),
         .excludes = {"--search", "--quiet"}},
        {"--quiet", "", "print only the summary, no titles", turn_on(options.quiet)},
        {"--trace", "FILE", "append what each connection does to FILE, for Perfetto or chrome://tracing",
         [&](const std::string& value) { options.trace = value; }},
        {"--waterfall", "", "draw what each connection did, in the terminal, after the run",
         turn_on(options.waterfall)},
    };
}

Url url_of(const std::string& argument) {
    try {
        return parse_url(argument);
    } catch (const std::invalid_argument& error) {
        throw std::invalid_argument(printable(argument + ": " + error.what()));
    }
}

void check_that_they_go_together(const std::vector<Option>& known, const std::set<std::string>& given) {
    for (const Option& option : known) {
        if (!given.contains(option.name)) continue;
        for (const std::string& other : option.excludes)
            if (given.contains(other))
                throw std::invalid_argument(option.name + " cannot be combined with " +
                                            (other == "URL" ? "a URL" : other));
        if (!option.needs.empty() && !given.contains(option.needs))
            throw std::invalid_argument(option.name + " works only with " + option.needs);
    }
}

}  // namespace

std::function<void(const std::string&)> turn_on(bool& target) {
    return [&target](const std::string&) { target = true; };
}

std::function<void(const std::string&)> whole_number(int& target, int smallest) {
    return [&target, smallest](const std::string& value) {
        int number = 0;
        auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (error != std::errc{} || end != value.data() + value.size() || number < smallest || number > 1'000'000)
            throw std::invalid_argument("takes a whole number from " + std::to_string(smallest) +
                                        " to 1000000, not \"" + printable(value) + "\"");
        target = number;
    };
}

std::function<void(const std::string&)> milliseconds(std::chrono::milliseconds& target) {
    return [&target](const std::string& value) { target = milliseconds_of(value, 1, 0); };
}

Options parse_options(int argc, char** argv, const std::vector<Option>& extras) {
    Options options;
    std::vector<Option> known = common_options(options);
    known.insert(known.end(), extras.begin(), extras.end());
    known.push_back({"--help", "", "", turn_on(options.help)});
    std::set<std::string> given;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        const Option* option = nullptr;
        for (const Option& candidate : known)
            if (candidate.name == argument) option = &candidate;
        if (option == nullptr) {
            if (argument.starts_with("-")) throw std::invalid_argument("there is no option " + printable(argument));
            if (options.url) throw std::invalid_argument("there is more than one URL: " + printable(argument));
            options.url = url_of(argument);
            given.insert("URL");
            continue;
        }
        given.insert(argument);
        std::string value;
        if (!option->value_name.empty()) {
            if (i + 1 == argc)
                throw std::invalid_argument(argument + " needs a value: " + argument + " " + option->value_name);
            value = argv[++i];
        }
        try {
            option->set(value);
        } catch (const std::invalid_argument& error) {
            throw std::invalid_argument(argument + " " + error.what());
        }
        if (options.help) return options;
        if (option->run_instead) options.run_instead = option->run_instead;
    }
    check_that_they_go_together(known, given);
    return options;
}

std::string help_text(const std::string& program, const std::vector<Option>& extras) {
    Options unused;
    std::vector<Option> all = common_options(unused);
    all.insert(all.end(), extras.begin(), extras.end());
    std::string text = "usage: " + program + " [options] [URL]\n\n";
    auto line = [&](const std::string& option, const std::string& meaning) {
        text += "  " + option + std::string(option.size() < 16 ? 16 - option.size() : 1, ' ') + meaning + '\n';
    };
    line("(no URL)", "start the practice site on a free port and crawl its film list");
    for (const Option& option : all) line(option.name + " " + option.value_name, option.help);
    line("--help", "show this help");
    return text;
}
