#include "common/site/answer.hpp"

#include "common/site/content.hpp"
#include "common/site/html.hpp"
#include "common/site/linked.hpp"
#include "common/site/trouble.hpp"

namespace site {

namespace {

constexpr std::size_t longest_search = 100;

Reply not_found(std::string_view path) {
    return make_reply(404, html_page("Not found", "<h1>404: not found</h1>\n<p>There is no <code>" + escape_html(path) +
                                                      "</code> here. Try <code>/top250</code>, <code>/s?wd=1</code> "
                                                      "or <code>/</code>.</p>\n"));
}

}  // namespace

Reply answer(const Target& target) {
    if (auto page = list_page_number(target)) return make_reply(200, list_page(*page));
    if (target.path == "/s") {
        std::string_view words = target.parameter("wd");
        if (words.size() <= longest_search) return make_reply(200, search_page(words));
        return make_reply(400, html_page("Too long", "<p>A search takes at most 100 bytes.</p>\n"));
    }
    if (auto reply = trouble(target)) return *reply;
    if (auto reply = linked_page(target.path)) return *reply;
    return not_found(target.path);
}

}  // namespace site
