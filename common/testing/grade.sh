# Points for the exercises of a student's folder, by the checks of this one. Read in by exercises.sh, as make grade OF=folder.
# From that folder come the files that a reader writes, and nothing else: whoever edits the checks there gains nothing.
# An exercise is worth its number: 1 to 4 points, if all of its checks pass, and otherwise none. (The starters pass some.)
grades=$BUILD/grade

# These turn any bytes into text that may stand between quotes in JSON, or in an attribute or element of XML.
plain() { iconv -c -f UTF-8 -t UTF-8 2> /dev/null | LC_ALL=C tr -d '\000-\010\013-\037\177'; }
json_text() { plain | sed 's/\\/\\\\/g; s/"/\\"/g; s/	/\\t/g' | awk '{ printf "%s%s", separator, $0; separator = "\\n" }'; }
xml_text() { plain | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/"/\&quot;/g'; }

# Prints what a graded file must not contain, because it could turn off the checks that include it.
refuses() { grep -nE '^[[:space:]]*(#|%:|\?\?=)[[:space:]]*(define|undef|include.*(doctest|solutions|checks|\.\.))' "$1"; }

# Copies the student's files of exercise $1 from $OF to where they are compiled. Sets $state if nothing is to be built.
take() {
    state= its_files=$(files_of "$1")
    for its in $its_files; do
        # (A link that leads out of the folder is not the student's file.)
        case $(cd "$OF/${its%/*}" 2> /dev/null && pwd -P)/ in "$(cd "$OF" && pwd -P)"/*) ;; *) state=missing ;; esac
        if [ -n "$state" ] || [ -h "$OF/$its" ] || [ ! -f "$OF/$its" ]; then state=missing && echo "There is no file $its." > "$log"; return; fi
        if refuses "$OF/$its" > "$log.refused"; then
            state=refused
            { echo "$its:$(cat "$log.refused")" && echo "A file to be graded defines no macros, and includes neither solutions nor checks."; } > "$log"
            return
        fi
        mkdir -p "$grades/of/${its%/*}"
        cmp -s "$OF/$its" "$grades/of/$its" || { rm -f "$(program grade "$1")" && cp "$OF/$its" "$grades/of/$its"; }
    done
    # What is untouched need not be built. (make solutions proves that it would fail.)
    [ "$(cd "$OF" && pwd -P)" = "$(pwd -P)" ] && return
    for its in $its_files; do cmp -s "$OF/$its" "$its" && grep -q TODO "$its" || return; done
    state="not begun" && echo "It is as it was given." > "$log"
}

# One at a time: another one would exchange the student's files below this one's compiler.
lock() {
    mkdir -p "$grades"
    echo $$ > "$log.lock" && ln "$log.lock" "$grades/lock" 2> /dev/null && return
    kill -0 "$(cat "$grades/lock")" 2> /dev/null &&
        fail "Another make grade runs in $BUILD, process $(cat "$grades/lock"): wait, or give each a folder, as in make grade BUILD=build/li"
    echo $$ > "$grades/lock" # it was killed
}

grade() {
    OF=${OF:-.}
    there_is_one "$1"
    list=$(all "$1")
    ls "$OF"/[0-9][0-9]_*/exercises > /dev/null 2>&1 || fail "$OF holds no exercises: name the folder in which the student's $(echo "$list" | head -n 1) is, as in make grade OF=students/li"
    lock
    trap 'rm -f "$log"* "$grades/lock"' EXIT
    rm -f "$grades/results.json" "$grades/junit.xml" # the last student's
    $MAKE -s doctest || exit 1
    echo "building ..."
    programs=
    for f in $list; do
        take "$f"
        [ -n "$state" ] || programs="$programs $(program grade "$f")"
    done
    [ -z "$programs" ] || $MAKE -s -k $programs > /dev/null 2>&1

    score=0 all_points=0 count=0 failures=0
    : > "$log.json"
    : > "$log.xml"
    for f in $list; do
        take "$f"
        limit_for "$f"
        if [ -z "$state" ]; then try "$(program grade "$f")" "$f"; explain | sed "s|$grades/of/||g" > "$log.output"; else cp "$log" "$log.output"; fi
        id=$(id_of "$f") name=$(name_of "$f") points=0 worth=$(name_of "$f" | cut -c 1)
        [ "$state" = done ] && points=$worth
        score=$((score + points)) all_points=$((all_points + worth)) count=$((count + 1))
        printf '%s  %-28s %s / %s  %s\n' "$id" "$name" "$points" "$worth" "$state"
        text=$({ echo "$state"; cat "$log.output"; } | json_text)
        printf '%s    {"number": "%s", "name": "%s", "score": %s, "max_score": %s, "output": "%s"}' \
            "$([ $count -eq 1 ] || echo ,)
" "$id" "$name" "$points" "$worth" "$text" >> "$log.json"
        if [ "$state" = done ]; then echo "    <testcase classname=\"${f%%/*}\" name=\"$name\"/>" >> "$log.xml"
        else
            failures=$((failures + 1))
            { printf '    <testcase classname="%s" name="%s"><failure message="%s">' "${f%%/*}" "$name" "$state"
              xml_text < "$log.output"
              echo '</failure></testcase>'; } >> "$log.xml"
        fi
    done
    { printf '{\n  "score": %s,\n  "tests": [' "$score" && cat "$log.json" && printf '\n  ]\n}\n'; } > "$grades/results.json" || exit 1
    { echo '<?xml version="1.0" encoding="UTF-8"?>'
      echo "<testsuites><testsuite name=\"exercises\" tests=\"$count\" failures=\"$failures\">"
      cat "$log.xml" && echo '</testsuite></testsuites>'; } > "$grades/junit.xml" || exit 1
    echo
    echo "$score of $all_points points; for Gradescope: $grades/results.json, as JUnit: $grades/junit.xml"
}
