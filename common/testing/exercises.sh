#!/bin/sh
# The exercises: checks them, gives hints, restores starters, and proves that every one can be solved.
# The Makefile calls this from the top folder (make exercise-05 and its kin). Only POSIX is asked of sh.
#   exercises.sh check [NN[-K]]   watch NN-K   hint NN-K   reset NN-K   solutions [NN]
BUILD=${BUILD:-build}
MAKE=${MAKE:-make}
mkdir -p "$BUILD"
log=$BUILD/exercises.$$
trap 'rm -f "$log"*' EXIT
trap 'exit 130' INT TERM

fail() { echo "$1" >&2; exit 2; }

# An exercise is named by what the reader edits: 05_select_loop/exercises/2_epoll.hpp, or the folder .../from_memory.
# Those of "05", "05-2" or "" (all), in order.
exercises() {
    chapter=${1%%-*} number=
    case $1 in *-*) number=${1#*-} ;; esac
    [ "$number" = 4 ] || ls ${chapter:-[0-9][0-9]}_*/exercises/${number:-[1-3]}_*.hpp 2> /dev/null
    case $number in "" | 4) ls -d ${chapter:-[0-9][0-9]}_*/exercises/from_memory 2> /dev/null ;; esac
}
all() { exercises "$1" | LC_ALL=C sort; }
one_exercise() {
    file=$(exercises "$1" | head -n 1)
    case $1 in [0-9][0-9]-[0-9]) [ -n "$file" ] ;; *) false ;; esac || fail "There is no exercise $1: make exercises lists them."
}
name_of() { case $1 in */from_memory) echo 4_from_memory ;; *) basename "$1" .hpp ;; esac } # 2_epoll
id_of() { name_of "$1" | sed "s|_.*||; s|^|$(echo "${1%%_*}")-|"; }                           # 05-2
program() { echo "$BUILD/$1/${2%%/*}/$(name_of "$2")"; } # of an exercise, a solution, a grade: build/solutions/05_select_loop/2_epoll
files_of() { case $1 in */from_memory) ls "$1"/*.?pp ;; *) echo "$1" ;; esac }
# What checks it, and how many test cases that must be.
checks_of() {
    case $1 in
        */from_memory) ls "${1%%/*}"/*_test.cpp ;;
        *) echo "${1%/*}/checks/$(name_of "$1").cpp" ;;
    esac
}
cases_of() { cat $(checks_of "$1") | grep -c '^TEST_CASE('; }

# Runs a program for a bounded time and a bounded output. Status 137: it was killed because it did not end.
run() {
    (ulimit -f 20480; exec "$1" --no-intro --no-colors --abort-after=1) > "$log" 2>&1 < /dev/null &
    program=$!
    # (When the guard is sent home, its sleep must go too: it holds make's pipe open, and make would wait for it.)
    (trap 'kill $!; exit' TERM; sleep "$seconds" & wait; kill -KILL $program) > /dev/null 2>&1 &
    guard=$!
    wait $program 2> /dev/null
    status=$?
    kill $guard 2> /dev/null
    wait $guard 2> /dev/null
    return $status
}

# Builds and runs a program, which checks an exercise; sets $state, and leaves in $log what explains it.
try() {
    if ! $MAKE -s "$1" > "$log" 2>&1; then state="does not compile"; return 1; fi
    run "$1"
    status=$?
    # (A program that leaves with exit(0) before its checks have run has not passed them.)
    passed=$(sed -n 's/^\[doctest\] test cases: *[0-9]* *| *\([0-9]*\) passed.*/\1/p' "$log" | tail -n 1)
    if [ $status -eq 0 ] && [ "${passed:-0}" -ge "$(cases_of "$2")" ]; then state=done
    elif grep -q ' ERROR: ' "$log"; then state="to do"
    elif [ $status -eq 137 ]; then state="never ends"
    elif [ $status -eq 0 ]; then state="ends early"
    else state="crashed"
    fi
    [ "$state" = done ]
}

# What to look at first, in a few lines.
explain() {
    case $state in
        "does not compile") grep -m 1 -A 3 -E 'error:|undefined|multiple definition' "$log" || head -n 5 "$log" ;;
        "to do" | crashed)
            awk '/ ERROR: /{ inside = 1 } (/^=====/ || /^Aborting/) && inside { exit } inside && (/[^ ]/ || seen++ < 1)' "$log" | head -n 30 > "$log.first"
            if [ -s "$log.first" ]; then cat "$log.first"; else tail -n 15 "$log"; fi ;;
        "ends early") echo "The program ended with status 0 before its checks had run. What calls exit()?" ;;
        "never ends") echo "It was stopped after $seconds seconds. What does it wait for, and who would bring it?" ;;
    esac
}
# A chapter's own tests take longer than an exercise's checks.
limit_for() { case $1 in */from_memory) seconds=${LIMIT:-120} ;; *) seconds=${LIMIT:-10} ;; esac }

