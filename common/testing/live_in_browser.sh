#!/bin/sh
# Opens the practice site's page /live in a real browser, during a crawl and while the site restarts, and checks what it
# shows. CI calls it from the top folder; it needs build/site and build/02_threads.
# Chromium reads commands from descriptor 3 and writes answers to 4, as JSON that ends with a zero byte
# (https://chromedevtools.github.io/devtools-protocol/). So a pipe and a file are enough to ask the page anything.
BUILD=${BUILD:-build}
for browser in chromium chromium-browser google-chrome google-chrome-stable none; do
    command -v $browser > /dev/null && break
done
if [ "$browser" = none ]; then
    echo "no Chromium here: skipping the test of /live in a browser"
    exit 0
fi

folder=$(mktemp -d) site='' chromium='' asked=0
clean_up() {
    for process in $chromium $site; do kill "$process" && wait "$process"; done 2> /dev/null
    rm -rf "$folder" 2> /dev/null || { sleep 1; rm -rf "$folder"; } # the browser's last child may still write
}
trap clean_up EXIT
trap 'exit 1' INT TERM
trap '' PIPE # if the browser ends, it does not answer, and the script notices that

fail() {
    echo "FAILED: $1" >&2
    for log in site browser; do
        echo "-- $log:"
        grep -v dbus "$folder/$log.log" | tail -n 5
    done >&2
    exit 1
}
# eventually WHAT COMMAND ...: repeats the command until it succeeds, for at least half a minute.
eventually() {
    what=$1 tries=0
    shift
    until "$@"; do
        tries=$((tries + 1))
        [ $tries -lt 300 ] || fail "this never happened: $what"
        sleep 0.1
    done
}

# --- The site and the browser -------------------------------------------------------------------------------------

# URLs with a '?', which nine of the list's ten pages have, are answered when nine of them are in flight. So the peak is
# nine even on a slow machine.
start_site() {
    rm -f "$folder/site.log"
    "$BUILD/site" --port "$1" --delay 500 --hold 9 > "$folder/site.log" 2>&1 &
    site=$!
    eventually "the site is there" grep -qs '^http' "$folder/site.log"
    url=$(sed -n 's|\(^http[^ ]*\)/ .*|\1|p' "$folder/site.log")
}

# send METHOD PARAMETERS
send() {
    asked=$((asked + 1))
    printf '{"id":%d,%s"method":"%s","params":{%s}}\000' $asked "${session:+\"sessionId\":\"$session\",}" "$1" "$2" >&5
}
answered() { tr '\000' '\n' < "$folder/answers" | grep "^{\"id\":$asked," > "$folder/answer"; }
# order METHOD PARAMETERS FIELD: sends, waits for the answer, and stores one of its fields in $found.
order() {
    send "$1" "$2"
    patience=300
    until answered; do
        patience=$((patience - 1))
        [ $patience -gt 0 ] || fail "the browser does not answer $1"
        sleep 0.1
    done
    found=$(sed -n "s/.*\"${3:-id}\":\"\([^\"]*\)\".*/\1/p" "$folder/answer")
}
# page EXPRESSION: succeeds if this is true in the page. (It must not hold double quotes or backslashes, which JSON would
# have to escape.)
page() {
    order Runtime.evaluate "\"expression\":\"String($(echo "$1" | tr '\n' ' '))\"" value
    [ "$found" = true ]
}
text() { echo "document.getElementById('$1').textContent"; }
lines="document.querySelectorAll('tbody tr').length"

start_site 0
mkfifo "$folder/orders"
"$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --disable-dev-shm-usage \
    --user-data-dir="$folder/profile" --remote-debugging-pipe about:blank \
    3< "$folder/orders" 4> "$folder/answers" > "$folder/browser.log" 2>&1 &
chromium=$!
: >> "$folder/answers"
exec 5> "$folder/orders"
order Target.createTarget '"url":"about:blank"' targetId
order Target.attachToTarget "\"targetId\":\"$found\",\"flatten\":true" sessionId
session=$found
order Runtime.enable ''
order Log.enable ''
order Page.navigate "\"url\":\"$url/live\""

# --- What the class sees ------------------------------------------------------------------------------------------

eventually "it says what to type" page \
    "document.getElementById('hint')?.innerText.includes('build/02_threads $url/top250')"

# Records in each frame the largest number in flight so far, and how many bars were open at that time.
bars="(document.querySelector('#picture .waiting:not(.closed)')?.getAttribute('d').split('M').length - 1)"
page "(() => { seen = {number: 0}; (function look() {
    const number = Number($(text in_flight));
    if (number > seen.number) seen = {number, bars: $bars};
    requestAnimationFrame(look); })(); return true; })()" || fail "the page takes no script: $(cat "$folder/answer")"
"$BUILD/02_threads" --quiet --timeout 60 "$url/top250" 2> "$folder/crawl" || fail "the crawl: $(cat "$folder/crawl")"
eventually "nine in flight are seen, and then none" page "seen.number === 9 && $(text in_flight) === '0'"
page "seen.bars === 9" || fail "nine in flight are not nine bars: $(cat "$folder/answer")"
eventually "the peak is 9" page "$(text peak) === '9'"
page "$(text requests) === '10'" || fail "there were ten requests"
page "document.title.startsWith('run 1 02_threads: ') && document.title.endsWith(' s, peak 9, 10 connections, 10 requests')" ||
    fail "the title is wrong"
eventually "all ten bars stay" page "$bars === 10"
page "[...document.querySelectorAll('#picture text')].filter(e => e.textContent.startsWith('/top250')).length === 10" ||
    fail "rows have no names"
page "$lines === 1" || fail "one run is one line in the table"

"$BUILD/02_threads" --body "$url/stats" > "$folder/stats" || fail "no statistics"
grep -q '"requests":10,' "$folder/stats" || fail "the page's own requests were counted: $(cat "$folder/stats")"

sleep 0.6 # a silence ends a run
"$BUILD/02_threads" --body "$url/&lt;i&gt;" > "$folder/crawl" 2>&1 # a 404, and a <i> if it were taken for HTML
eventually "a target is put in as text" page "document.querySelector('#picture').textContent.includes('/&lt;i&gt;')"
page "$lines === 2" || fail "two runs are two lines in the table"
eventually "a page that has failed is marked" page "document.querySelectorAll('#picture text.failed').length === 2 &&
    [...document.querySelectorAll('#picture path.failed')].some(e => e.getAttribute('d'))"

errors() {
    tr '\000' '\n' < "$folder/answers" |
        grep -E '"Runtime.exceptionThrown"|"level":"error"|"Runtime.consoleAPICalled".*"type":"error"'
}
errors > "$folder/errors" && fail "the console has errors: $(cat "$folder/errors")"

eventually "the second run is over" page "$(text in_flight) === '0'" # "clear" keeps a run that is not over
page "(document.getElementById('clear').click(), true)"
eventually "cleared, it says again what to type" page "!document.getElementById('hint').hidden && $lines === 0"

kill $site && wait $site
eventually "it says that the site is not there" page "!document.getElementById('gone').hidden"
start_site "${url##*:}"
eventually "it sees that the site is there again" page "document.getElementById('gone').hidden"
"$BUILD/02_threads" --quiet --timeout 60 "$url/top250" 2> "$folder/crawl" || fail "the crawl: $(cat "$folder/crawl")"
eventually "it goes on after the restart" page "$(text peak) === '9' && $lines === 1"
errors | grep '"Runtime.exceptionThrown"' && fail "the page's script failed"
echo "/live was seen in $browser: ten bars, nine of them at once"
