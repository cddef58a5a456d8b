#!/bin/sh
# Plants thirteen drifts between a page and its translation: check_translation.sh must see each of them.
check=$(cd "$(dirname "$0")" && pwd)/check_translation.sh
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
missed=0

pages() {
    cat > PAGE.md <<'END'
[中文](PAGE.zh-CN.md)

# Waiting

A page takes `100 ms`; see [the chapter](../README.md#the-code).

## What it costs

| | seconds |
|---|---:|
| `build/site` | 0.2 |

    $ make run

```cpp
int answer = 42;  // a comment
```

- one
- two
END
    cat > PAGE.zh-CN.md <<'END'
[English](PAGE.md)

# 等待

一个页面要 `100 ms`，见[这一章](../README.zh-CN.md#代码)。

## 代价

| | 秒 |
|---|---:|
| `build/site` | 0.2 |

    $ make run

```cpp
int answer = 42;  // a comment
```

- 一
- 二
END
    sh "$check" stamp PAGE.md
}

# $1: what drifts, $2: the file, $3: how it is changed.
drift() {
    pages
    sed "$3" "$2" > changed && cp changed "$2"
    if sh "$check" PAGE.md > said; then missed=$((missed + 1)) && echo "not seen: $1"; fi
}

pages
sh "$check" PAGE.md > said || missed=$((missed + 1))
drift "a sentence of the English page changed" PAGE.md 's/takes/needs/'
drift "a command changed in the English page only" PAGE.md 's/make run/make test/'
drift "a line of code was translated" PAGE.zh-CN.md 's/a comment/注释/'
drift "a name in backticks is missing" PAGE.zh-CN.md 's/`100 ms`/100 毫秒/'
drift "a link leads elsewhere" PAGE.zh-CN.md 's/README\.zh-CN\.md/other.md/'
drift "a heading is deeper" PAGE.zh-CN.md 's/^## /### /'
drift "a row of a table is missing" PAGE.zh-CN.md '/build.site/d'
drift "a column was added" PAGE.zh-CN.md 's/^|---|/|---|---|/'
drift "an item of a list is missing" PAGE.zh-CN.md '/^- 二/d'
drift "the link to the other language is gone" PAGE.zh-CN.md '1s/.*/English/'
drift "a section is new" PAGE.md '$s/$/\n\n## And more/'
drift "the section's checksum is gone" PAGE.zh-CN.md '/^<!-- /d'
rm PAGE.zh-CN.md
if sh "$check" PAGE.md > said; then missed=$((missed + 1)) && echo "not seen: no Chinese page at all"; fi
[ $missed -eq 0 ] && echo "thirteen planted drifts of a translation are seen"
