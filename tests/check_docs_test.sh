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
mkdir -p "$tree"/{bin,docs/man,tests/bench,tests/machine,analysis,.ci}
failed=0

cat >"$tree/bin/rtgreet" <<'END'
#!/bin/sh
case $1 in
wave) echo ;;
*) printf '      --loud     Shout\n\nCommands:\n  wave       without a word\n\n' ;;
esac
END
{ printf '#!/bin/sh\ndoc_examples.sh '; seq -s ' ' -f 'page%g.md' 99; } >"$tree/tests/machine/greet.sh"
sed 's/doc_examples.sh/#/' "$tree/tests/machine/greet.sh" >"$tree/tests/machine/unknown.sh"
cp "$tree"/tests/machine/{unknown,mute}.sh
printf '#!/bin/sh\n' >"$tree/tests/machine/silent.sh"
printf '#!/bin/sh\n./setup.sh --quality\n' >"$tree/.ci/run"
chmod +x "$tree/bin/rtgreet" "$tree"/tests/machine/*.sh "$tree/.ci/run"
echo "set(machine_tests greet silent mute)" >"$tree/tests/CMakeLists.txt"
touch "$tree"/{README.md,tests/bench/bench_greet.c,analysis/gfb.c}
echo 'static void test_greet_is_loud(void **state)' >"$tree/tests/test_greet.c"

# expect WORDS [LINE...]: a page of these lines has the fault WORDS and no other; none with ""
pages=()
expected=()
expect()
{
    pages+=("docs/page${#pages[@]}.md")
    expected+=("$1")
    printf '%s\n' '# A page' '' "${@:2}" >"$tree/${pages[-1]}"
}

# manual WORDS LINE...: likewise, of a manual page
manual()
{
    pages+=("docs/man/page${#pages[@]}.1")
    expected+=("$1")
    printf '%s\n' "${@:2}" >"$tree/${pages[-1]}"
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
    '<!-- run by tests/machine/mute.sh -->' '```console' '$ rtgreet' '```'
expect "does not name page" '<!-- run by tests/machine/silent.sh -->' '```text' 'x' '```'
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
manual "nothing runs this example" .PP .EX rtgreet .EE
manual "" '.\" session' .EX '$ rtgreet' .EE
manual "does not name page" '.\" run by tests/machine/greet.sh' .EX rtgreet .EE
manual "there is no test" '.\" run by tests/other.sh' .EX rtgreet .EE

out=$("$here/check_docs.py" "$tree" "$tree/bin") && failed=1
for i in "${!pages[@]}"; do
    got=$(grep "^${pages[i]}:" <<<"$out")
    if [ -n "${expected[i]}" ]; then
        [ -n "$got" ] && ! grep -vqF -- "${expected[i]}" <<<"$got" && continue
    elif [ -z "$got" ]; then
        continue
    fi
    printf 'expected "%s" of\n%s\ngot:\n%s\n' "${expected[i]}" "$(<"$tree/${pages[i]}")" "$got"
    failed=1
done

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