check() {
    list=$(all "$1")
    [ -n "$list" ] || fail "There is no exercise $1: make exercises lists them."
    $MAKE -s doctest || exit 1 # before the rest, for it may have to ask
    echo "building ..."
    $MAKE -s -k $(for f in $list; do program exercises "$f"; done) > /dev/null 2>&1 # side by side; what fails is said below
    folder= left=0 count=0
    rm -f "$log.explained"
    for f in $list; do
        count=$((count + 1))
        if [ "${f%%/*}" != "$folder" ]; then
            [ -n "$folder" ] && echo "$summary" && echo
            folder=${f%%/*} summary=
            echo "$folder"
        fi
        limit_for "$f"
        if ! try "$(program exercises "$f")" "$f"; then
            left=$((left + 1))
            [ -s "$log.explained" ] || { echo $(files_of "$f"): && explain && echo "make hint-$(id_of "$f") gives a hint."; } > "$log.explained"
        fi
        printf '  %-28s %s\n' "$(name_of "$f")" "$state"
        number=$(name_of "$f") && number=${number%%_*}
        summary="$summary${summary:+, }$number $state"
    done
    echo "$summary"
    [ $count -gt 1 ] && echo && echo "$((count - left)) of $count are done"
    [ -s "$log.explained" ] && echo && cat "$log.explained"
    [ $left -eq 0 ]
}

# When an exercise is done, goes on to the next one that is not.
watch() {
    one_exercise "$1"
    seen=
    while :; do
        now=$(cat $(files_of "$file") | cksum)
        if [ "$now" = "$seen" ]; then sleep 1; continue; fi
        if [ -z "$seen" ]; then echo && echo "Checks $file whenever it is saved; Ctrl-C ends this."; fi
        seen=$now
        watched=$file
        if check "$(id_of "$watched")"; then
            file=$(all "" | awk -v done="$watched" 'found { print; exit } $0 == done { found = 1 }')
            seen=
            [ -n "$file" ] || { echo && echo "That was the last one."; return; }
        else
            file=$watched
        fi
    done
}

# The hints stand in the chapter's README, below the heading "### 2. ...", each in <details>. $2: which of them.
print_hint() {
    awk -v exercise="${1#*-}" -v hint="$2" '
        /^##/ { inside = ($0 ~ "^### " exercise "\\.") }
        inside && /^<details>/ { number++; next }
        /^<\/details>/ { if (inside && number == hint) exit; next }
        inside && number == hint && /[^ ]/ { print; found = 1 }
        END { exit !found }' "${1%-*}"_*/README.md
}
hint() {
    one_exercise "$1"
    mkdir -p "$BUILD/hints"
    given=$(cat "$BUILD/hints/$1" 2> /dev/null || echo 0)
    given=$((given + 1))
    if print_hint "$1" $given; then echo $given > "$BUILD/hints/$1"
    else
        solution=${file%%/*}/solutions/$(name_of "$file").hpp
        case $file in
            */from_memory) where=" The solution is the chapter itself: $(for f in $(files_of "$file"); do echo "${file%%/*}/${f##*/}"; done | tr '\n' ' ')" ;;
            *) if [ -e "$solution" ]; then where=" A solution is in $solution."; else where=" (The solution is not in this folder.)"; fi ;;
        esac
        echo "Those were all the hints.$where" | sed 's/ $/./'
        echo "The next time it begins with the first again."
        rm -f "$BUILD/hints/$1"
    fi
}

# As it was given: what the course's repository has, or else the last commit here.
reset() {
    one_exercise "$1"
    base=$(git rev-parse -q --verify origin/HEAD 2> /dev/null || git rev-parse -q --verify HEAD 2> /dev/null) || base=none
    changed=
    for f in $(files_of "$file"); do
        git cat-file -e "$base:./$f" 2> /dev/null || fail "The starter is not known here, since this folder is not a git checkout that holds it: copy $f anew from where you have it."
        git show "$base:./$f" | cmp -s - "$f" || changed="$changed $f"
    done
    [ -n "$changed" ] || { echo "$file is as it was given."; return; }
    printf '%s: your changes are there. Throw them away? [y/N] ' "$(echo $changed)"
    answer=
    read -r answer
    case $answer in
        y | Y | yes)
            for f in $changed; do git show "$base:./$f" > "$log.starter" && cp "$log.starter" "$f" && echo "$f is as it was given."; done ;;
        *) echo "Nothing was changed." ;;
    esac
}

