#!/bin/sh
# The exercises: checks them, gives hints, and restores starters. prove.sh proves that every one can be solved, and grade.sh
# gives points. This script reads both in, because they build and run exercises in the same way.
# The Makefile calls this from the top folder (for make exercise-05 and the like). Any POSIX sh will do.
#   exercises.sh check [NN[-K]]   watch NN-K   hint NN-K   hints   reset NN-K   solutions [NN]   grade [NN[-K]]
BUILD=${BUILD:-build}
MAKE=${MAKE:-make}
# What the reader speaks decides about the hints only: this script reads what the compiler and other tools say.
language=${LC_ALL:-${LC_MESSAGES:-$LANG}}
LC_ALL=C
export LC_ALL
mkdir -p "$BUILD"
log=$BUILD/exercises.$$
lock= # of make grade
trap 'rm -f "$log"* $lock' EXIT
trap 'exit 130' INT TERM

fail() { echo "$1" >&2; exit 2; }

# Prints those of the files that are there, and that make takes for sources: not "queue copy.hpp".
sources() {
    for its; do
        case $its in *[!A-Za-z0-9_./-]*) ;; *) [ -e "$its" ] && echo "$its" ;; esac
    done
}
# An exercise is named by what the reader edits: 05_select_loop/exercises/2_idle_timeout.hpp, or the folder .../from_memory. It
# is one because it has checks, or the chapter has such a file: a copy that the reader keeps beside it has neither.
# Those of "05", "05-2" or "" (all), in order.
exercises() {
    chapter=${1%%-*} number=
    case $1 in *-*) number=${1#*-} ;; esac
    for folder in ${CHAPTERS:-[0-9][0-9]_*}; do
        [ "${folder%%_*}" = "${chapter:-${folder%%_*}}" ] || continue
        sources "$folder"/exercises/checks/${number:-[1-3]}_*.cpp | sed 's|checks/\(.*\)\.cpp$|\1.hpp|'
        case $number in "" | 4) [ ! -d "$folder/exercises/from_memory" ] || echo "$folder/exercises/from_memory" ;; esac
    done
}
all() { exercises "$1" | sort; }
there_is_one() { [ -n "$(exercises "$1")" ] || fail "There is no exercise $1: make exercises lists them."; }
one_exercise() {
    case $1 in [0-9][0-9]-[0-9]) ;; *) fail "This takes one exercise, such as 05-2." ;; esac
    there_is_one "$1"
    file=$(exercises "$1" | head -n 1)
}
name_of() { case $1 in */from_memory) echo 4_from_memory ;; *) basename "$1" .hpp ;; esac } # 2_idle_timeout
id_of() { name_of "$1" | sed "s|_.*||; s|^|$(echo "${1%%_*}")-|"; }                           # 05-2
program() { echo "$BUILD/$1/${2%%/*}/$(name_of "$2")"; } # of an exercise, a solution, a grade: build/solutions/05_select_loop/2_idle_timeout
files_of() {
    case $1 in
        */from_memory) sources "$1"/*.?pp | while read -r its; do [ ! -e "${1%%/*}/${its##*/}" ] || echo "$its"; done ;;
        *) echo "$1" ;;
    esac
}
# What checks it, and how many test cases that must be.
checks_of() {
    case $1 in
        */from_memory) sources "${1%%/*}"/testing/*_test.cpp ;;
        *) echo "${1%/*}/checks/$(name_of "$1").cpp" ;;
    esac
}
cases_of() { cat $(checks_of "$1") | grep -c '^TEST_CASE('; }

# Runs a program for a bounded time and a bounded output. Status 137: it was killed because it did not end.
run() {
    (ulimit -f 20480; exec "$1" --no-intro --no-colors --abort-after=2) > "$log" 2>&1 < /dev/null &
    program=$!
    # The guard looks ten times a second, and needs no signal to end: one that comes before its trap is set would be lost.
    (tenths=0
     while kill -0 $program; do
         [ $tenths -lt $((seconds * 10)) ] || kill -KILL $program
         sleep 0.1
         tenths=$((tenths + 1))
     done) > /dev/null 2>&1 &
    guard=$!
    wait $program 2> /dev/null
    status=$?
    wait $guard
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
            awk '/ ERROR: / && !/will translate later/ { inside = 1 } (/^=====/ || /^Aborting/) && inside { exit } inside && (/[^ ]/ || seen++ < 1)' "$log" | head -n 30 > "$log.first"
            if [ -s "$log.first" ]; then cat "$log.first"; else tail -n 15 "$log"; fi ;;
        "ends early") echo "The program ended with status 0 before its checks had run. What calls exit()?" ;;
        "never ends") echo "It was stopped after $seconds seconds. What does it wait for, and can that ever happen?" ;;
    esac
}
# A chapter's own tests take longer than an exercise's checks.
limit_for() { case $1 in */from_memory) seconds=${LIMIT:-120} ;; *) seconds=${LIMIT:-10} ;; esac }

