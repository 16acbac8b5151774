#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run_fuzz.sh - run every fuzz target for some time; what it finds stays in BUILD_DIR/findings
#
# usage: run_fuzz.sh BUILD_DIR SECONDS
#
# A finding that is mended becomes a file in corpus/X/, which ctest replays for ever.

set -u
here=$(cd "$(dirname "$0")" && pwd)
build=$(realpath "$1") seconds=$2
findings=$build/findings
mkdir -p "$findings"

# fuzz PROGRAM
fuzz()
{
    local name=${1##*/} what dictionary=() new
    what=${name#fuzz_}
    new=$(mktemp -d)
    [ ! -e "$here/$what.dict" ] || dictionary=(-dict="$here/$what.dict")
    "$1" "${dictionary[@]}" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 \
        -artifact_prefix="$findings/$what-" "$new" "$here/corpus/$what" \
        >"$findings/$what.log" 2>&1
    local status=$?
    rm -rf "$new"
    echo "$name: $(grep -E '^(Done|SUMMARY)' "$findings/$what.log" | tail -n 1)"
    [ "$status" -eq 0 ] || tail -n 60 "$findings/$what.log"
    return "$status"
}
export -f fuzz
export here build seconds findings

# shellcheck disable=SC2016 # expanded by the inner shell
printf '%s\0' "$build"/bin/fuzz_* |
    xargs -0 -P "$(nproc)" -I{} bash -c 'fuzz "$1"' bash {}
