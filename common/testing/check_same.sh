#!/bin/sh
# Chapters repeat some files on purpose, to be whole when they are given away; a repeated file must not drift.
# Called by `make texts` from the top folder: common/testing/check_same.sh
bad=0
same() { # file, and the chapters that hold it
    file=$1 first=$2
    shift 2
    for other in "$@"; do cmp "$first/$file" "$other/$file" || bad=1; done
}
for file in fetch.hpp fetch.cpp; do same $file 0[1-4]_*; done
for file in selector.hpp selector.cpp; do same $file 0[5-8]_*; done
for file in result.hpp coroutine.hpp future.hpp event_loop.hpp event_loop.cpp task.hpp async.hpp; do
    same $file 0[78]_*
done
exit $bad
