// The labels, and the loop around iconv(): see charset.hpp.
#include "common/crawl/charset.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>
#include <stdexcept>

#include "common/url.hpp"

namespace {

// The labels of the WHATWG's Encoding Standard (all but those of "replacement"), reduced to their letters and digits.
struct Charset {
    std::string_view name, labels;
};
constexpr Charset charsets[] = {
    {"UTF-8", "utf8 unicode11utf8 unicode20utf8 xunicode20utf8"},
    {"UTF-16LE", "utf16 utf16le ucs2 iso10646ucs2 unicode csunicode unicodefeff"},
    {"UTF-16BE", "utf16be unicodefffe"},
    {"GB18030", "gbk gb2312 gb18030 gb231280 xgbk chinese csgb2312 isoir58 csiso58gb231280"},
    {"BIG5-HKSCS", "big5 big5hkscs cnbig5 xxbig5 csbig5"},
    {"CP932", "shiftjis sjis xsjis mskanji ms932 windows31j csshiftjis"},
    {"EUC-JP", "eucjp xeucjp cseucpkdfmtjapanese"},
    {"ISO-2022-JP", "iso2022jp csiso2022jp"},
    {"CP949", "euckr ksc5601 ksc56011987 ksc56011989 korean windows949 isoir149 cseuckr csksc56011987"},
    {"CP1252",
     "windows1252 cp1252 xcp1252 iso88591 iso885911987 latin1 l1 csisolatin1 isoir100 ibm819 cp819 ascii "
     "usascii ansix341968 xuserdefined"},
    {"CP1250", "windows1250 cp1250 xcp1250"},
    {"CP1251", "windows1251 cp1251 xcp1251"},
    {"CP1253", "windows1253 cp1253 xcp1253"},
    {"CP1254", "windows1254 cp1254 xcp1254 iso88599 iso885991989 latin5 l5 csisolatin5 isoir148"},
    {"CP1255", "windows1255 cp1255 xcp1255"},
    {"CP1256", "windows1256 cp1256 xcp1256"},
    {"CP1257", "windows1257 cp1257 xcp1257"},
    {"CP1258", "windows1258 cp1258 xcp1258"},
    {"CP874", "windows874 dos874 tis620 iso885911"},
    {"CP866", "ibm866 cp866 866 csibm866"},
    {"ISO-8859-2", "iso88592 iso885921987 latin2 l2 csisolatin2 isoir101"},
    {"ISO-8859-3", "iso88593 iso885931988 latin3 l3 csisolatin3 isoir109"},
    {"ISO-8859-4", "iso88594 iso885941988 latin4 l4 csisolatin4 isoir110"},
    {"ISO-8859-5", "iso88595 iso885951988 cyrillic csisolatincyrillic isoir144"},
    {"ISO-8859-6",
     "iso88596 iso885961987 arabic iso88596e iso88596i csiso88596e csiso88596i ecma114 asmo708 csisolatinarabic "
     "isoir127"},
    {"ISO-8859-7", "iso88597 iso885971987 greek greek8 ecma118 elot928 suneugreek csisolatingreek isoir126"},
    {"ISO-8859-8",
     "iso88598 iso885981988 iso88598e iso88598i csiso88598e csiso88598i hebrew visual logical csisolatinhebrew "
     "isoir138"},
    {"ISO-8859-10", "iso885910 latin6 l6 csisolatin6 isoir157"},
    {"ISO-8859-13", "iso885913"},
    {"ISO-8859-14", "iso885914"},
    {"ISO-8859-15", "iso885915 l9 csisolatin9"},
    {"ISO-8859-16", "iso885916"},
    {"KOI8-R", "koi8r koi8 koi cskoi8r"},
    {"KOI8-U", "koi8u koi8ru"},
    {"MACINTOSH", "macintosh mac xmacroman csmacintosh"},
    {"MAC-CYRILLIC", "xmaccyrillic xmacukrainian"},
};

class Converter {
public:
    explicit Converter(const std::string& charset) : iconv_(::iconv_open("UTF-8", charset.c_str())) {
        if (iconv_ == reinterpret_cast<iconv_t>(-1))
            throw std::runtime_error("charset " + charset + " is not supported");
    }
    ~Converter() { ::iconv_close(iconv_); }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;

    // Converts up to the end of `text` or the first invalid byte, appends the result, and removes what it has read from
    // the front of `text`. At the end, call it with a null view to get the characters that iconv still holds back.
    void convert(std::string_view& text, std::string& result) {
        char* in = const_cast<char*>(text.data());  // iconv() reads only, though its type does not say so
        std::size_t remaining = text.size();
        std::array<char, 4096> buffer;
        bool more = true;
        while (more) {
            char* out = buffer.data();
            std::size_t room = buffer.size();
            more = ::iconv(iconv_, in == nullptr ? nullptr : &in, &remaining, &out, &room) ==
                       static_cast<std::size_t>(-1) &&
                   errno == E2BIG;
            result.append(buffer.data(), out);
        }
        text.remove_prefix(text.size() - remaining);
    }

private:
    iconv_t iconv_;
};

// Returns how many bytes to skip when `text` begins with an invalid character. In a charset with two-byte characters,
// an invalid pair is skipped as a whole, unless its second byte is ASCII: that may be the '<' of a tag.
std::size_t broken_bytes(std::string_view text, std::string_view charset) {
    constexpr std::string_view in_pairs[] = {"GB18030", "BIG5-HKSCS", "CP932", "EUC-JP", "CP949"};
    auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; };
    const bool has_pairs = std::find(std::begin(in_pairs), std::end(in_pairs), charset) != std::end(in_pairs);
    const bool is_pair = has_pairs && byte(0) > 0x80 && byte(0) < 0xFF && byte(1) >= 0x80;
    return std::min<std::size_t>(is_pair || charset.starts_with("UTF-16") ? 2 : 1, text.size());
}

}  // namespace

std::string_view charset_named(std::string_view label) {
    std::string plain = lower(label);
    std::erase_if(plain, [](char c) { return !is_letter(c) && !is_digit(c); });
    for (const Charset& charset : charsets)
        for (std::string_view rest = charset.labels; !rest.empty();) {
            std::string_view known = rest.substr(0, rest.find(' '));
            if (known == plain) return charset.name;
            rest.remove_prefix(std::min(known.size() + 1, rest.size()));
        }
    return {};
}

std::string to_utf8(std::string_view text, std::string_view charset) {
    Converter converter{std::string(charset)};
    std::string result;
    while (!text.empty()) {
        converter.convert(text, result);
        if (text.empty()) break;
        result += "\uFFFD";
        text.remove_prefix(broken_bytes(text, charset));
    }
    std::string_view nothing;
    converter.convert(nothing, result);
    return result;
}
