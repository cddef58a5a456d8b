// Follows the article's XPaths while the tags pass by: see movie_page.hpp.
#include "common/crawl/movie_page.hpp"

#include <initializer_list>

#include "common/crawl/html_scanner.hpp"

namespace {

// An element that is open at the scanner's position, with all that a path such as /div/div[1] needs: its name, whether
// its id is "content", which <div> of its parent it is, and how many <div>s it holds so far.
struct Element {
    std::string name;
    bool is_content = false;
    int div_number = 0;
    int divs_inside = 0;
};

struct Step {
    std::string_view name;
    int div_number = 0;  // 0: any
};

// The open elements, from the outermost to the scanner's position.
class Path {
public:
    void enter(const Tag& tag) {
        while (!open_.empty() && closes_by_itself(open_.back().name, tag.name)) open_.pop_back();
        if (is_void(tag.name) || open_.size() >= max_depth) return;
        Element element{tag.name, tag.attribute("id") == "content"};
        if (tag.name == "div" && !open_.empty()) element.div_number = ++open_.back().divs_inside;
        open_.push_back(std::move(element));
    }

    void leave(std::string_view name) {
        for (std::size_t i = open_.size(); i-- > 0;) {
            if (open_[i].name != name) continue;
            open_.resize(i);
            return;
        }
    }

    // Do the innermost open elements match //*[@id="content"]/step/step/...?
    bool ends_with(std::initializer_list<Step> steps) const {
        if (open_.size() <= steps.size()) return false;
        std::size_t i = open_.size() - steps.size();
        if (!open_[i - 1].is_content) return false;
        for (const Step& step : steps) {
            const Element& element = open_[i++];
            if (element.name != step.name || (step.div_number != 0 && element.div_number != step.div_number))
                return false;
        }
        return true;
    }

    std::size_t depth() const { return open_.size(); }

private:
    static constexpr std::size_t max_depth = 256;  // no page of ours is deeper

    static bool is_void(std::string_view name) {
        for (std::string_view known :
             {"br", "img", "input", "link", "meta", "hr", "wbr", "source", "col", "area", "base", "embed", "track"})
            if (name == known) return true;
        return false;
    }

    // HTML lets an <li> or an <a> end where the next begins, and a <p> where a block begins.
    static bool closes_by_itself(std::string_view open, std::string_view next) {
        if (open == "li" || open == "a") return next == open;
        if (open != "p") return false;
        for (std::string_view block : {"p", "div", "ol", "ul", "li", "table", "h1", "h2", "h3", "form"})
            if (next == block) return true;
        return false;
    }

    std::vector<Element> open_;
};

}  // namespace

std::vector<std::string> film_titles(std::string_view html) {
    std::vector<std::string> titles;
    HtmlScanner scanner(html);
    Path path;
    std::size_t film_depth = 0;  // depth of the <li> whose title we have not read yet; 0: none
    for (Tag tag; scanner.next(tag);) {
        if (tag.closing) {
            path.leave(tag.name);
            if (path.depth() < film_depth) film_depth = 0;
            continue;
        }
        path.enter(tag);
        if (tag.name == "li" && path.ends_with({{"div"}, {"div", 1}, {"ol"}, {"li"}})) {
            film_depth = path.depth();
        } else if (film_depth > 0 && tag.name == "span" && tag.attribute("class") == "title") {
            titles.push_back(scanner.text());
            film_depth = 0;
        }
    }
    return titles;
}

std::vector<std::string> pagination_links(std::string_view html) {
    std::vector<std::string> links;
    HtmlScanner scanner(html);
    Path path;
    for (Tag tag; scanner.next(tag);) {
        if (tag.closing) {
            path.leave(tag.name);
            continue;
        }
        path.enter(tag);
        bool is_link = tag.name == "a" && !tag.attribute("href").empty();
        if (is_link && path.ends_with({{"div"}, {"div", 1}, {"div", 2}, {"a"}}))
            links.emplace_back(tag.attribute("href"));
    }
    return links;
}

std::vector<std::string> all_links(std::string_view html) {
    std::vector<std::string> links;
    HtmlScanner scanner(html);
    for (Tag tag; scanner.next(tag);)
        if (!tag.closing && tag.name == "a" && !tag.attribute("href").empty())
            links.emplace_back(tag.attribute("href"));
    return links;
}

std::string base_href(std::string_view html) {
    HtmlScanner scanner(html);
    for (Tag tag; scanner.next(tag);)
        if (!tag.closing && tag.name == "base")
            for (const auto& [name, value] : tag.attributes)
                if (name == "href") return value;
    return "";
}
