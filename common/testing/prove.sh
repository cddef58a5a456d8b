# What make solutions proves about each exercise. Read in by exercises.sh.

# Starter and solution may differ where the starter says TODO (or within a dozen lines of it), and in #include lines.
differ_only_at_todo() {
    diff "$1" "$2" | awk -v starter="$1" '
        BEGIN { while ((getline line < starter) > 0) { n++; if (line ~ /TODO/) todo[n] = 1 } }
        /^[0-9]/ { begin = $0; sub(/[acd,].*/, "", begin); near = 0; end = $0; sub(/[acd].*/, "", end); sub(/.*,/, "", end)
                   for (i = begin - 12; i <= end + 12; i++) if (i in todo) near = 1; next }
        /^[<>]/ && !near && !/^[<>] *(#include.*)?$/ { bad = 1 }
        END { exit bad }'
}

# What a program showed, in one line: its state, and the test case and the sentence (or the bare check) that failed first.
# What was seen may be another number in each run, and so may a port: they become N.
outcome() {
    awk -v state="$state" '
        /^TEST CASE:/ && !error { test = $0; sub(/^TEST CASE: */, "", test) }
        error && (/^=====/ || /^Aborting/ || / ERROR: /) { exit }
        / ERROR: / && !/will translate later/ { error = $0; sub(/.* ERROR: /, "", error); sub(/ is NOT correct!$/, "", error) }
        error && sub(/^ *logged: /, "") { logged = 1 }
        logged && /[^ ]/ && !/^ *[a-z_]+ := / { sub(/^ */, ""); said = said (said == "" ? "" : " ") $0 }
        END {
            if (said == "") said = error
            gsub(/:[0-9]+\//, ":N/", said)
            if (match(said, /[Ss]een/)) {
                seen = substr(said, RSTART)
                gsub(/[0-9]+/, "N", seen)
                said = substr(said, 1, RSTART - 1) seen
            }
            print state (error == "" ? "" : ": " test ": " said)
        }' "$log"
}
# Runs program $1, which checks exercise $2, and writes its outcome beside it.
look() {
    case $1 in */cheats/*) seconds=10 ;; *) seconds=60 ;; esac
    try "$1" "$2"
    mkdir -p "${1%/*}"
    outcome > "$1.outcome"
}

# A pair: the starter has a TODO, compiles and fails a check; the solution passes; they differ only near a TODO. And each
# cheat fails where it must.
prove_pair() {
    folder=${1%%/*} name=$(name_of "$1")
    solution=$folder/solutions/$name.hpp
    grep -q TODO "$1" || why="$why; the starter has no TODO"
    grep -qE 'CHECK|REQUIRE' "$(checks_of "$1")" || why="$why; there are no checks"
    differ_only_at_todo "$1" "$solution" || why="$why; starter and solution differ elsewhere than at a TODO"
    if [ -z "$SANITIZE" ]; then # a sanitizer may end a wrong program before a check fails
        starter=$(program exercises "$1")
        if ! grep -q '^to do' "$starter.outcome"; then
            look "$starter" "$1"
            [ "$state" = "to do" ] || why="$why; the starter is '$state' instead of 'to do': $(explain)"
        fi
    fi
    seconds=60
    try "$(program solutions "$1")" "$1" || why="$why; the solution is '$state': $(explain)"
    [ -z "$SANITIZE" ] && [ "$CHEATS" != no ] || return
    its_cheats=$(cheats_of "$folder" "$name")
    [ -n "$its_cheats" ] || why="$why; it has no cheat"
    for cheat in $its_cheats; do prove_cheat "$1"; done
}

# Where each cheat must fail stands in expected.txt beside it: its name, a colon, its outcome. One that a race or an order
# decides may have several lines. make solutions EXPECTED=write writes what is seen now for each that has no such line.
prove_cheat() {
    head -n 1 "$cheat" | grep -qE '^(// )?[A-Z]' || why="$why; the first line of $cheat does not say what is wrong with it"
    cheats=$((cheats + 1))
    wrong=$(cheat_program "$cheat") expected=$folder/solutions/cheats/expected.txt
    for luck in 0 1 2 3; do # a race depends on the machine, and on what else runs there: a cheat may even pass once
        [ $luck -eq 0 ] || look "$wrong" "$1"
        seen="${wrong##*/}: $(cat "$wrong.outcome")"
        if grep -qxF -e "$seen" "$expected"; then
            [ "$EXPECTED" != write ] || grep "^${wrong##*/}: " "$expected" >> "$log.$folder"
            return
        fi
    done
    case $state in
        done | "does not compile") why="$why; $cheat is '$state': $(explain)" ;;
        *) if [ "$EXPECTED" = write ]; then echo "$seen" >> "$log.$folder"
           else why="$why; $cheat fails elsewhere than $expected says, or make solutions EXPECTED=write was not run: $seen"; fi ;;
    esac
}
# The cheats of exercise $2 in chapter $1. One that differs little from the solution is a patch to it.
cheats_of() { ls $1/solutions/cheats/$2.*.hpp $1/solutions/cheats/$2.*.patch 2> /dev/null | LC_ALL=C sort; }
cheat_program() { echo "$1" | sed "s|/solutions/cheats/|/|; s|^|$BUILD/cheats/|; s|\.[a-z]*\$||"; }

