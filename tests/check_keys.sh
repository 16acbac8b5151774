#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_keys.sh - does rtpart-results(5) name every key and column of the files that rtvalidate
#                 writes, and no other?
#
# usage: check_keys.sh PAGE BIN DATA
#
# In the page, a comment `keys: FOLDER/FILE` begins the keys of a file, each a line `.B KEY`, up to
# the next heading. Prints each difference. Exit status: 0 none, 1 some.

set -eu
export LC_ALL=C
page=$(realpath "$1") bin=$(realpath "$2") data=$(realpath "$3")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
"$bin/rtpart" -q --vcpus 2 -o plan.xml "$data/table4.xml" >/dev/null
"$bin/rtvalidate" run -q --duration 2s -o run plan.xml >/dev/null
"$bin/rtvalidate" platform show -q --compare "$data/platform-paper.csv" -o platform \
    "$data/platform-seen" >/dev/null

# written FILE: its keys, or its columns
written()
{
    case $1 in
    *.json) grep -o '"[a-z0-9_]*": *[^ ]' "$1" | cut -d '"' -f 2 ;;
    *.csv) head -n 1 "$1" | tr , '\n' ;;
    esac | sort -u
}

# documented FILE: what the page says of it
documented()
{
    awk -v file="$1" '/^[.]S[HS]/ { on = 0 } on && /^[.]B / { print $2 }
        $2 == "keys:" { on = $3 == file }' "$page" | sort -u
}

failed=0
for file in run/*.json run/*.csv platform/*.json platform/*.csv; do
    diff <(documented "$file") <(written "$file") >differences && continue
    failed=1
    sed -n "s|^<|$file: nothing writes|p; s|^>|$file: the page does not name|p" differences
done
exit "$failed"
