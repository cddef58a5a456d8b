# Runs each line of its input as a command, $1 at a time. Prints what a command prints when it ends, and runs all of them
# even if one fails. The Makefile calls it: printf '%s\n' build/01_blocking_test ... | sh common/testing/side_by_side.sh 4
tr '\n' '\0' | xargs -0 -n 1 -P "$1" sh -c '
    output=$(eval "$0" 2>&1)
    status=$?
    printf "%s\n%s\n" "$0" "$output"
    [ $status -eq 0 ] || { echo "failed: $0" && exit 1; }'
