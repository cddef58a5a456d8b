// Fuzzes how chapter 03's processes talk (03_processes/frame): the input is what the other process sends.
// The oracle: a frame or a page that is sent and received is the same. Garbage yields a value, nothing, or an
// exception, at once and without more memory than the bytes justify. Half a frame yields nothing.
#include "frame.hpp"

#include <sys/socket.h>

#include <exception>
#include <string>

#include "common/testing/fuzz/require.hpp"

namespace {

struct Pair {
    Pair() {
        int ends[2];
        require(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0, "there is a socket pair");
        near = Socket(ends[0]);
        far = Socket(ends[1]);
        set_non_blocking(ends[0]);
        set_non_blocking(ends[1]);
    }
    Socket near, far;
};

bool same(const Page& a, const Page& b) {
    return a.error == b.error && a.response.status == b.response.status && a.response.fields == b.response.fields &&
           a.response.body == b.response.body;
}

// A page made from the input: each of its parts gets some bytes.
Page page_of(std::string_view input) {
    auto take = [&](std::size_t most) {
        std::string part(input.substr(0, most));
        input.remove_prefix(part.size());
        return part;
    };
    Page page;
    std::string sizes = take(3);
    sizes.resize(3, '\0');
    page.error = take(static_cast<unsigned char>(sizes[0]) % 16);
    page.response.status = sizes[1];
    for (int left = sizes[2] % 4; left > 0; --left) {
        std::string name = take(static_cast<unsigned char>(sizes[1]) % 8);
        page.response.fields.emplace_back(name, take(5));
    }
    page.response.body = input;
    return page;
}

void check_there_and_back(std::string_view input) {
    const Page page = page_of(input);
    const std::string packed = pack(page);
    require(same(unpack({}, packed), page), "a page comes back the same");
    Pair pair;
    send_frame(pair.near, packed);
    send_frame(pair.near, input);
    require(receive_frame(pair.far) == packed, "a frame comes back the same");
    require(receive_frame(pair.far) == input, "the next frame comes back the same");
}

// The input as a stream of frames, up to its end.
void check_stream(std::string_view input) {
    Pair pair;
    send_all(pair.near, input, Deadline::max());
    pair.near.close();
    try {
        std::size_t taken = 0;
        while (auto frame = receive_frame(pair.far)) {
            taken += sizeof(std::uint64_t);
            require(input.substr(std::min(taken, input.size())).starts_with(*frame),
                    "a frame holds the bytes that were sent");
            taken += frame->size();
        }
        require(taken <= input.size(), "the frames are no longer than what was sent");
    } catch (const std::exception&) {}
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > 16 * 1024) return 0;  // what a socket pair holds while nobody reads
    std::string_view input = as_text(data, size);
    check_there_and_back(input);
    check_stream(input);
    try {
        Page page = unpack({}, input);
        require(same(unpack({}, pack(page)), page), "what was accepted comes back the same");
    } catch (const std::exception&) {}
    return 0;
}
