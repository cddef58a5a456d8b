#!/bin/sh
# Runs programs under valgrind: no memory may be misused or lost, in the program or in a child process of it.
# Called by `make valgrind`, with one command an argument; the folder of the programs is $BUILD.
command -v valgrind > /dev/null || { echo "make valgrind needs valgrind (Debian: the package valgrind)" >&2; exit 1; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=
set -f # a * in a command is for the program
for command in "$@"; do
    # A warning that the program changes stacks would mean that valgrind does not know them: 07_coroutines/fibers/watched_stack.hpp.
    # (Not counted is what a thread that still runs has for itself.)
    if valgrind --leak-check=full --errors-for-leak-kinds=definite --error-exitcode=9 $BUILD/$command > "$log" 2>&1 &&
        ! grep -q -e 'ERROR SUMMARY: [1-9]' -e 'client switching stacks' "$log"; then
        echo "$command: clean, $(grep -c 'ERROR SUMMARY: 0 ' "$log") processes"
    else
        echo "$command: FAILED"
        grep '^==' "$log" | tail -n 60
        failed=yes
    fi
done
[ -z "$failed" ]
