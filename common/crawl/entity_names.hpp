// The names of characters, for entities.cpp. A number is a character's code. The name after it belongs to that
// character, and each further name to the next code.
#pragma once

#include <string_view>

// The oldest names: HTML allows them without a ';' at the end.
inline constexpr std::string_view old_names =
    "0x22 quot 0x22 QUOT 0x26 amp 0x26 AMP 0x3C lt 0x3C LT 0x3E gt 0x3E GT 0xA9 COPY 0xAE REG 0xA0 nbsp iexcl cent "
    "pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot "
    "cedil sup1 ordm raquo frac14 frac12 frac34 iquest 0xC0 Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave "
    "Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute "
    "Ucirc Uuml Yacute THORN szlig 0xE0 agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml "
    "igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml "
    "yacute thorn yuml";

// HTML has two thousand newer names. These are the ones from HTML 4, the Latin letters, punctuation, and all that begin
// with an old name: "&parallel;" is not "&para" and "llel;". The code 0 is for two that mean more than one character.
inline constexpr std::string_view new_names =
    "0x09 Tab NewLine 0x21 excl 0x23 num dollar percnt 0x27 apos lpar rpar ast plus comma 0x2E period sol 0x3A colon "
    "semi 0x3D equals 0x3F quest commat 0x5B lsqb bsol rsqb Hat lowbar grave 0x7B lcub verbar rcub 0x100 Amacr amacr "
    "Abreve abreve Aogon aogon Cacute cacute Ccirc ccirc Cdot cdot Ccaron ccaron Dcaron dcaron Dstrok dstrok Emacr "
    "emacr 0x116 Edot edot Eogon eogon Ecaron ecaron Gcirc gcirc Gbreve gbreve Gdot gdot Gcedil 0x124 Hcirc hcirc "
    "Hstrok hstrok Itilde itilde Imacr imacr 0x12E Iogon iogon Idot imath IJlig ijlig Jcirc jcirc Kcedil kcedil "
    "kgreen Lacute lacute Lcedil lcedil Lcaron lcaron Lmidot lmidot Lstrok lstrok Nacute nacute Ncedil ncedil Ncaron "
    "ncaron napos ENG eng Omacr omacr 0x150 Odblac odblac OElig oelig Racute racute Rcedil rcedil Rcaron rcaron "
    "Sacute sacute Scirc scirc Scedil scedil Scaron scaron Tcedil tcedil Tcaron tcaron Tstrok tstrok Utilde utilde "
    "Umacr umacr Ubreve ubreve Uring uring Udblac udblac Uogon uogon Wcirc wcirc Ycirc ycirc Yuml Zacute zacute Zdot "
    "zdot Zcaron zcaron 0x192 fnof 0x2C6 circ 0x2DC tilde 0x391 Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota "
    "Kappa Lambda Mu Nu Xi Omicron Pi Rho 0x3A3 Sigma Tau Upsilon Phi Chi Psi Omega 0x3B1 alpha beta gamma delta "
    "epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega "
    "0x3D1 thetasym upsih 0x3D6 piv 0x2002 ensp emsp 0x2009 thinsp 0x200C zwnj zwj lrm rlm hyphen 0x2013 ndash mdash "
    "horbar 0x2018 lsquo rsquo sbquo 0x201C ldquo rdquo bdquo 0x2020 dagger Dagger bull 0x2026 hellip 0x2030 permil "
    "0x2032 prime Prime 0x2039 lsaquo rsaquo 0x203E oline 0x2044 frasl 0x20AC euro 0x2111 image 0x2116 numero 0x2118 "
    "weierp 0x211C real 0x2122 trade 0x2135 alefsym 0x2190 larr uarr rarr darr harr 0x21B5 crarr 0x21D0 lArr uArr "
    "rArr dArr hArr 0x2200 forall 0x2202 part exist 0x2205 empty 0x2207 nabla isin notin 0x220B ni 0x220F prod 0x2211 "
    "sum minus 0x2217 lowast 0x221A radic 0x221D prop infin 0x2220 ang 0x2227 and or cap cup int 0x2234 there4 0x223C "
    "sim 0x2245 cong 0x2248 asymp 0x2260 ne equiv 0x2264 le ge 0x2282 sub sup nsub 0x2286 sube supe 0x2295 oplus "
    "0x2297 otimes 0x22A5 perp 0x22C5 sdot 0x2308 lceil rceil lfloor rfloor 0x25CA loz 0x2605 starf star 0x2660 "
    "spades 0x2663 clubs 0x2665 hearts diams 0x27E8 lang rang "
    "0x00 notinE 0x00 notindot 0xB7 centerdot 0x2117 copysr 0x2209 notinva 0x220C notni 0x220C notniva 0x2225 "
    "parallel 0x2273 gtrsim 0x2277 gtrless 0x22A0 timesb 0x22B4 ltrie 0x22C7 divideontimes 0x22C9 ltimes 0x22CB "
    "lthree 0x22D6 ltdot gtdot 0x22D7 gtrdot 0x22DB gtreqless 0x22F6 notinvc notinvb 0x22FD notnivc notnivb 0x25C2 "
    "ltrif ltri 0x2976 ltlarr 0x2978 gtrarr 0x2995 gtlPar ltrPar 0x2A30 timesd timesbar 0x2A79 ltcir gtcir ltquest "
    "gtquest 0x2A86 gtrapprox 0x2A8C gtreqqless 0x2AA6 ltcc gtcc";
