#!/bin/sh
# Runs programs under valgrind: neither the program nor its child processes may misuse or lose memory.
# `make valgrind` calls it with one command per argument; the programs are in $BUILD.
command -v valgrind > /dev/null || { echo "make valgrind needs valgrind (Debian: the package valgrind)" >&2; exit 1; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=
set -f # a * in a command is for the program
for command in "$@"; do
    # The warning about switching stacks means that valgrind was not told of them (07_coroutines/fibers/watched_stack.hpp).
    # (Memory of a thread that still runs is not counted.)
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
