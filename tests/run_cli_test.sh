#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run_cli_test.sh - does the CLI harness pass what is right and fail what is wrong?

set -u
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/bin" "$dir/data" "$dir/cases"
failed=0

# A tool that greets, complains, and can leave a sanitizer's report behind.
cat >"$dir/bin/rtgreet" <<'END'
#!/bin/sh
echo "rtgreet 1.2.3 reads $1"
echo "$1: no such thing" >&2
[ "$2" != report ] || echo "heap-use-after-free" >"${ASAN_OPTIONS##*log_path=}.42"
exit "${3:-0}"
END
chmod +x "$dir/bin/rtgreet"
echo hello >"$dir/data/file"

run()
{
    BIN=$dir/bin DATA=$dir/data VERSION=1.2.3 "$here/cli/run_cli.sh" "$dir/cases/$1.sh" \
        >"$dir/log" 2>&1
}

# expect pass|fail CASE WHY
expect()
{
    local got=pass
    run "$2" || got=fail
    if [ "$got" != "$1" ]; then
        echo "$2: expected $1, got $got ($3)"
        cat "$dir/log"
        failed=1
    fi
}

cd "$dir/cases" || exit 2
# shellcheck disable=SC2016 # the case expands it
echo 'rtgreet "$DATA/file" - 3' >a.sh
# shellcheck disable=SC2016 # a literal $DATA is expected
echo 'rtgreet $VERSION reads $DATA/file' >a.out
expect fail a "status 3 is not 0"
echo 3 >a.exit
expect pass a "paths and version are replaced"
# shellcheck disable=SC2016 # a literal $DATA is expected
echo '$DATA/file: no such thing' >a.err
expect pass a "stderr as expected"
echo 'another message' >a.err
expect fail a "stderr differs"
rm a.err && echo 'something else' >a.out
expect fail a "stdout differs"

UPDATE=1 run a || failed=1
expect pass a "after an update"
[ ! -e a.err ] || { echo "UPDATE made a .err that was not there"; failed=1; }

# shellcheck disable=SC2016 # the case expands it
echo 'rtgreet "$DATA/file" report 2>/dev/null' >b.sh
cp a.out b.out
expect fail b "a sanitizer reported"

printf 'false\necho never\n' >c.sh
true >c.out
echo 1 >c.exit
expect pass c "a failing command ends the case"

# shellcheck disable=SC2016 # the case expands it
printf 'touch here\necho "$PWD"\ncat\n' >d.sh
# shellcheck disable=SC2016 # a literal $TMP is expected
echo '$TMP' >d.out
expect pass d "a fresh folder, an empty stdin"
[ ! -e here ] || { echo "the case ran in its own folder"; failed=1; }

exit "$failed"
