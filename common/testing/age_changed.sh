#!/bin/sh
# Makes the objects of sources whose contents have changed since the last call look old. make compares only times. So it would
# not compile a file again that an older one has replaced (mv of a backup, cp -p, rsync -t, tar), or that was saved while
# it was being compiled; nor would it link again without a file that is gone.
# The Makefile calls this before it looks at any time. $1: the build folder
[ -w "$1" ] || exit 0
now=$1/sums.$$ changed=$1/changed.$$
trap 'rm -f "$now" "$changed"' EXIT
LC_ALL=C
export LC_ALL
age() { [ ! -e "$1" ] || TZ=UTC0 touch -t 197001020000 "$1"; }

find -H common [0-9][0-9]_* "$1/grade/of" -name '[!.]*.?pp' -exec cksum {} + 2> /dev/null | sort > "$now" || exit 0
if [ -e "$1/sums" ] && ! cmp -s "$now" "$1/sums"; then
    comm -3 "$now" "$1/sums" | tr -d '\t' | cut -d ' ' -f 3- | sort > "$changed"
    find "$1" -name '*.d' -exec grep -lF -f "$changed" {} + | while IFS= read -r list; do age "${list%.d}.o"; done
    while IFS= read -r file; do age "$1/from_memory/$file"; done < "$changed" # a copy of it: exercises.mk
    # What came or went stands there once. (All programs are linked with libcommon.a.)
    if uniq -u "$changed" | grep -v "^$1/" | grep -q 'cpp$'; then age "$1/libcommon.a"; fi
fi
mv -f "$now" "$1/sums"
