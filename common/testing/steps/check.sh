#!/bin/sh
# Records docs/steps again and compares, checks that the lines that are lit stand in their files, steps through each
# page in a real browser, and tries who-waits. CI calls it from the top folder. Any POSIX sh will do.
BUILD=${BUILD:-build}
if ! command -v gdb > /dev/null; then
    echo "no gdb here: docs/steps was not recorded again, and who-waits was not tried"
    exit 0
fi
folder=$(mktemp -d) site='' crawl=''
clean_up() {
    for process in $crawl $site; do kill "$process" && wait "$process"; done 2> /dev/null
    rm -rf "$folder" 2> /dev/null || { sleep 1; rm -rf "$folder"; } # the browser's last child may still be writing
}
trap clean_up EXIT
trap 'exit 1' INT TERM
fail() {
    echo "FAILED: $1" >&2
    exit 1
}

# --- The same bytes, and the same lines ---------------------------------------------------------------------------

# The compiler decides where a line begins, and g++ 13 may decide otherwise.
compiler=$(${CXX:-g++} -dumpversion)
if [ "${compiler%%.*}" = 12 ] && ${CXX:-g++} --version | grep -q 'Free Software'; then
    make steps FOLDER="$folder" 2> "$folder/log" > /dev/null || fail "make steps: $(cat "$folder/log")"
    for file in docs/steps/0* docs/img/loop_06.svg; do
        cmp "$file" "$folder/${file#docs/}" ||
            fail "$file is not what is recorded now: look at what has changed, and run make steps"
    done
    echo "docs/steps and docs/img/loop_06.svg are what is recorded now:"
    grep 'bytes$' "$folder/log" | sed "s|^$folder|  docs|"
else
    echo "docs/steps was recorded with g++ 12; this is ${CXX:-g++} $compiler: not recorded again"
fi
# (gdb ends with status 0 even when its script fails.)
gdb -q -batch -nx -x common/testing/steps/check_lines.py > "$folder/lines" 2>&1
status=$?
cat "$folder/lines"
[ $status -eq 0 ] && grep -q 'stand in their files' "$folder/lines" || exit 1

# --- Each page in a browser, from its first step to its last ------------------------------------------------------

for browser in chromium chromium-browser google-chrome google-chrome-stable none; do
    command -v $browser > /dev/null && break
