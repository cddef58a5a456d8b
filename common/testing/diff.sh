#!/bin/sh
# Shows what one chapter changes from another, as a diff in the order of the lesson: one page, all pages, the mechanism.
# Then it lists the files that are new and gone. `make diff-06-07` calls it from the top folder: diff.sh 06-07
# It compares only the chapter's own folder, without tests: its subfolders hold copies of files, or a second step.
folder_of() {
    for folder in ${CHAPTERS:-[0-9][0-9]_*}; do
        if [ "${folder%%_*}" = "$1" ]; then echo "$folder"; return; fi
    done
    echo "There is no chapter $1: diff-NN-MM takes two of $(echo [0-9][0-9]_*/ | sed 's/_[^ ]*//g')." >&2
    return 2
}
old=$(folder_of "${1%%-*}") && new=$(folder_of "${1#*-}") || exit 2

# The sources of both, each name once: first those of the lesson, then in alphabetical order, each header before its .cpp.
names=$(for file in "$old"/*.[ch]pp "$new"/*.[ch]pp; do
    name=${file##*/}
    case $name in
        *_test.cpp | *[!A-Za-z0-9_.]*) continue ;; # (nor "fetch copy.cpp", which make does not take for a source either)
        fetch.*) rank=1 ;;
        fetch_all.*) rank=2 ;;
        coroutine.*) rank=3 ;;
        future.*) rank=4 ;;
        task.*) rank=5 ;;
        event_loop.*) rank=6 ;;
        main.cpp) rank=9 ;;
        *) rank=8 ;;
    esac
    case $name in *.hpp) kind=0 ;; *) kind=1 ;; esac
    echo "$rank ${name%.*} $kind $name"
done | LC_ALL=C sort -u | sed 's/.* //')

if [ -t 1 ]; then color=always; else color=never; fi
compare() {
    if command -v git > /dev/null; then
        git --no-pager diff --no-index --no-ext-diff --no-prefix --patience -U1 --color=$color "$1" "$2"
    else
        diff -U1 "$1" "$2"
    fi | awk '
        { plain = $0; gsub(/\033\[[0-9;]*m/, "", plain) }
        !body && plain ~ /^(diff|index|old mode|new mode) / { next }
        !body && plain ~ /^(---|\+\+\+) / { sub(/\t.*/, "") }  # drop the time of the change
        plain ~ /^@@/ { body = 1 }
        { print }'
}
# A file that has little in common with the old one is better read than compared. (The lesson's own files are always
# compared.)
is_rewritten() {
    case ${1##*/} in fetch.* | fetch_all.* | main.cpp) return 1 ;; esac
    lines=$(cat "$1" "$2" | grep -c '[A-Za-z]')
    apart=$(diff "$1" "$2" | grep -c '^[<>].*[A-Za-z]')
    [ $((apart * 2)) -gt "$lines" ]
}

changed='' rewritten='' added='' gone=''
for name in $names; do
    if [ ! -e "$old/$name" ]; then added="$added $name"
    elif [ ! -e "$new/$name" ]; then gone="$gone $name"
    elif cmp -s "$old/$name" "$new/$name"; then continue
    elif is_rewritten "$old/$name" "$new/$name"; then rewritten="$rewritten $name"
    else changed="$changed $name"
    fi
done
count() { echo $#; }
list() { # list WHAT NAME ...: prints each name with the file's first line
    what=$1
    shift
    for name in "$@"; do printf '%-44s %s\n' "$what $new/$name" "$(sed -n '1s|^// *||p' "$new/$name")"; done
}
echo "$old -> $new: $(count $changed) files changed, $(count $rewritten) rewritten, $(count $added) new, $(count $gone) gone"
for name in $changed; do compare "$old/$name" "$new/$name"; done
list rewritten: $rewritten
list "new:      " $added
for name in $gone; do
    carried=$(find "$new"/from_* -name "$name" 2> /dev/null)
    echo "gone:      $old/$name${carried:+, carried over to $carried}"
done
