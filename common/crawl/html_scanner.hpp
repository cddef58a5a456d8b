// Walks through HTML tag by tag. No tree, no error: whatever bytes come, it ends at the last of them.
// What looks like a tag inside a comment or a script is not one, and nobody but a scanner that knows where it is can
// tell.
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
    bool skip_markup_that_is_no_tag();
    void read_attributes(Tag& tag);

    std::string_view rest_;
};

std::string decode_entities(std::string_view text);  // &amp; &lt; &gt; &quot; &apos; &nbsp; &#39; &#x27;
