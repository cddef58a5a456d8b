#!/bin/sh
# Packs what a class gets: the last commit, without solutions and without the CI that checks them. For make handout.
name=async-from-scratch
folder=${BUILD:-build}/handout
ls -d [0-9][0-9]_*/solutions > /dev/null 2>&1 || { echo "This folder has no solutions: it is a handout itself." >&2; exit 2; }
commit=$(git rev-parse --short HEAD 2>&1) || { echo "make handout packs the last commit, and git finds none here: $commit" >&2; exit 2; }
git diff --quiet HEAD || echo "Some files have changes that are not committed; the handout does not have these changes."
mkdir -p "$folder" || exit
git archive --prefix=$name/ HEAD -- . ':(exclude,glob)*/solutions/**' ':(exclude).ci' ':(exclude).github' > "$folder/$name.tar" &&
    gzip -n -c "$folder/$name.tar" > "$folder/$name.new" && rm "$folder/$name.tar" && mv "$folder/$name.new" "$folder/$name.tar.gz" &&
    echo "$folder/$name.tar.gz: commit $commit without its solutions"
