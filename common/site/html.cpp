#include "common/site/html.hpp"

namespace site {

std::string escape_html(std::string_view text) {
    std::string escaped;
    for (char c : text) {
        switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            case '\'':
                escaped += "&#39;";
                break;
            default:
                escaped += c;
        }
    }
    return escaped;
}

std::string html_page(std::string_view title, std::string_view body) {
    std::string page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>";
    page += title;
    page += "</title>\n</head>\n<body>\n";
    page += body;
    page += "</body>\n</html>\n";
    return page;
}

const Film& film(int number) { return films()[static_cast<std::size_t>(number - 1)]; }

std::string film_path(int number) { return "/film/" + std::to_string(number); }

std::string film_link(int number) {
    return "<a href=\"" + film_path(number) + "\">" + escape_html(film(number).title) + "</a>";
}

}  // namespace site
