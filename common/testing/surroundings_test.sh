#!/bin/sh
# Tests that a build does not depend on what stands around it: the environment, stray files, times, the folder's name, how it
# was cloned, and what an interrupted build has left. From the top folder: common/testing/surroundings_test.sh
# It works in a small project of its own: this Makefile and its scripts, with chapters of a few lines.
here=$(pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
make=${MAKE:-make}
unset MAKE MAKEFLAGS MAKELEVEL MFLAGS BUILD
bad=0 count=0

# is WHAT SEEN EXPECTED: both must be the same.   has WHAT SEEN EXPECTED: the one must be in the other.
wrong() { echo "FAILED: $1"; echo "-- expected: $3"; echo "-- seen: $2"; bad=$((bad + 1)); }
is() { count=$((count + 1)); [ "$2" = "$3" ] || wrong "$@"; }
has() { count=$((count + 1)); case $2 in *"$3"*) ;; *) wrong "$@" ;; esac; }

# --- The small project --------------------------------------------------------------------------------------------

project="$work/a  b 新手 #1 \$HOME: it's \"x\""
mkdir -p "$project"
cd "$project" || exit 1
project=$(pwd)
cp "$here/Makefile" "$here/.gitattributes" .
(cd "$here" && find common -name '*.mk' -o -name '*.sh' -o -path common/testing/main.cpp) | while read -r file; do
    mkdir -p "${file%/*}" && cp "$here/$file" "$file"
done
echo 'int common_word() { return 1; }' > common/word.cpp
for chapter in 01_blocking 02_threads; do
    mkdir -p $chapter/exercises/checks $chapter/exercises/from_memory $chapter/testing
    echo 'inline const char* word() { return "first"; }' > $chapter/word.hpp
    printf '%s\n' '#include <cstdio>' '#include "word.hpp"' 'int main() { std::puts(word()); }' > $chapter/main.cpp
    echo 'int answer();' > $chapter/answer.hpp
    printf '%s\n' '#include "answer.hpp"' 'int answer() { return 42; }' > $chapter/answer.cpp
    printf '%s\n' '#include "answer.hpp"' 'int answer() { return 0; }  // TODO' > $chapter/exercises/from_memory/answer.cpp
    printf '%s\n' '#include <doctest/doctest.h>' '#include "answer.hpp"' 'TEST_CASE("answer") { CHECK(answer() == 42); }' > $chapter/testing/answer_test.cpp
    echo 'inline int one() { return 0; }  // TODO' > $chapter/exercises/1_one.hpp
    printf '%s\n' '#include "1_one.hpp"' '#include <doctest/doctest.h>' 'TEST_CASE("one") { CHECK(one() == 1); }' > $chapter/exercises/checks/1_one.cpp
    printf '%s\n' '### 1. One' '' '<details><summary>Hint</summary>' '' 'Think.' '' '</details>' > $chapter/README.md
done
echo '// this is chapter 02' >> 02_threads/answer.cpp
mkdir -p common/site common/bench
for file in site/main bench/tour bench/pictures bench/bench bench/floor bench/plot bench/prices bench/process; do
    echo 'int main() {}' > common/$file.cpp
done
mkdir -p students/li && cp -R 01_blocking students/li/
echo 'inline int one() { return 1; }' > students/li/01_blocking/exercises/1_one.hpp
cp students/li/01_blocking/exercises/1_one.hpp "$work/solved.hpp"

# The compiler, but it can be stopped: if the file "stop" holds a word of its command, it writes half a file and waits.
cat > "$work/cxx" << END
#!/bin/sh
if [ -s "$work/stop" ] && case " \$* " in *" \$(cat "$work/stop")"*) ;; *) false ;; esac; then
    for word; do
        case \$before in -o | -MF) echo half > "\$word" ;; esac
        before=\$word
    done
    echo \$\$ > "$work/stopped"
    exec sleep 100
fi
exec ${CXX:-g++} "\$@"
END
CXX="sh $work/cxx" CXXFLAGS=-O0
export CXX CXXFLAGS

says() { "$@" 2>&1 < /dev/null; }
builds() { $make -s build/01_blocking > "$work/log" 2>&1 && build/01_blocking; }
plan() { says env "$@" $make -n -k build test exercises solutions grade schedules faults bench pictures fuzz valgrind steps who-waits texts \
    compile_commands.json format site handout exercise-01-1 hint-01-1 diff-01-02 clean; }

