#!/bin/sh
# Checks that each NAME.zh-CN.md still says what its NAME.md says, as far as a program can see: `make texts` calls it.
# Of each section, from one heading to the next, these must be equal: the heading's depth, code blocks, what stands in
# backticks, where links lead, the shape of tables, lists and <details>. And each section of the Chinese page holds, in
# a comment, the checksum that the English section had when it was translated: if that differs, it is stale.
#   check_translation.sh              checks every page that must have a Chinese one
#   check_translation.sh PAGE...      checks NAME.md against NAME.zh-CN.md
#   check_translation.sh stamp PAGE   notes that NAME.zh-CN.md has been brought up to date
LC_ALL=C
export LC_ALL
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

# Splits a page into files $2.00, $2.01, ..., one for each section; the first line of the page, with the link to the
# other language, and the checksums are left out. A # in a code block begins no heading.
split() {
    awk -v name="$2" '
        function start() { file = sprintf("%s.%02d", name, n++); printf "" > file }
        BEGIN { start() }
        NR == 1 { next }
        /^```/ { fence = !fence }
        /^#+ / && !fence { close(file); start() }
        /^<!-- [0-9]+ -->$/ { next }
        { print > file }' "$1"
}

# What must be equal in both languages, one thing a line, in order. The caller sorts what stands in backticks,
# because the order of words differs between languages.
shape() {
    awk '
        function flush(   n, i, parts, text) {
            gsub(/ *\n */, " ", item)
            text = item
            n = split(text, parts, "`")
            for (i = 2; i <= n; i += 2) print "  span " parts[i]
            gsub(/`[^`]*`/, "", text)
            for (; match(text, /\]\([^) ]+\)/); text = substr(text, RSTART + RLENGTH)) {
                link = substr(text, RSTART + 2, RLENGTH - 3)
                sub(/\.zh-CN\.md/, ".md", link)
                if (link !~ /^http|#step=/) sub(/#.*/, "#", link)
                print "  link " link
            }
            item = ""
        }
        /^```/ { flush(); fence = !fence; print "code " $0; next }
        fence { print "code " $0; next }
        /^ *$/ { flush(); blank = 1; next }
        /^    / && blank { flush(); print "code " $0; next }
        { blank = 0 }
        /^#+ / { flush(); sub(/ .*/, ""); print "heading " $0; next }
        /^\|/ { flush(); row = $0; gsub(/`[^`]*`/, "", row); print "row of " gsub(/\|/, "", row); item = $0 "\n"; next }
        /^ *- / { flush(); print "item" }
        /^ *[0-9]+\. / { flush(); print "numbered item" }
        /^</ { tags = $0; gsub(/>[^<]+</, "><", tags); sub(/>[^<>]+$/, ">", tags); print "tags " tags }
        { item = item $0 "\n" }
        END { flush() }' "$1"
}
sorted_shape() { shape "$1" | awk '/^  / { print | "sort"; next } { close("sort"); print } END { close("sort") }'; }
sum_of() { cksum < "$1" | cut -d ' ' -f 1; }
heading_of() { sed -n '1s/^#* *//p' "$1"; }
chinese_of() { echo "${1%.md}.zh-CN.md"; }

check() {
    english=$1 chinese=$(chinese_of "$1")
    [ -f "$chinese" ] || { echo "$english: there is no $chinese"; return 1; }
    rm -f "$folder"/*
    wrong=0
    say() { echo "$1"; wrong=1; }
    [ "$(sed -n 1p "$english")" = "[中文]($(basename "$chinese"))" ] || say "$english:1: must be [中文]($(basename "$chinese"))"
    [ "$(sed -n 1p "$chinese")" = "[English]($(basename "$english"))" ] || say "$chinese:1: must be [English]($(basename "$english"))"
    split "$english" "$folder/en"
    split "$chinese" "$folder/zh"
    awk '/^```/ { fence = !fence } /^#+ / && !fence { if (n++) print sum; sum = "none" }
         /^<!-- [0-9]+ -->$/ { sum = $2 } END { print sum }' "$chinese" > "$folder/sums"
    for section in "$folder"/en.*; do
        number=${section##*.}
        other=$folder/zh.$number
        [ -f "$other" ] || { say "$chinese: the section '$(heading_of "$section")' is missing"; break; }
        sorted_shape "$section" > "$folder/a"
        sorted_shape "$other" > "$folder/b"
        if ! cmp -s "$folder/a" "$folder/b"; then
            say "$chinese: '$(heading_of "$other")' differs from '$(heading_of "$section")' in $english (< English, > Chinese):"
            diff "$folder/a" "$folder/b" | grep '^[<>]' | head -n 6
        fi
        [ "$number" = 00 ] && continue
        [ "$(sed -n "$((${number#0}))p" "$folder/sums")" = "$(sum_of "$section")" ] ||
            say "$chinese: '$(heading_of "$other")' is stale: '$(heading_of "$section")' in $english has changed"
        last=$number
    done
    for other in "$folder"/zh.*; do
        [ -f "$folder/en.${other##*.}" ] || say "$chinese: '$(heading_of "$other")' is in no section of $english"
    done
    return $wrong
}

# Writes each English section's checksum below the Chinese heading.
stamp() {
    chinese=$(chinese_of "$1")
    split "$1" "$folder/en"
    for section in "$folder"/en.*; do sum_of "$section"; done > "$folder/sums"
    awk -v sums="$folder/sums" '
        BEGIN { getline sum < sums }
        /^<!-- [0-9]+ -->$/ { next }
        { print }
        /^```/ { fence = !fence }
        /^#+ / && !fence { getline sum < sums; print "<!-- " sum " -->" }' "$chinese" > "$folder/stamped" &&
        cp "$folder/stamped" "$chinese"
}

if [ "$1" = stamp ]; then shift && for page in "$@"; do stamp "$page"; done && exit; fi
[ $# -gt 0 ] || set -- README.md [0-9][0-9]_*/README.md [0-9][0-9]_*/*/README.md common/README.md docs/[!.]*.md
status=0 count=0
for page in "$@"; do
    case $page in *.zh-CN.md) continue ;; esac
    count=$((count + 1))
    check "$page" || status=1
done
echo "$count pages in two languages"
exit $status
