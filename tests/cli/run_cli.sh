#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run_cli.sh - run one case of a tool as a user would, and compare what comes out
#
# usage: run_cli.sh CASE.sh          (BIN, DATA and VERSION come from ctest)
#        UPDATE=1 run_cli.sh CASE.sh   write the expected files instead; read the diff
#
# A case is CASE.sh beside CASE.out (standard output), CASE.err (standard error; where it
# is missing, stderr is not compared) and CASE.exit (exit status; where it is missing, 0).
# It runs under `bash -eu` in a fresh folder, in the C locale, with the built tools first in
# PATH, `$DATA` the folder data/, `$CASES` the folder of the case, and stdin empty. In what
# it prints, the paths of these folders and the version are replaced by $DATA, $CASES, $TMP
# and $VERSION, so that no expected file depends on a machine or a release.
#
# A sanitizer's report fails the case, wherever its stderr went. A case with a line
# `# valgrind` is also run under valgrind where VALGRIND names it (ctest: valgrind_CASE).

set -u
export LC_ALL=C
case_file=$(realpath "$1")
base=${case_file%.sh}
CASES=$(dirname "$case_file")
DATA=$(realpath "${DATA:-$CASES/../../data}")
BIN=$(realpath "${BIN:?the folder of the built tools}")
export CASES DATA

scratch=$(realpath "$(mktemp -d)")
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/work" "$scratch/bin"

export ASAN_OPTIONS="detect_leaks=1:log_path=$scratch/sanitizer"
export UBSAN_OPTIONS="print_stacktrace=1:log_path=$scratch/sanitizer"

# Put every tool behind valgrind, under its own name.
wrap_tools()
{
    local tool
    for tool in "$BIN"/rt*; do
        cat >"$scratch/bin/${tool##*/}" <<END
#!/bin/sh
exec "$VALGRIND" --quiet --leak-check=full --errors-for-leak-kinds=definite,indirect \
    --error-exitcode=99 --log-file="$scratch/sanitizer.%p" "$tool" "\$@"
END
        chmod +x "$scratch/bin/${tool##*/}"
    done
}
[ -z "${VALGRIND:-}" ] || wrap_tools

(
    cd "$scratch/work" || exit 127
    PATH=$scratch/bin:$BIN:$PATH exec bash -eu "$case_file"
) </dev/null >"$scratch/out.raw" 2>"$scratch/err.raw"
status=$?

escape()
{
    printf '%s' "$1" | sed 's/[][\.*^$|]/\\&/g'
}
for stream in out err; do
    sed -e "s|$(escape "$scratch/work")|\$TMP|g" -e "s|$(escape "$DATA")|\$DATA|g" \
        -e "s|$(escape "$CASES")|\$CASES|g" \
        ${VERSION:+-e "s|$(escape "$VERSION")|\$VERSION|g"} \
        "$scratch/$stream.raw" >"$scratch/$stream"
done

failed=0
for report in "$scratch"/sanitizer.*; do
    if [ -s "$report" ]; then
        cat "$report"
        failed=1
    fi
done

if [ -n "${UPDATE:-}" ]; then
    [ "$failed" -eq 0 ] || exit 1
    cp "$scratch/out" "$base.out"
    [ ! -e "$base.err" ] || cp "$scratch/err" "$base.err"
    if [ "$status" -eq 0 ]; then rm -f "$base.exit"; else echo "$status" >"$base.exit"; fi
    exit 0
fi

expected=0
[ ! -e "$base.exit" ] || expected=$(<"$base.exit")
if [ "$status" -ne "$expected" ]; then
    echo "exit status $status instead of $expected"
    failed=1
fi
diff -u --label expected.out --label got.out "$base.out" "$scratch/out" || failed=1
if [ -e "$base.err" ] && [ -z "${VALGRIND:-}" ]; then
    diff -u --label expected.err --label got.err "$base.err" "$scratch/err" || failed=1
fi
if [ "$failed" -ne 0 ] && [ -s "$scratch/err" ]; then
    echo "its stderr was:"
    cat "$scratch/err"
fi
exit "$failed"
