// Walks through HTML tag by tag. No tree, no error: whatever bytes come, it ends at the last of them.
// What looks like a tag inside a comment or a script is not one, and nobody but a scanner that knows where it is can
// tell. It follows HTML's tokenizer (13.2.5) so far. A crawler runs no scripts, so what stands in <noscript> counts.
// What stands in <template> does not: it is no part of the page until a script puts it there.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct Tag {
    std::string name;  // lower case
    bool closing = false;
    std::vector<std::pair<std::string, std::string>> attributes;  // names in lower case, values decoded

    std::string_view attribute(std::string_view attribute_name) const;  // empty where there is none
};

class HtmlScanner {
public:
    explicit HtmlScanner(std::string_view html) : rest_(html) {}  // keeps a view: the text must outlive it

    bool next(Tag& tag);       // false at the end
    std::string text() const;  // from the last tag to the one after it, decoded and trimmed

private:
    bool next_of_any(Tag& tag);  // those in a <template> too
    bool skip_markup_that_is_no_tag();
    void skip_comment();
    bool read_attributes(Tag& tag, bool& has_content);
    void skip_raw_text(std::string_view name);
    void skip_script();

    std::string_view rest_;
    int templates_ = 0;  // how many <template> are open
    int foreign_ = 0;    // how many <svg> and <math> are open
};