# --- Nothing is run by make -n ------------------------------------------------------------------------------------

plan > "$work/planned"
is "make -n leaves no file" "$(ls -d build compile_commands.json 2> /dev/null)" ''
has "make -n prints what it would run" "$(cat "$work/planned")" 'exercises.sh check 01-1'
$make -q exercise-01-1 > /dev/null 2>&1
is "make -q leaves no file" "$?$(ls -d build 2> /dev/null)" 1

# --- What is said in an ordinary place ----------------------------------------------------------------------------

is "a program is built and runs" "$(says $make build/01_blocking > /dev/null; build/01_blocking)" first
has "an exercise, unsolved" "$(says $make exercise-01-1)" '1 to do'
all_of_it() { # what a reader sees, in any surroundings
    says env "$@" $make -s exercise-01
    says env "$@" $make -s hint-01-1
    says env "$@" $make -s hint-01-1
    says env "$@" $make -s diff-01-02
    says env "$@" $make -s grade-01 OF=students/li
    cat build/grade/results.json
}
all_of_it A=b > "$work/ordinary"
has "Li has solved one" "$(cat "$work/ordinary")" '1 of 5 points'
plan > "$work/planned"
is "all is as before" "$(all_of_it A=b | diff - "$work/ordinary")" ''

# --- The environment ----------------------------------------------------------------------------------------------

# Every name that the makefiles or the scripts use, but for the two that are meant, and those of make and the system.
names=$(cat Makefile $(find common -name '*.mk' -o -name '*.sh') | tr '$' '\n' | sed -n 's/^[({]*\([A-Za-z_][A-Za-z_]*\).*/\1/p' |
    grep -vxE 'CXX|CXXFLAGS|MAKE.*|HOME|PATH|PWD|OLDPWD|LANG|LC_.*|TERM|SHELL' | sort -u)
has "these are names" " $(echo $names) " ' INCLUDE '
is "no name of the build comes from the environment" "$(plan $(for n in $names; do echo $n=zzz; done) | diff - "$work/planned")" ''
is "nor one of a script" "$(all_of_it $(for n in $names; do echo $n=zzz; done) | diff - "$work/ordinary")" ''
mkdir -p "$work/decoy/students" "$work/t m p" && cp -R 02_threads "$work/decoy/students/li" && echo 'echo BASH_ENV' > "$work/decoy/env"
is "nor what the shell and its tools take from there" "$(all_of_it CDPATH="$work/decoy" ENV="$work/decoy/env" BASH_ENV="$work/decoy/env" IFS=/ \
    TMPDIR="$work/t m p" POSIXLY_CORRECT=1 GREP_OPTIONS=-v QUOTING_STYLE=c CLICOLOR_FORCE=1 GZIP=-d TAR_OPTIONS=-v 'BASH_FUNC_sed%%=() { echo sed; }' \
    LC_ALL=tr_TR.UTF-8 LANGUAGE=zh_CN GIT_DIFF_OPTS=-u9 GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_0=color.ui GIT_CONFIG_VALUE_0=always \
    GIT_CONFIG_KEY_1=diff.noprefix GIT_CONFIG_VALUE_1=false SEED=1 | diff - "$work/ordinary")" ''
has "CXXFLAGS does come from there" "$(CXXFLAGS=-O3 $make -n build/02_threads)" " -O3 "
has "CXX too" "$(CXX="ccache g++" $make -n build/02_threads)" "ccache g++ -O0"
has "there is a compiler without make's own variables" "$(env -u CXX $make -R -n build/02_threads)" "g++ -O0"
is "make -i is refused" "$(says $make -i grade | grep -c 'make -k')" 1

# --- The folder ---------------------------------------------------------------------------------------------------

for name in 'x y' '' 'a:b' 'a#b' 'a$b' "it's" 'a%b' 'a;b' 'a=b'; do
    has "BUILD='$name' is refused" "$(says $make BUILD="$name" build)" "BUILD=$name: this folder's name"
done
has "make -f in another folder is refused" "$(cd 01_blocking && says $make -f ../Makefile build)" 'use -C instead of -f'
is "make -C in another folder" "$(cd / && says $make -s -C "$project" build/01_blocking && "$project/build/01_blocking")" first
says $make -s compile_commands.json
command -v python3 > /dev/null && is "compile_commands.json names the folder" \
    "$(python3 -c 'import json; print(json.load(open("compile_commands.json"))[0]["directory"])')" "$project"

