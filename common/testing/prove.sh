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

# A pair: the starter has a TODO, compiles and fails a check; the solution passes; they differ only near a TODO. And no
# cheat passes.
prove_pair() {
    folder=${1%%/*} name=$(name_of "$1")
    solution=$folder/solutions/$name.hpp
    grep -q TODO "$1" || why="$why; the starter has no TODO"
    grep -qE 'CHECK|REQUIRE' "$(checks_of "$1")" || why="$why; there are no checks"
    differ_only_at_todo "$1" "$solution" || why="$why; starter and solution differ elsewhere than at a TODO"
    seconds=60
    if [ -z "$SANITIZE" ]; then # a sanitizer may end a wrong program before a check fails
        try "$(program exercises "$1")" "$1"
        [ "$state" = "to do" ] || why="$why; the starter is '$state' instead of 'to do': $(explain)"
    fi
    try "$(program solutions "$1")" "$1" || why="$why; the solution is '$state': $(explain)"
    [ -z "$SANITIZE" ] && [ "$CHEATS" != no ] || return
    seconds=10
    for cheat in "$folder/solutions/cheats/$name".*.hpp; do
        [ -e "$cheat" ] || { why="$why; it has no cheat"; continue; }
        head -n 1 "$cheat" | grep -q '^//' || why="$why; the first line of $cheat does not say what is wrong with it"
        for luck in 1 2 3; do # a race depends on the machine: a cheat may pass once by luck
            try "$(cheat_program "$cheat")" "$1"
            [ "$state" = done ] || break
        done
        case $state in done | "does not compile") why="$why; $cheat is '$state': $(explain)" ;; esac
        cheats=$((cheats + 1))
    done
}
cheat_program() { echo "$BUILD/cheats/${1%%/*}/$(basename "$1" .hpp)"; }

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
    [ "$CHEATS" = no ] && cheats_there= || cheats_there=$(ls ${1:-[0-9][0-9]}_*/solutions/cheats/*.hpp 2> /dev/null)
    ls ${1:-[0-9][0-9]}_*/solutions/*.hpp > /dev/null 2>&1 || fail "There are no solutions in this folder, so there is nothing to prove: make exercises checks yours."
    $MAKE -s -k $(for f in $pairs; do program solutions "$f"; done) \
        $([ -n "$SANITIZE" ] || { for f in $list; do program exercises "$f"; done; for c in $cheats_there; do cheat_program "$c"; done; }) > "$log.build" 2>&1
    if grep -qE 'warning:|error:|\*\*\*' "$log.build"; then broken=1 && cat "$log.build"; fi
    for f in $list; do
        why=
        for page in "${f%%/*}"/README.md "${f%%/*}"/README.zh-CN.md; do
            [ -e "$page" ] || continue
            for h in 1 2 3; do print_hint "$(id_of "$f")" $h "$page" > /dev/null || why="$why; hint $h is missing in $page"; done
        done
        case $f in */from_memory) prove_from_memory "$f" ;; *) prove_pair "$f" ;; esac
        count=$((count + 1))
        if [ -n "$why" ]; then broken=$((broken + 1)) && echo "$f: ${why#; }"; fi
    done
    # A solution, check or cheat that belongs to no exercise would never be run.
    for f in ${1:-[0-9][0-9]}_*/solutions/*.hpp ${1:-[0-9][0-9]}_*/exercises/checks/*.cpp $cheats_there; do
        name=${f##*/}
        [ -e "$f" ] && [ ! -e "${f%%/*}/exercises/${name%%.*}.hpp" ] && broken=$((broken + 1)) && echo "$f: there is no such exercise"
    done
    echo "$count exercises ($from_memory of them from memory) and $cheats cheats, $broken broken"
    [ $broken -eq 0 ] && [ $count -gt 0 ]
}
