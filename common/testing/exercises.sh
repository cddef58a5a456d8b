#!/bin/sh
# The exercises: checks them, gives hints, restores starters, and proves that every one can be solved.
# The Makefile calls this from the top folder (make exercise-05 and its kin). Only POSIX is asked of sh.
#   exercises.sh check [NN[-K]]   watch NN-K   hint NN-K   reset NN-K   solutions [NN]
BUILD=${BUILD:-build}
MAKE=${MAKE:-make}
seconds=${LIMIT:-10} # a program that runs longer never ends
mkdir -p "$BUILD"
log=$BUILD/exercises.$$
trap 'rm -f "$log"*' EXIT
trap 'exit 130' INT TERM

fail() { echo "$1" >&2; exit 2; }

# The files of "05", "05-2" or "" (all) in the folder "exercises" or "solutions", in order.
files() {
    chapter=${2%%-*} number=
    case $2 in *-*) number=${2#*-} ;; esac
    ls ${chapter:-[0-9][0-9]}_*/"$1"/${number:-[0-9]}_*.cpp 2> /dev/null
}
one_file() {
    file=$(files exercises "$1" | head -n 1)
    case $1 in [0-9][0-9]-[0-9]) [ -n "$file" ] ;; *) false ;; esac || fail "There is no exercise $1: make exercises lists them."
}
binary() { echo "${1%.cpp}" | sed "s|\([^/]*\)/\([^/]*\)/|$BUILD/\2/\1/|"; } # build/exercises/05_select_loop/2_epoll
name_of() { basename "$1" .cpp; }            # 2_epoll
id_of() { echo "$1" | sed 's|^\([0-9]*\)_[^/]*/[a-z]*/\([0-9]\)_.*|\1-\2|'; } # 05-2

# Runs a program for a bounded time and a bounded output. Status 137: it was killed because it did not end.
run() {
    (ulimit -f 20480; exec "$1" --no-intro --no-colors) > "$log" 2>&1 < /dev/null &
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

# Builds and runs one; sets $state, and leaves in $log what explains it.
try() {
    if ! $MAKE -s "$(binary "$1")" > "$log" 2>&1; then state="does not compile"; return 1; fi
    run "$(binary "$1")"
    status=$?
    if [ $status -eq 0 ]; then state=done
    elif grep -q ' ERROR: ' "$log"; then state="to do"
    elif [ $status -eq 137 ]; then state="never ends"
    else state="crashed"
    fi
    [ "$state" = done ]
}

# What to look at first, in a few lines.
explain() {
    case $state in
        "does not compile") grep -m 1 -A 3 'error' "$log" || head -n 5 "$log" ;;
        "to do" | crashed)
            awk '/ ERROR: /{ inside = 1 } /^=====/ && inside { exit } inside && (/[^ ]/ || seen++ < 1)' "$log" | head -n 30 > "$log.first"
            if [ -s "$log.first" ]; then cat "$log.first"; else tail -n 15 "$log"; fi ;;
        "never ends") echo "It was stopped after $seconds seconds. What does it wait for, and who would bring it?" ;;
    esac
}