# --- Stray files --------------------------------------------------------------------------------------------------

echo '#error' > "$work/stray"
plan > "$work/planned"
for name in '1_one copy.hpp' '1_one(1).hpp' 1_one.hpp~ 1_one.hpp.orig .1_one.hpp.swp ._1_one.hpp '#1_one.hpp#' .DS_Store Thumbs.db \
    'from_memory/answer copy.cpp' 'from_memory/old answer.cpp' 'from_memory/answer(1).cpp' 'checks/1_one copy.cpp'; do
    cp "$work/stray" "01_blocking/exercises/$name"
done
for name in 'main copy.cpp' 'main(1).cpp' 'word copy.hpp' '#main.cpp#' 'old main.cpp' ._main.cpp "it's.cpp" 'testing/answer_test copy.cpp' 'testing/answer(2)_test.cpp'; do
    cp "$work/stray" "01_blocking/$name"
done
ln -s nobody@nowhere:1 '01_blocking/.#main.cpp'
cp "$work/stray" 01_notes.md && cp "$work/stray" 'common/testing/testing copy.mk' && cp -R 01_blocking '01_blocking copy'
is "stray files change nothing that make would do" "$(plan | diff - "$work/planned")" ''
is "nor anything that a reader sees" "$(all_of_it A=b | diff - "$work/ordinary")" ''
cp "$work/stray" 01_blocking/exercises/1_one_old.hpp && cp "$work/stray" 01_blocking/exercises/from_memory/answer_old.cpp
is "nor do copies with plain names" "$(all_of_it A=b | diff - "$work/ordinary")" ''
cp -R 02_threads 02_threads_old
has "a chapter twice is refused" "$(says $make build)" 'Two folders are chapter 02: 02_threads 02_threads_old'
rm -rf 02_threads_old

# --- Times --------------------------------------------------------------------------------------------------------

sed s/first/second/ 01_blocking/word.hpp > "$work/second"
cp -p 01_blocking/word.hpp "$work/first"
cp "$work/second" 01_blocking/word.hpp
is "a changed header" "$(builds)" second
cp -p "$work/first" 01_blocking/word.hpp
is "an older header comes back" "$(builds)" first
cp -p 01_blocking/exercises/1_one.hpp "$work/starter.hpp"
cp "$work/solved.hpp" 01_blocking/exercises/1_one.hpp
has "an exercise, solved" "$(says $make exercise-01-1)" '1 done'
cp -p "$work/starter.hpp" 01_blocking/exercises/1_one.hpp
has "its starter comes back" "$(says $make exercise-01-1)" '1 to do'
cp -p 01_blocking/answer.hpp "$work/answer.hpp"
echo '#error' > 01_blocking/answer.hpp
has "from memory, with a wrong header" "$(says $make exercise-01-4)" '4 does not compile'
cp -p "$work/answer.hpp" 01_blocking/answer.hpp
has "the older header comes back" "$(says $make exercise-01-4)" '4 to do'

grades() { says $make grade-01-1 OF=students/li | sed -n 's/^01-1 .* \([0-9]\) \/ .*/\1/p'; }
is "a grade" "$(grades)" 1
touch -t 200001010000 "$work/starter.hpp" && cp -p "$work/starter.hpp" students/li/01_blocking/exercises/1_one.hpp
echo '// changed' >> students/li/01_blocking/exercises/1_one.hpp && touch -t 200001010000 students/li/01_blocking/exercises/1_one.hpp
is "an older file is graded" "$(grades)" 0
cp "$work/solved.hpp" students/li/01_blocking/exercises/1_one.hpp
cp -p 01_blocking/exercises/checks/1_one.cpp "$work/check"
sed 's/== 1/== 2/' "$work/check" > 01_blocking/exercises/checks/1_one.cpp
is "by a changed check" "$(grades)" 0
cp -p "$work/check" 01_blocking/exercises/checks/1_one.cpp
is "by the older check again" "$(grades)" 1