# From memory: the chapter's files with lines missing; each added line is a comment or says TODO. The tests must fail.
prove_from_memory() {
    for f in $(files_of "$1"); do
        diff "${1%%/*}/${f##*/}" "$f" > "$log.diff"
        grep -qE '^> .*TODO' "$log.diff" || why="$why; $f has no TODO"
        grep '^>' "$log.diff" | grep -vqE '^> *(//.*|.*TODO.*|[{}; ]*)$' && why="$why; $f differs from the chapter's by more than a TODO"
    done
    if [ -z "$SANITIZE" ]; then
        seconds=120
        try "$(program exercises "$1")" "$1"
        case $state in "to do" | crashed) ;; *) why="$why; it is '$state' instead of 'to do': $(explain)" ;; esac
    fi
    from_memory=$((from_memory + 1))
}

solutions() {
    broken=0 count=0 cheats=0 from_memory=0
    list=$(all "$1")
    pairs=$(echo "$list" | grep -v '/from_memory$')
    [ "$CHEATS" = no ] && cheats_there= || cheats_there=$(cheats_of "${1:-[0-9][0-9]}_*" "*")
    case $cheats_there in *.patch*) command -v patch > /dev/null || fail "Some cheats are patches, and there is no program patch: install it, or use CHEATS=no." ;; esac
    ls ${1:-[0-9][0-9]}_*/solutions/*.hpp > /dev/null 2>&1 || fail "There are no solutions in this folder, so there is nothing to prove: make exercises checks yours."
    $MAKE -s -k $(for f in $pairs; do program solutions "$f"; done) \
        $([ -n "$SANITIZE" ] || { for f in $list; do program exercises "$f"; done; for c in $cheats_there; do cheat_program "$c"; done; }) > "$log.build" 2>&1
    if grep -qE 'warning:|error:|\*\*\*' "$log.build"; then broken=1 && cat "$log.build"; fi
    # What must fail runs side by side, because nearly all of it only waits for time to pass.
    [ -n "$SANITIZE" ] || {
        for f in $pairs; do echo "$(program exercises "$f") $f"; done
        for c in $cheats_there; do name=${c##*/} && echo "$(cheat_program "$c") ${c%%/*}/exercises/${name%%.*}.hpp"; done
    } | xargs -n 2 -P 8 sh common/testing/exercises.sh look
    for f in $list; do
        why=
        case $f in */from_memory) prove_from_memory "$f" ;; *) prove_pair "$f" ;; esac
        count=$((count + 1))
        if [ -n "$why" ]; then broken=$((broken + 1)) && echo "$f: ${why#; }"; fi
    done
    # A solution, check or cheat that belongs to no exercise would never be run.
    for f in ${1:-[0-9][0-9]}_*/solutions/*.hpp ${1:-[0-9][0-9]}_*/exercises/checks/*.cpp $cheats_there; do
        name=${f##*/}
        [ -e "$f" ] && [ ! -e "${f%%/*}/exercises/${name%%.*}.hpp" ] && broken=$((broken + 1)) && echo "$f: there is no such exercise"
    done
    for expected in ${1:-[0-9][0-9]}_*/solutions/cheats/expected.txt; do
        for name in $(sed 's/: .*//' "$expected" | sort -u); do
            [ -n "$(cheats_of "${expected%%/*}" "${name%%.*}" | grep -F "/$name.")" ] || { broken=$((broken + 1)) && echo "$expected: there is no cheat $name"; }
        done
    done
    if [ "$EXPECTED" = write ]; then for f in "$log".[0-9]*; do cp "$f" "${f#"$log."}/solutions/cheats/expected.txt"; done; fi
    echo "$count exercises ($from_memory of them from memory) and $cheats cheats, $broken broken"
    [ $broken -eq 0 ] && [ $count -gt 0 ]
}
