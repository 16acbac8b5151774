#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check_circles.sh ARCHIVE - do any two files of the library need each other? Then neither can
# be read, or tested, before the other. One circle is meant: the table of methods
# (heuristics.c) names searches that begin with the best of the quick methods in that table
# (portfolio.c), and these never begin with it.
set -eu
names=$(mktemp)
trap 'rm -f "$names"' EXIT
nm -A --defined-only --extern-only --format=posix "$1" >"$names"
used=$(nm -A --undefined-only --format=posix "$1")
circles=$(printf '%s\n' "$used" | awk '
    { sub(/.*\[/, "", $1); sub(/\.c\.o\].*/, "", $1) }
    NR == FNR { where[$2] = $1; next }
    ($2 in where) && where[$2] != $1 && !($1 == "portfolio" && where[$2] == "heuristics") {
        print $1 ".c", where[$2] ".c"
    }' "$names" - | tsort 2>&1 >/dev/null | sed 's/^tsort: -: input contains a loop:/circle:/; s/^tsort: //')
[ -z "$circles" ] && exit 0
printf 'files that need each other in %s:\n%s\n' "$1" "$circles" >&2
exit 1
