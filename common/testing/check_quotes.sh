#!/bin/sh
# Checks that every ```cpp or ```diff block is exactly in the file that the last link above it names.
# `make texts` calls it from the top folder: common/testing/check_quotes.sh README.md ...
status=0
for page in "$@"; do
    awk -v page="$page" -v folder="$(dirname "$page")" '
        function content(path,   text, line) {
            text = ""
            while ((getline line < path) > 0) text = text line "\n"
            close(path)
            return text
        }
        !inside && /\]\([^)]*\.([ch]pp|diff)\)/ {
            file = $0
            sub(/.*\]\(/, "", file)
            sub(/\).*/, "", file)
        }
        /^```/ && inside {
            inside = 0
            count++
            if (file == "" || index(content(folder "/" file), block) == 0) {
                printf "%s:%d: this block is not in %s:\n%s", page, start, file == "" ? "any named file" : file, block
                bad = 1
            }
            next
        }
        /^```(cpp|diff)/ { inside = 1; block = ""; start = NR; next }
        inside { block = block $0 "\n" }
        END { printf "%s: %d blocks checked\n", page, count; exit bad }
    ' "$page" || status=1
done
exit $status
