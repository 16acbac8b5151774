#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_docs_test.sh - does check_docs.py find each kind of fault in a page, and no other? Does
#                      doc_examples.sh run what it should?

# shellcheck disable=SC2016,SC1003 # backquotes and backslashes of pages
set -u
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree"/{bin,docs,tests/bench,tests/machine,analysis,.ci}
failed=0

cat >"$tree/bin/rtgreet" <<'END'
#!/bin/sh
case $1 in
wave) echo ;;
*) printf '      --loud     Shout\n\nCommands:\n  wave       without a word\n\n' ;;
esac
END
printf '#!/bin/sh\ndoc_examples.sh page.md\n' >"$tree/tests/machine/greet.sh"
printf '#!/bin/sh\n# page.md\n' >"$tree/tests/machine/unknown.sh"
printf '#!/bin/sh\n' >"$tree/tests/machine/silent.sh"
printf '#!/bin/sh\n./setup.sh --quality\n' >"$tree/.ci/run"
chmod +x "$tree/bin/rtgreet" "$tree"/tests/machine/*.sh "$tree/.ci/run"
echo "set(machine_tests greet silent)" >"$tree/tests/CMakeLists.txt"
touch "$tree"/{README.md,tests/bench/bench_greet.c,analysis/gfb.c}
echo 'static void test_greet_is_loud(void **state)' >"$tree/tests/test_greet.c"

# expect WORDS [LINE...]: a page of these lines has the fault WORDS; none with ""
expect()
{
    local words=$1 out status=0
    shift
    printf '%s\n' '# A page' '' "$@" >"$tree/docs/page.md"
    out=$("$here/check_docs.py" "$tree" "$tree/bin") || status=$?
    if [ -z "$words" ] && [ "$status" -eq 0 ] && [ -z "$out" ]; then
        return
    fi
    if [ -z "$words" ] || [ "$status" -ne 1 ] || [[ $out != "docs/page.md:"*"$words"* ]]; then
        printf 'expected "%s" of\n%s\ngot %s:\n%s\n' "$words" "$*" "$status" "$out"
        failed=1
    fi
}

expect "" '```console' '$ rtgreet' '```' '```sh' 'rtgreet --loud' '```'
expect "nothing runs this block" '```' 'rtgreet' '```'
expect "nothing runs this block" 'Do:' '' '    rtgreet'
expect "nothing runs this block" '<!-- measured: rtgreet -->' 'Words.' '' '    rtgreet'
expect "" '- an item' '    - and one below it' 'that goes on'

expect "" '```c file=a.c' 'x' '```' '```console' '$ cc a.c' '```'
expect "no session uses the file a.c" '```console' '$ cc a.c' '```' '```c file=a.c' 'x' '```'

expect "" '<!-- run by tests/machine/greet.sh -->' '```console' '$ rtgreet' '```'
expect "there is no test tests/other.sh" '<!-- run by tests/other.sh -->' '```text' 'x' '```'
expect "ctest does not know" '<!-- run by tests/machine/unknown.sh -->' '```text' 'x' '```'
expect "does not call doc_examples.sh" \
    '<!-- run by tests/machine/unknown.sh -->' '```console' '$ rtgreet' '```'
expect "does not name page.md" '<!-- run by tests/machine/silent.sh -->' '```text' 'x' '```'
expect "" '<!-- run by .ci/run -->' '```sh' './setup.sh' '```'
expect ".ci/run does not run make" '<!-- run by .ci/run -->' '```sh' 'make' '```'

expect "" '<!-- measured: rtgreet --loud -->' '' '    rtgreet: 3 s'
expect "" '<!-- measured: build/release/bin/bench_greet 7 -->' '```text' '3 s' '```'
expect "is none of our tools" '<!-- measured: dd if=/dev/zero -->' '```text' '3 s' '```'
expect "is not the target bench" '<!-- measured: cmake --build x -->' '```text' '3 s' '```'
expect "rtgreet has no --soft" '<!-- measured: rtgreet --soft -->' '```text' '3 s' '```'

expect "" '<!-- no command -->' '' '    a = b'
expect "and shows one" '<!-- no command -->' '' '    rtgreet --loud'

expect "rtgreet has no --soft" 'With `rtgreet' '--soft` it is quiet.'
expect "rtgreet has no --soft" '```sh' 'echo hello | X=1 rtgreet --soft # so' '```'
expect "rtgreet has no command shout" 'With `rtgreet shout` it is not.'
expect "" 'With `rtgreet wave` it is, and `rtgreet` FILE.'
expect "no tool has --soft" 'With `--soft` it is quiet.'
expect "" 'With `--loud`, `rtgreet --loud` and `other --soft` it is not.'

expect "" '[home](../README.md), [here](#a-page), [far](https://example.org/x), `analysis/gfb.c`'
expect "there is no other.md" '[other](other.md)'
expect "has no heading #b-page" '[other](#b-page)'
expect "there is no x.svg" '![picture](x.svg)'
expect "there is no analysis/gone.c" 'See `analysis/gone.c`.'
expect "" '`test_greet.c` has `test_greet_is_loud` and `test_greet…`.'
expect "there is no test test_greet_is_low" '`test_greet_is_low`'
expect "there is no tests/test_bye.c" '`test_bye.c`'
# In a manual page the comment before the example counts.
mkdir "$tree/docs/man"
echo Words. >"$tree/docs/page.md"
manual()
{
    local out
    printf '%s\n' "${@:2}" >"$tree/docs/man/greet.1"
    out=$("$here/check_docs.py" "$tree" "$tree/bin")
    if [ -z "$1" ] && [ -n "$out" ] || [[ $out != *"$1"* ]]; then
        printf 'expected "%s" of\n%s\ngot:\n%s\n' "$1" "$*" "$out"
        failed=1
    fi
}
manual "nothing runs this example" .PP .EX rtgreet .EE
manual "" '.\" session' .EX '$ rtgreet' .EE
manual "does not name greet.1" '.\" run by tests/machine/greet.sh' .EX rtgreet .EE
manual "there is no test" '.\" run by tests/other.sh' .EX rtgreet .EE
rm -r "$tree/docs/man"

# examples STATUS [TEST] LINE...: doc_examples.sh on a page of these lines ends with STATUS
examples()
{
    local expected=$1 status=0 test=()
    shift
    case $1 in tests/*) test=("$1") && shift ;; esac
    printf '%s\n' "$@" >"$tree/docs/page.md"
    "$here/doc_examples.sh" "$tree/docs/page.md" "$tree/bin" "$tree/docs" "${test[@]}" \
        >"$tree/log" 2>&1 || status=$?
    [ "$status" -eq "$expected" ] || {
        printf 'expected status %s, got %s of\n%s\n' "$expected" "$status" "$*"
        cat "$tree/log"
        failed=1
    }
}

examples 0 '```console' '$ rtgreet' '      --loud ...' '...' '```'
examples 1 '```console' '$ rtgreet' '      --soft ...' '```'
examples 0 '```console' '$ rtgreet | \' '    wc -l' '5' '```'
examples 0 '```sh' 'rtgreet' 'rtgreet | \' '    grep -q loud # there' '```'
examples 1 '```sh' 'false' 'true' '```'
examples 1 '```sh' 'false | cat' '```'
examples 0 '<!-- measured: x -->' '```sh' 'false' '```' 'Words.' '```sh' 'true' '```'
examples 0 '```text' '```console' '$ false' 'x' '```'
examples 0 tests/a.sh '<!-- run by tests/a.sh -->' '```console' '$ echo x' 'x' '```' '```sh' 'true' '```'
examples 1 tests/a.sh '<!-- run by tests/a.sh -->' '```console' '$ echo y' 'x' '```'
examples 0 tests/a.sh '<!-- run by tests/a.sh -->' '```sh' 'exit 1' '```'
examples 1 tests/a.sh '<!-- run by tests/a.sh -->' '```sh' 'exit 4' '```'
examples 1 tests/a.sh '<!-- run by tests/b.sh -->' '```console' '$ echo x' 'x' '```'
examples 0 '```text file=a.txt' 'x' '```' '```console' '$ cat a.txt' 'x' '```'
exit "$failed"
