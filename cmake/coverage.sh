#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# coverage.sh - lines that the last test run executed, by folder; fails below the floor
#
# usage: coverage.sh GCOVR SOURCE_DIR BUILD_DIR FLOOR FOLDER...
#
# Reports go to files: gcovr replaces the file it is told to write, even a device.
#
# FLOOR (in %) is asked of each FOLDER that has sources; the other folders are only shown.

set -uo pipefail
gcovr=$1 source=$(realpath "$2") build=$(realpath "$3") floor=$4
shift 4
cd "$source" || exit 2

"$gcovr" --root . --object-directory "$build" --exclude tests --json "$build/coverage.json" \
    "$build" >/dev/null || exit 2
report()
{
    "$gcovr" --root . --add-tracefile "$build/coverage.json" "$@"
}

report --txt | sed "s|$source/||"
failed=0
for folder in "$@"; do
    compgen -G "$folder/*.c" >/dev/null || continue
    if ! line=$(report --filter "$folder/" --fail-under-line "$floor" --print-summary \
        --txt "$build/$folder.txt" | grep '^lines:'); then
        failed=1
        line="$line, below $floor %"
    fi
    echo "$folder/ $line"
done
exit "$failed"