check() {
    list=$(all "$1")
    there_is_one "$1"
    $MAKE -s doctest || exit 1 # first, because it may ask for a password
    echo "building ..."
    $MAKE -s -k $(for f in $list; do program exercises "$f"; done) > /dev/null 2>&1 # side by side; failures are reported below
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
            [ -s "$log.explained" ] || { echo $(files_of "$f"): && explain && echo "make hint-$(id_of "$f") prints a hint."; } > "$log.explained"
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

# The chapter's README that has the hints: with LANG=zh_CN.UTF-8 or the like the Chinese one, where there is one.
hints_of() {
    page=${1%%/*}/README.md
    case $language in zh*) [ -e "${page%.md}.zh-CN.md" ] && page=${page%.md}.zh-CN.md ;; esac
    echo "$page"
}
# The hints stand below the heading "### 2. ...", each in <details>. $2: which of them. $3: the page.
print_hint() {
    awk -v exercise="${1#*-}" -v hint="$2" '
        /^##/ { inside = ($0 ~ "^### " exercise "\\.") }
        inside && /^<details>/ { number++; next }
        /^<\/details>/ { if (inside && number == hint) exit; next }
        inside && number == hint && /[^ ]/ { print; found = 1 }
        END { exit !found }' "$3"
}
# Each exercise has three hints, in each language. (make texts calls it.)
hints() {
    missing=0
    for f in $(all ""); do
        for page in "${f%%/*}"/README.md "${f%%/*}"/README.zh-CN.md; do
            for h in 1 2 3; do
                [ ! -e "$page" ] || print_hint "$(id_of "$f")" $h "$page" > /dev/null || { echo "$page: hint $h of $(id_of "$f") is missing" && missing=1; }
            done
        done
    done
    return $missing
}
hint() {
    one_exercise "$1"
    mkdir -p "$BUILD/hints"
    given=$(cat "$BUILD/hints/$1" 2> /dev/null || echo 0)
    given=$((given + 1))
    if print_hint "$1" $given "$(hints_of "$file")"; then echo $given > "$BUILD/hints/$1"
    else
        solution=${file%%/*}/solutions/$(name_of "$file").hpp
        case $file in
            */from_memory) where=" The solution is the chapter itself: $(for f in $(files_of "$file"); do echo "${file%%/*}/${f##*/}"; done | tr '\n' ' ')" ;;
            *) if [ -e "$solution" ]; then where=" A solution is in $solution."; else where=" (The solution is not in this folder.)"; fi ;;
        esac
        echo "Those were all the hints.$where" | sed 's/ $/./'
        echo "The next call prints the first one again."
        rm -f "$BUILD/hints/$1"
    fi
}

# As it was given: what the course's repository has, or where there is none, the first commit here that has the file.
reset() {
    one_exercise "$1"
    changed=
    for f in $(files_of "$file"); do
        base=$(git rev-parse -q --verify origin/HEAD 2> /dev/null || git log --diff-filter=A --format=%H -- "$f" 2> /dev/null | tail -n 1)
        git cat-file -e "$base:./$f" 2> "$log" || fail "The starter of $f is not known here. Copy it again from where you got it. (git says: $(head -n 1 "$log"))"
        git show "$base:./$f" | cmp -s - "$f" || changed="$changed $f"
    done
    [ -n "$changed" ] || { echo "$file is as it was given."; return; }
    printf '%s: you have made changes. Throw them away? [y/N] ' "$(echo $changed)"
    answer=
    read -r answer
    case $answer in
        y | Y | yes)
            for f in $changed; do git show "$base:./$f" > "$log.starter" && cp "$log.starter" "$f" && echo "$f is as it was given."; done ;;
        *) echo "Nothing was changed." ;;
    esac
}

command=$1
case $2 in [1-9] | [1-9]-*) set -- "$1" "0$2" ;; esac # 2-1 is 02-1
case $command in
    check | watch | hint | hints | reset) $command "$2" ;;
    solutions | look) . common/testing/prove.sh && $command "$2" "$3" ;; # (look: for prove.sh itself)
    grade) . common/testing/grade.sh && grade "$2" ;;
    *) fail "usage: exercises.sh check [NN[-K]] | watch NN-K | hint NN-K | reset NN-K | solutions [NN] | grade [NN[-K]]" ;;
esac
