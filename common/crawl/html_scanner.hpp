// Reads HTML tag by tag. It builds no tree and reports no errors: it accepts any bytes.
// Inside a comment or a script, what looks like a tag is not one. To know where it is, the scanner follows HTML's
// tokenizer (13.2.5). It runs no scripts, so the content of a <noscript> counts, and that of a <template> does not: it
// is not part of the page until a script inserts it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct Tag {
    std::string name;  // lower case
    bool closing = false;
    std::vector<std::pair<std::string, std::string>> attributes;  // names in lower case, values decoded

    std::string_view attribute(std::string_view attribute_name) const;  // empty if there is none
};

class HtmlScanner {
public:
    explicit HtmlScanner(std::string_view html) : rest_(html) {}  // keeps a view: the text must outlive the scanner

    bool next(Tag& tag);       // false at the end
    std::string text() const;  // the text between this tag and the next, decoded and trimmed

private:
    bool next_of_any(Tag& tag);  // includes those in a <template>
    bool skip_markup_that_is_no_tag();
    void skip_comment();
    bool read_attributes(Tag& tag, bool& has_content);
    void skip_raw_text(std::string_view name);
    void skip_script();

    std::string_view rest_;
    int templates_ = 0;  // how many <template> are open
    int foreign_ = 0;    // how many <svg> and <math> are open
};
