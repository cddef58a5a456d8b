#!/bin/sh
# Checks the files that a chapter carries over from others, so that a copy of the chapter is complete: NN_x/from_MM/name
# must equal MM_y/name. `make texts` calls it from the top folder: common/testing/check_same.sh
bad=0 count=0
for copy in [0-9][0-9]_*/from_[0-9][0-9]/*; do
    [ -e "$copy" ] || continue
    number=${copy#*/from_} && number=${number%%/*}
    found=''
    for origin in "$number"_*/"${copy##*/}"; do
        [ -e "$origin" ] && found=yes && { cmp "$origin" "$copy" || bad=1; }
    done
    [ -n "$found" ] || { echo "$copy: chapter $number has no ${copy##*/}"; bad=1; }
    count=$((count + 1))
done
echo "$count repeated files"
exit $bad