rm build/objects/01_blocking/main.o
is "an object that is gone" "$(builds; ls build/objects/01_blocking/main.o)" "first
build/objects/01_blocking/main.o"
echo 'int extra() { return 1; }' > common/extra.cpp
builds > /dev/null
is "a file more" "$(ar t build/libcommon.a | grep -c extra)" 1
rm common/extra.cpp
builds > /dev/null
is "a file less" "$(ar t build/libcommon.a | grep -c extra)" 0

# --- An interrupted build, and two at once ------------------------------------------------------------------------

# stop WORD TARGET: kills make, as by kill -9, when the compiler has written half a file.
stop() {
    rm -f "$work/stopped"
    echo "$1" > "$work/stop"
    $make -s "$2" > "$work/log" 2>&1 &
    killed=$!
    tries=0
    until [ -s "$work/stopped" ] || [ $tries -eq 100 ]; do sleep 0.1; tries=$((tries + 1)); done
    kill -9 $killed
    kill -9 "$(cat "$work/stopped")"
    wait $killed 2> /dev/null
    rm -f "$work/stop"
}
touch 01_blocking/main.cpp
stop '-c 01_blocking/main.cpp' build/01_blocking
is "killed in the middle of an object" "$(builds)" first
rm -f build/01_blocking
stop '-o build/01_blocking' build/01_blocking
is "killed in the middle of a link" "$(builds)" first
rm -rf build/from_memory && mkdir -p build/from_memory/01_blocking
(ulimit -f 1 && $make exercise-01-4 build/02_threads) > /dev/null 2>&1
has "after no byte could be written" "$(says $make exercise-01-4)" '4 to do'
is "nothing is left by it" "$(says $make -s build/02_threads > "$work/log" && build/02_threads)" first

rm -rf build/objects build/0*
$make -s build/01_blocking build/02_threads > "$work/log" 2>&1 &
$make -s build/02_threads build/01_blocking > "$work/log2" 2>&1
status=$?
wait $!
is "two builds at once" "$status$?$(build/01_blocking)$(build/02_threads)" 00firstfirst
echo $$ > build/grade/lock
has "two grades at once are refused" "$(says $make grade-01 OF=students/li)" "Another make grade runs in build, process $$"
has "nothing from before stays" "$(says $make grade-01 OF=students/wang; cat build/grade/results.json)" 'holds no exercises'
sh -c 'echo $$' > build/grade/lock
is "a grade that was killed does not stop the next one" "$(grades)" 1

# --- A checkout ---------------------------------------------------------------------------------------------------

is "no script needs to be executable" "$(grep -E '^ *(common|\./|\.ci)' "$work/planned")" ''
for shell in bash busybox; do
    command -v $shell > /dev/null || continue
    mkdir -p "$work/$shell"
    case $shell in bash) echo 'exec bash --posix "$@"' ;; *) echo 'exec busybox sh "$@"' ;; esac > "$work/$shell/sh"
    sed -i '1i #!/bin/sh' "$work/$shell/sh" && chmod +x "$work/$shell/sh"
    is "by $shell" "$(all_of_it PATH="$work/$shell:$PATH" | diff - "$work/ordinary")" ''
done
if command -v git > /dev/null; then
    export HOME="$work" GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
    mkdir -p 01_blocking/testing/fuzz/corpus/page && printf 'a\nb\r\nc' > 01_blocking/testing/fuzz/corpus/page/lines
    mkdir -p 01_blocking/solutions && cp "$work/solved.hpp" 01_blocking/solutions/1_one.hpp
    echo /build > .gitignore && git init -q . && git add -A && git commit -q -m start
    git clone -q -c core.autocrlf=true . "$work/crlf" 2> "$work/log"
    is "a clone with CRLF: a hint" "$(cd "$work/crlf" && says $make -s hint-01-1)" Think.
    has "a clone with CRLF: a diff" "$(cd "$work/crlf" && says $make -s diff-01-02)" '+// this is chapter 02'
    is "its corpus" "$(cksum < "$work/crlf/01_blocking/testing/fuzz/corpus/page/lines")" "$(cksum < 01_blocking/testing/fuzz/corpus/page/lines)"
    has "a handout" "$(says $make handout)" 'without its solutions'
    if [ "$(id -u)" -eq 0 ] && chown -R 1 "$work/crlf" 2> /dev/null; then
        has "git says why there is no handout" "$(cd "$work/crlf" && says $make handout)" 'dubious ownership'
    fi
fi

echo "$count checks of what stands around the build, $bad failed"
[ $bad -eq 0 ]