check() {
    list=$(files exercises "$1")
    [ -n "$list" ] || fail "There is no exercise $1: make exercises lists them."
    $MAKE -s doctest || exit 1 # before the rest, for it may have to ask
    echo "building ..."
    $MAKE -s -k $(for f in $list; do binary "$f"; done) > /dev/null 2>&1 # side by side; what fails is said below
    folder= left=0 count=0
    rm -f "$log.explained"
    for f in $list; do
        count=$((count + 1))
        if [ "${f%%/*}" != "$folder" ]; then
            [ -n "$folder" ] && echo "$summary" && echo
            folder=${f%%/*} summary=
            echo "$folder"
        fi
        if ! try "$f"; then
            left=$((left + 1))
            [ -s "$log.explained" ] || { echo "$f:" && explain && echo "make hint-$(id_of "$f") gives a hint."; } > "$log.explained"
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
    one_file "$1"
    seen=
    while :; do
        now=$(cksum < "$file")
        if [ "$now" = "$seen" ]; then sleep 1; continue; fi
        if [ -z "$seen" ]; then echo && echo "Checks $file whenever it is saved; Ctrl-C ends this."; fi
        seen=$now
        watched=$file
        if check "$(id_of "$watched")"; then
            file=$(files exercises "" | awk -v done="$watched" 'found { print; exit } $0 == done { found = 1 }')
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
    one_file "$1"
    mkdir -p "$BUILD/hints"
    given=$(cat "$BUILD/hints/$1" 2> /dev/null || echo 0)
    given=$((given + 1))
    if print_hint "$1" $given; then echo $given > "$BUILD/hints/$1"
    else
        echo "Those were all the hints. A solution is in ${file%%/*}/solutions/$(name_of "$file").cpp; the next time it begins with the first again."
        rm -f "$BUILD/hints/$1"
    fi
}

reset() {
    one_file "$1"
    # As it was given: what the course's repository has, or else the last commit here.
    base=$(git rev-parse -q --verify origin/HEAD 2> /dev/null || git rev-parse -q --verify HEAD 2> /dev/null) &&
        git cat-file -e "$base:./$file" 2> /dev/null ||
        fail "The starter is not known here, since this folder is not a git checkout that holds it: copy $file anew from where you have it."
    if git show "$base:./$file" | cmp -s - "$file"; then echo "$file is as it was given."; return; fi
    printf '%s has your changes. Throw them away? [y/N] ' "$file"
    answer=
    read -r answer
    case $answer in
        y | Y | yes) git show "$base:./$file" > "$log.starter" && cp "$log.starter" "$file" && echo "$file is as it was given." ;;
        *) echo "Nothing was changed." ;;
    esac
}

checks_of() { sed -n '/^\/\/ --- Checks/,$p' "$1"; }

# Starter and solution may differ where the starter says TODO (or within a dozen lines of it), and in #include lines.
differ_only_at_todo() {
    diff "$1" "$2" | awk -v starter="$1" '
        BEGIN { while ((getline line < starter) > 0) { n++; if (line ~ /TODO/) todo[n] = 1 } }
        /^[0-9]/ { begin = $0; sub(/[acd,].*/, "", begin); near = 0; end = $0; sub(/[acd].*/, "", end); sub(/.*,/, "", end)
                   for (i = begin - 12; i <= end + 12; i++) if (i in todo) near = 1; next }
        /^[<>]/ && !near && !/^[<>] *(#include.*)?$/ { bad = 1 }
        END { exit bad }'
}

# Proves of each pair: the starter has its TODO, compiles and fails by a check; the solution passes; hints exist; they differ where they may.
solutions() {
    seconds=60 broken=0 count=0
    $MAKE -s -k $(for f in $(files exercises "$1") $(files solutions "$1"); do binary "$f"; done) > "$log.build" 2>&1
    if grep -qE 'warning:|error:' "$log.build"; then broken=1 && cat "$log.build"; fi
    for f in $(files exercises "$1"); do
        solution=$(echo "$f" | sed 's|/exercises/|/solutions/|') why=
        grep -q TODO "$f" || why="$why; the starter has no TODO"
        checks_of "$f" | grep -q CHECK || why="$why; no checks below // --- Checks"
        [ "$(checks_of "$f")" = "$(checks_of "$solution")" ] || why="$why; the solution's checks are not the starter's"
        differ_only_at_todo "$f" "$solution" || why="$why; they differ elsewhere than at a TODO"
        for h in 1 2 3; do print_hint "$(id_of "$f")" $h > /dev/null || why="$why; hint $h is missing"; done
        if [ -z "$SANITIZE" ]; then # a wrong starter may well do what a sanitizer ends
            try "$f"
            [ "$state" = "to do" ] || why="$why; the starter is '$state' instead of 'to do'"
        fi
        try "$solution" || why="$why; the solution is '$state': $(explain)"
        count=$((count + 1))
        if [ -n "$why" ]; then broken=$((broken + 1)) && echo "$f: ${why#; }"; fi
    done
    echo "$count exercises, $broken broken"
    [ $broken -eq 0 ] && [ $count -gt 0 ]
}

command=$1
case $2 in [1-9] | [1-9]-*) set -- "$1" "0$2" ;; esac # 2-1 is 02-1
case $command in
    check | solutions) $command "${2:-}" ;;
    watch | hint | reset) $command "$2" ;;
    *) fail "usage: exercises.sh check [NN[-K]] | watch NN-K | hint NN-K | reset NN-K | solutions [NN]" ;;
esac