done
cat > "$folder/walk.html" << 'END'
<script>
const press = key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
const expect = (is_true, what) => { if (!is_true) throw new Error(what + ', at step ' + (step + 1)); };
try {
  expect(step === 2, 'the link to a step');
  press('Home');
  for (let i = 0; i <= last; press('ArrowRight'), ++i) {
    expect(step === i, 'forward');
    const lit = document.querySelector('#source .lit');
    expect(lit.textContent === run.files[run.steps[i][FILE]][1][run.steps[i][LINE] - 1], 'the lit line');
    expect($('caption').textContent.length > 10, 'the sentence');
    const box = lit.getBoundingClientRect(), around = $('source').getBoundingClientRect();
    expect(box.top >= around.top && box.bottom <= around.bottom, 'the lit line is in sight');
  }
  for (let i = last; i > 0; --i) press('ArrowLeft');
  expect(step === 0, 'back');
  for (let turn = 1; turn <= run.steps[last][TURN]; ++turn) {
    press('n');
    expect(run.steps[step][TURN] === turn && run.steps[step - 1][TURN] === turn - 1, 'next turn');
  }
  press('p');
  expect(run.steps[step][TURN] === run.steps[last][TURN] - 1, 'previous turn');
  press('Home');
  press('f');
  for (let i = 0; i < 5; ++i) press('ArrowRight'), expect(run.steps[step][PAGE] === 0, 'follow');
  press(' '), expect(playing, 'play');
  press(' '), expect(!playing, 'pause');
  document.title = errors.length ? errors[0] : 'walked from 1 to ' + (last + 1);
} catch (error) { document.title = error.message; }
</script>
END
grep -n 'url(\|@import\|import(\|fetch(\|src=\|href=' docs/steps/page.* && fail "docs/steps/page.* load something"
cp docs/steps/page.* "$folder"
if [ "$browser" = none ]; then echo "no Chromium here: the pages of docs/steps were not looked at in a browser"; else
    for page in docs/steps/*.html; do
        [ "$(wc -c < "$page")" -lt 300000 ] || fail "$page is too large"
        [ "$(grep -o 'src=[^ >]*\|href=[^ >]*' "$page" | tr '\n' ' ')" = 'href="page.css" src="page.js" ' ] ||
            fail "$page loads something else than page.css and page.js"
        { echo '<!DOCTYPE html><script>const errors = [];'
            echo 'addEventListener("error", event => errors.push(event.message));</script>'
            sed 1d "$page" && cat "$folder/walk.html"; } > "$folder/page.html"
        "$browser" --headless --no-sandbox --disable-gpu --no-first-run --disable-dev-shm-usage --window-size=1400,900 \
            --user-data-dir="$folder/profile" --dump-dom "file://$folder/page.html#step=3" > "$folder/dom" 2> /dev/null
        title=$(sed -n 's|.*<title>\(.*\)</title>.*|\1|p' "$folder/dom")
        case $title in
        "walked "*) echo "$page: $title" ;;
        *) fail "$page in $browser: ${title:-it did not load}" ;;
        esac
    done
fi

# --- Who waits for whom, in a crawl that hangs --------------------------------------------------------------------

# The site never answers the film list's third page. Each crawl runs within gdb, because attaching to a process is
# not allowed everywhere. When the other nine pages have arrived, the crawl is stopped, and who-waits is called.
eventually() {
    what=$1 tries=0
    shift
    until "$@"; do
        tries=$((tries + 1))
        [ $tries -lt 300 ] || fail "this never came true: $what"
        sleep 0.1
    done
}
hangs() { "$BUILD/01_blocking" --body "$url/stats" 2> /dev/null | grep -q '"in_flight":1,"requests":10,'; }
# who_waits FOLDER: the output of who-waits in that chapter's program must hold each line of the chapter's
# testing/who_waits.txt, in this order.
who_waits() {
    rm -f "$folder/site.log"
    "$BUILD/site" --port 0 --fault 3=stall > "$folder/site.log" 2>&1 &
    site=$!
    eventually "the site is there" grep -qs '^http' "$folder/site.log"
    url=$(sed -n 's|\(^http[^ ]*\)/ .*|\1|p' "$folder/site.log")
    gdb -q -batch -nx -ex "set exec-wrapper sh -c 'echo \$\$ > $folder/pid; exec \"\$0\" \"\$@\"'" \
        -x common/testing/steps/who_waits.py -ex run -ex who-waits -ex kill \
        --args "$BUILD/$1" --quiet --timeout 1000 "$url/top250" > "$folder/said" 2>&1 &
    crawl=$!
    eventually "nine pages have arrived, and one has not" hangs
    kill -INT "$(cat "$folder/pid")"
    wait $crawl
    kill $site && wait $site 2> /dev/null
    crawl='' site=''
    from=1
    while IFS= read -r expected; do
        line=$(tail -n "+$from" "$folder/said" | grep -n -F -e "$expected" | head -n 1 | cut -d: -f1)
        [ -n "$line" ] || fail "who-waits in $1 does not say \"$expected\" where it should: $(cat "$folder/said")"
        from=$((from + line))
    done < "$1/testing/who_waits.txt"
    echo "who-waits in $1: $(grep 'unfinished$' "$folder/said")"
    # A README may show this output.
    sed -n '/^    \$ make who-waits/,/unfinished$/p' "$1/README.md" | sed -e 1d -e 's/^    //' > "$folder/quoted"
    [ -s "$folder/quoted" ] || return 0
    sed -n '/^Task 1/,/unfinished$/p' "$folder/said" |
        sed -e "s|$url|http://127.0.0.1:8250|" -e 's/socket [0-9]*/socket 4/' > "$folder/said_now"
    diff "$folder/quoted" "$folder/said_now" || fail "$1/README.md does not show what who-waits says now"
}
for expected in [0-9][0-9]_*/testing/who_waits.txt; do who_waits "${expected%%/*}"; done

# A coroutine that sleeps, stopped in the one poll in which the loop sleeps.
gdb -q -batch -nx -x common/testing/steps/who_waits.py -ex "break poll" -ex run -ex who-waits -ex kill \
    --args "$BUILD/07_print_sum" 1 2 > "$folder/said" 2>&1
grep -q "waits for a timer" "$folder/said" || fail "who-waits does not say that print_sum sleeps: $(cat "$folder/said")"
