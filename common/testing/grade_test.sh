#!/bin/sh
# Tests what make grade does with the folders of students, on chapter 01. From the top folder: common/testing/grade_test.sh
MAKE=${MAKE:-make}
BUILD=${BUILD:-build}
of=$BUILD/grade_test
bad=0

# points EXPECTED STATE WHAT: grades the folder $of with make $which LIMIT=$limit, and compares.
points() {
    seen=$($MAKE -s BUILD="$BUILD" "$which" OF="$of" LIMIT="$limit" 2>&1)
    case $seen in
        *"/ 1  $2
"*"
$1 of "*) ;;
        *) echo "$3: expected '$2' and $1 points; seen: $seen"; bad=1 ;;
    esac
    if command -v python3 > /dev/null; then
        python3 -c 'import json, sys, xml.dom.minidom as xml
json.load(open(sys.argv[1])), xml.parse(sys.argv[2])' "$BUILD/grade/results.json" "$BUILD/grade/junit.xml" || { echo "$3: not JSON, or not XML"; bad=1; }
    fi
}
# begin makes a student's folder. submit < file puts the file there as exercise 01-1.
begin() {
    rm -rf "$of" && mkdir -p "$of" && cp -r 01_blocking "$of/" && rm -rf "$of/01_blocking/solutions"
}
submit() { cat > "$of/01_blocking/exercises/1_whole_deadline.hpp"; }

which=grade-01 limit=120
begin
for check in "$of"/01_blocking/exercises/checks/*.cpp "$of"/01_blocking/testing/*_test.cpp; do : > "$check"; done
points 0 "not begun" "starters whose checks are emptied"
cp 01_blocking/solutions/*.hpp "$of/01_blocking/exercises/"
for file in 01_blocking/exercises/from_memory/*.?pp; do [ ! -e "$file" ] || cp "01_blocking/${file##*/}" "$of/$file"; done
all=$(ls -d 01_blocking/exercises/[1-3]_*.hpp 01_blocking/exercises/from_memory 2> /dev/null |
    sed 's|.*/from_memory|4|; s|.*/\([1-3]\)_.*|\1|' | awk '{ sum += $1 } END { print sum }')
points $all done "solutions, and the chapter from memory"

which=grade-01-1
read_page='#include "common/http.hpp"
#include "common/socket.hpp"
inline Response read_page(const Url&, std::chrono::milliseconds)'
begin
submit << END
#include <unistd.h>
$read_page { ::_exit(0); }
END
points 0 "ends early" "a program that ends with 0 in its first check"
submit << END
$read_page { for (volatile int i = 0;; i = i + 1) {} }
END
limit=2
points 0 "never ends" "a program that never ends"
limit=120
submit << END
$read_page { throw std::runtime_error("a \"quoted\" <tag> & ]]> \\\\ \t and bytes \x01\x1b\xff\xe6"); }
END
points 0 "to do" "an error full of characters that XML and JSON use"
grep -qF 'a \"quoted\" <tag> & ]]>' "$BUILD/grade/results.json" || { echo "the error is not in results.json"; bad=1; }
grep -qF 'a &quot;quoted&quot; &lt;tag&gt; &amp; ]]&gt;' "$BUILD/grade/junit.xml" || { echo "the error is not in junit.xml"; bad=1; }
submit << END
#include <doctest/doctest.h>
#undef CHECK_MESSAGE
$read_page { return {}; }
END
points 0 refused "a file that turns the checks off"
ln -sf "$(pwd)/01_blocking/solutions/1_whole_deadline.hpp" "$of/01_blocking/exercises/1_whole_deadline.hpp"
points 0 missing "a link to the solution"
rm -rf "$of/01_blocking/exercises" && ln -s "$(pwd)/01_blocking/solutions" "$of/01_blocking/exercises"
points 0 missing "a link to the folder of solutions"
mkdir -p "$of/02_threads/exercises" && rm -rf "$of/01_blocking"
points 0 missing "a folder without the exercise"

rm -rf "$of"
[ $bad -eq 0 ] && echo "grades are right"
exit $bad
