#!/bin/sh
# Checks that what the pages name exists: links and their anchors, paths, programs, make's targets, and in errata.md the
# names of tests. `make texts` calls it from the top folder: common/testing/check_links.sh README.md ...
LC_ALL=C
export LC_ALL
tab=$(printf '\t')

# Prints what a page names, one per line: the kind, page and line, the value, and for a test its file.
names_in() {
    awk '
        function say(kind, value) { print kind "\t" FILENAME ":" start "\t" value }

        # The first target of each make in a command line.
        function targets(text,   n, i, words) {
            sub(/ #.*/, "", text)
            while (match(text, /(^|[ ;&(])make +[^;&|#)]*/)) {
                n = split(substr(text, RSTART, RLENGTH), words, " ")
                text = substr(text, RSTART + RLENGTH)
                for (i = 1; i <= n && words[i] ~ /^[;&(]*make$|=|^-/;) i++
                if (i <= n && words[i] ~ /^[a-z][a-z0-9_-]*$/) say("make", words[i])
            }
        }
        function paths(text,   n, i, words) {
            n = split(text, words, /[^A-Za-z0-9_.\/:=-]+/)
            for (i = 1; i <= n; i++) {
                sub(/[.:]+$|:[0-9]+$/, "", words[i])
                sub(/^(\.?\.\/)+/, "", words[i])
                sub(/^build\/(thread|address|clang)\//, "build/", words[i])
                if (words[i] ~ /^(0[0-9]_[a-z_]+|common|docs|\.ci|\.devcontainer)\/./) say("path", words[i])
                if (words[i] ~ /^build\/[a-z0-9_\/]+$/) say("make", words[i])
            }
        }
        function links(text) {
            gsub(/`[^`]*`/, "", text)
            for (; match(text, /\]\([^) ]+\)/); text = substr(text, RSTART + RLENGTH))
                say("link", substr(text, RSTART + 2, RLENGTH - 3))
        }
        # After a link to a file of tests, everything in backticks is the name of a test, up to the next link.
        function tests(text,   file, list, n, i, parts) {
            while (match(text, /\]\([^)]*(_test|crawler_contract)\.cpp\)/)) {
                file = substr(text, RSTART + 2, RLENGTH - 3)
                text = substr(text, RSTART + RLENGTH)
                list = match(text, /\]\(/) ? substr(text, 1, RSTART) : text
                n = split(list, parts, "`")
                for (i = 2; i <= n; i += 2) say("test", parts[i] "\t" file)
            }
        }
        # The end of a paragraph, of an item of a list, or of a row of a table.
        function flush(   n, i, parts) {
            gsub(/ *\n */, " ", item)
            links(item)
            if (FILENAME ~ /errata/) tests(item)
            n = split(item, parts, "`")
            for (i = 2; i <= n; i += 2) targets(parts[i])
            item = ""
        }
        /^```/ { flush(); fence = !fence; next }
        /^ *$|^ *(-|[0-9]+\.) |^[|#]/ && !fence { flush() }
        /^ *$/ { next }
        item == "" { start = FNR }
        { paths($0) }
        fence || (item == "" && /^    /) { targets($0); next }  # code
        { item = item $0 "\n" }
        END { flush() }
    ' "$1"
}

# Prints the anchors of a page, as GitHub makes them from its headings.
anchors_of() {
    awk '
        /^```/ { fence = !fence }
        /^#+ / && !fence {
            sub(/^#+ +/, "")
            gsub(/\]\([^)]*\)/, "")
            gsub(/[]!"#$%&\047()*+,.\/:;<=>?@[\\^`{|}~]/, "")
            gsub(/：|，|。|、|；|？|！|（|）|“|”|《|》|…/, "")
            gsub(/ /, "-")
            $0 = tolower($0)
            print $0 (seen[$0]++ ? "-" seen[$0] - 1 : "")
        }' "$1"
}

status=0
wrong() { echo "$1: $2"; status=1; }
# All headings, one "page#anchor" per line. (Collected once: starting a program for each link would take minutes.)
headings=$(for page in "$@"; do anchors_of "$page" | sed "s|^|$page#|"; done)
has_heading() {
    case "
$headings
" in *"
$1
"*) true ;; *) false ;; esac
}
# docs/../01_blocking/README.md is 01_blocking/README.md.
without_dots() {
    short=${1#./}
    while case $short in ?*/../*) true ;; *) false ;; esac; do
        before=${short%%/../*} after=${short#*/../}
        case $before in */*) short=${before%/*}/$after ;; *) short=$after ;; esac
    done
}
# What a class gets (make handout) has no solutions and no CI. There, links to them are not checked.
ls -d [0-9][0-9]_*/solutions > /dev/null 2>&1 && is_handout= || is_handout=yes
is_left_out() {
    case $1 in solutions | solutions/* | */solutions | */solutions/* | *.ci/* | *.github/*) [ -n "$is_handout" ] ;; *) false ;; esac
}

named=$(for page in "$@"; do names_in "$page"; done)
while IFS="$tab" read -r kind where value file; do
    page=${where%:*}
    case $page in */*) folder=${page%/*} ;; *) folder=. ;; esac
    is_left_out "$value" && continue
    case $kind in
        path) [ -e "$value" ] || wrong "$where" "there is no $value" ;;
        test) grep -qF "(\"$value\")" "$folder/$file" || wrong "$where" "no test of $file is called '$value'" ;;
        link)
            case $value in http://* | https://* | mailto:*) continue ;; esac
            target=${value%%#*}
            if [ -n "$target" ]; then without_dots "$folder/$target"; else short=$page; fi
            [ -e "$short" ] || { wrong "$where" "there is no $short"; continue; }
            case $value in *'#step='*) ;; *'#'*) has_heading "$short#${value#*#}" || wrong "$where" "there is no heading $value" ;; esac ;;
    esac
done <<END
$named
END

# Ask make which targets exist.
targets=$(echo "$named" | awk -F "$tab" '$1 == "make" && !seen[$3]++ { print $3 }')
missing=$(${MAKE:-make} -n -k $targets 2>&1 > /dev/null | sed -n "s/.*No rule to make target [\`']\([^']*\)'.*/\1/p")
for target in $missing; do
    wrong "$(echo "$named" | awk -F "$tab" -v target="$target" '$1 == "make" && $3 == target { print $2; exit }')" "make cannot make $target"
done

echo "$named" | awk -F "$tab" '{ count[$1]++ } END { printf "%d links, %d paths, %d programs and targets of make, %d names of tests\n",
    count["link"], count["path"], count["make"], count["test"] }'
exit $status
