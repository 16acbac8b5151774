#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check_symbols.sh ARCHIVE - does any name stand for two things? A static library does not tell:
# who asks gets the first; the shared library does not link. And does anything start a shell?
set -eu
used=$(nm --undefined-only --format=posix "$1")
defined=$(nm --defined-only --extern-only --format=posix "$1")
shells=$(printf '%s\n' "$used" | awk '{print $1}' |
         grep -xE 'system|popen|wordexp' | sort -u || true)
[ -z "$shells" ] || {
    echo "$1 uses what starts a shell: $shells" >&2
    exit 1
}
twice=$(printf '%s\n' "$defined" | awk '$2 ~ /[TDBR]/ {print $1}' |
        sort | uniq -d)
[ -z "$twice" ] && exit 0
echo "defined more than once in $1:" >&2
echo "$twice" >&2
exit 1
