#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check_symbols.sh ARCHIVE - does any name stand for two things? A static library does not tell:
# who asks gets the first; the shared library does not link.
set -eu
twice=$(nm --defined-only --extern-only --format=posix "$1" | awk '$2 ~ /[TDBR]/ {print $1}' |
        sort | uniq -d)
[ -z "$twice" ] && exit 0
echo "defined more than once in $1:" >&2
echo "$twice" >&2
exit 1
