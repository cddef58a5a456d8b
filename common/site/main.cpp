// build/site: the practice site as a program, for a classroom or a browser.
// A signal handler may do almost nothing. So ours only writes one byte to a pipe, and the site's poll() sees it.
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "common/site/content.hpp"
#include "common/site/site.hpp"
#include "common/site/trouble.hpp"

namespace {

constexpr std::string_view usage = R"(usage: build/site [options]
  --port N          the port to listen on (default 8250; 0: any free port)
  --bind ADDRESS    the address to listen on (default 127.0.0.1: this machine only)
  --delay MS        wait MS milliseconds before each answer (default 100)
  --jitter MS       wait up to MS milliseconds longer, at random (default 0)
  --hold N          answer URLs with a '?' only when N of them are in flight
  --fault N=KIND    make list page N (1 to 10) and search page /s?wd=N fail; may be repeated
  --help            show this help
Open its page /live in a browser to watch each connection.
)";

int stop_writer = -1;

extern "C" void on_stop_signal(int) {
    int saved = errno;  // the interrupted code may still need it
    [[maybe_unused]] ssize_t ignored = ::write(stop_writer, "x", 1);
    errno = saved;
}

std::uint64_t number(std::string_view option, std::string_view text, std::uint64_t most) {
    auto value = site::parse_number(text);
    if (!value || *value > most)
        throw std::invalid_argument(std::string(option) + ": '" + std::string(text) + "' is not a number from 0 to " +
                                    std::to_string(most));
    return *value;
}

std::chrono::milliseconds milliseconds(std::string_view option, std::string_view text) {
    return std::chrono::milliseconds(number(option, text, 3'600'000));
}

site::Config parse_options(const std::vector<std::string_view>& arguments) {
    site::Config config;
    config.port = 8250;
    for (std::size_t i = 0; i < arguments.size(); i += 2) {
        std::string_view option = arguments[i];
        bool known = option == "--port" || option == "--bind" || option == "--delay" || option == "--jitter" ||
                     option == "--hold" || option == "--fault";
        if (!known) throw std::invalid_argument("unknown option '" + std::string(option) + "'; see --help");
        if (i + 1 == arguments.size()) throw std::invalid_argument(std::string(option) + " needs a value; see --help");
        std::string_view value = arguments[i + 1];
        if (option == "--port") config.port = static_cast<std::uint16_t>(number(option, value, 65'535));
        if (option == "--bind") config.bind = value;
        if (option == "--delay") config.delay = milliseconds(option, value);
        if (option == "--jitter") config.jitter = milliseconds(option, value);
        if (option == "--hold") config.hold = static_cast<std::size_t>(number(option, value, 20'000));
        if (option == "--fault") {
            std::size_t equals = value.find('=');
            if (equals == std::string_view::npos)
                throw std::invalid_argument("--fault takes N=KIND, as in 3=reset; see --help");
            int page = static_cast<int>(number("--fault", value.substr(0, equals), site::largest_page_number));
            config.faults[page] = value.substr(equals + 1);
        }
    }
    return config;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string_view> arguments(argv + 1, argv + argc);
    for (std::string_view argument : arguments) {
        if (argument != "--help") continue;
        std::cout << usage << "Kinds: " << site::trouble_kinds() << '\n';
        return 0;
    }
    try {
        site::Site practice(parse_options(arguments));

        int ends[2];
        if (::pipe(ends) < 0) throw std::runtime_error("pipe: no descriptors left");
        Socket reader(ends[0]);
        Socket writer(ends[1]);
        set_non_blocking(reader.fd());
        set_non_blocking(writer.fd());
        stop_writer = writer.fd();
        std::signal(SIGINT, on_stop_signal);
        std::signal(SIGTERM, on_stop_signal);
        std::signal(SIGPIPE, SIG_IGN);

        std::cout << practice.address() << "/  (top250, s?wd=1, stats, live; Ctrl-C ends it)" << std::endl;
        practice.run(reader.fd());
        return 0;
    } catch (const std::invalid_argument& wrong) {
        std::cerr << "site: " << wrong.what() << '\n';
        return 2;
    } catch (const std::exception& error) {
        std::cerr << "site: " << error.what() << '\n';
        auto* system = dynamic_cast<const std::system_error*>(&error);
        if (system && system->code() == std::errc::address_in_use)
            std::cerr << "Another site may be running there. build/site --port 0 takes a port that is free.\n";
        return 1;
    }
}