# --- What make solutions proves -------------------------------------------------------------------------------

# Starter and solution may differ where the starter says TODO (or within a dozen lines of it), and in #include lines.
differ_only_at_todo() {
    diff "$1" "$2" | awk -v starter="$1" '
        BEGIN { while ((getline line < starter) > 0) { n++; if (line ~ /TODO/) todo[n] = 1 } }
        /^[0-9]/ { begin = $0; sub(/[acd,].*/, "", begin); near = 0; end = $0; sub(/[acd].*/, "", end); sub(/.*,/, "", end)
                   for (i = begin - 12; i <= end + 12; i++) if (i in todo) near = 1; next }
        /^[<>]/ && !near && !/^[<>] *(#include.*)?$/ { bad = 1 }
        END { exit bad }'
}

# A pair: the starter has its TODO, compiles and fails by a check; the solution passes; hints exist; they differ where they may; no cheat passes.
prove_pair() {
    folder=${1%%/*} name=$(name_of "$1")
    solution=$folder/solutions/$name.hpp
    grep -q TODO "$1" || why="$why; the starter has no TODO"
    grep -qE 'CHECK|REQUIRE' "$(checks_of "$1")" || why="$why; there are no checks"
    differ_only_at_todo "$1" "$solution" || why="$why; starter and solution differ elsewhere than at a TODO"
    seconds=60
    if [ -z "$SANITIZE" ]; then # a wrong program may well do what a sanitizer ends
        try "$(program exercises "$1")" "$1"
        [ "$state" = "to do" ] || why="$why; the starter is '$state' instead of 'to do': $(explain)"
    fi
    try "$(program solutions "$1")" "$1" || why="$why; the solution is '$state': $(explain)"
    [ -z "$SANITIZE" ] || return
    seconds=10
    for cheat in "$folder/solutions/cheats/$name".*.hpp; do
        [ -e "$cheat" ] || { why="$why; it has no cheat"; continue; }
        head -n 1 "$cheat" | grep -q '^//' || why="$why; the first line of $cheat does not say what is wrong with it"
        try "$(cheat_program "$cheat")" "$1"
        case $state in done | "does not compile") why="$why; $cheat is '$state': $(explain)" ;; esac
        cheats=$((cheats + 1))
    done
}
cheat_program() { echo "$BUILD/cheats/${1%%/*}/$(basename "$1" .hpp)"; }

# From memory: the chapter's files, but for what is gone: lines may be missing, and what is added is a comment or says TODO. It fails.
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
    cheats_there=$(ls ${1:-[0-9][0-9]}_*/solutions/cheats/*.hpp 2> /dev/null)
    ls ${1:-[0-9][0-9]}_*/solutions/*.hpp > /dev/null 2>&1 || fail "There are no solutions in this folder, so there is nothing to prove: make exercises checks yours."
    $MAKE -s -k $(for f in $pairs; do program solutions "$f"; done) \
        $([ -n "$SANITIZE" ] || { for f in $list; do program exercises "$f"; done; for c in $cheats_there; do cheat_program "$c"; done; }) > "$log.build" 2>&1
    if grep -qE 'warning:|error:|\*\*\*' "$log.build"; then broken=1 && cat "$log.build"; fi
    for f in $list; do
        why=
        for h in 1 2 3; do print_hint "$(id_of "$f")" $h > /dev/null || why="$why; hint $h is missing"; done
        case $f in */from_memory) prove_from_memory "$f" ;; *) prove_pair "$f" ;; esac
        count=$((count + 1))
        if [ -n "$why" ]; then broken=$((broken + 1)) && echo "$f: ${why#; }"; fi
    done
    # What belongs to no exercise would be proven by nobody.
    for f in ${1:-[0-9][0-9]}_*/solutions/*.hpp ${1:-[0-9][0-9]}_*/exercises/checks/*.cpp $cheats_there; do
        name=${f##*/}
        [ -e "$f" ] && [ ! -e "${f%%/*}/exercises/${name%%.*}.hpp" ] && broken=$((broken + 1)) && echo "$f: there is no such exercise"
    done
    echo "$count exercises ($from_memory of them from memory) and $cheats cheats, $broken broken"
    [ $broken -eq 0 ] && [ $count -gt 0 ]
}

command=$1
case $2 in [1-9] | [1-9]-*) set -- "$1" "0$2" ;; esac # 2-1 is 02-1
case $command in
    check | solutions) $command "${2:-}" ;;
    watch | hint | reset) $command "$2" ;;
    *) fail "usage: exercises.sh check [NN[-K]] | watch NN-K | hint NN-K | reset NN-K | solutions [NN]" ;;
esac
