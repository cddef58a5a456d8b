# Runs a program of $BUILD under valgrind: neither it nor its child processes may misuse or lose memory.
#   valgrind.sh '07_coroutines --quiet'        (make valgrind calls it)
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
set -f # a * in the command is for the program
# The warning about switching stacks means that valgrind was not told of them (07_coroutines/fibers/watched_stack.hpp).
# (Memory of a thread that still runs is not counted.)
if valgrind --leak-check=full --errors-for-leak-kinds=definite --error-exitcode=9 "$BUILD"/$1 > "$log" 2>&1 &&
    ! grep -q -e 'ERROR SUMMARY: [1-9]' -e 'client switching stacks' "$log"; then
    echo "clean, $(grep -c 'ERROR SUMMARY: 0 ' "$log") processes"
else
    grep '^==' "$log" | tail -n 60
    exit 1
fi
