#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_install.sh - install into an empty prefix; can a stranger's program be built with
#                    find_package and with pkg-config, and does it run?
#
# usage: check_install.sh BUILD_DIR CC [FLAG...]
#
# FLAG is what the library was built with and a program must repeat (-fsanitize, --coverage).

set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1 cc=$2
shift 2
flags=$*
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT

run()
{
    "$@" >"$prefix/log" 2>&1 || {
        cat "$prefix/log"
        echo "failed: $*"
        exit 1
    }
}
# The stranger's answer: 7.5 ms every 11 ms is 0.6818 of a core.
expect_answer()
{
    local got
    got=$("$1")
    [ "$got" = 0.6818 ] || { echo "$1 says $got"; exit 1; }
}

# as README.md says
run cmake --install "$build" --prefix "$prefix/usr"
PKG_CONFIG_PATH=$(dirname "$(find "$prefix/usr" -name rtpart.pc)")
export PKG_CONFIG_PATH

run cmake -S "$here" -B "$prefix/stranger" -DCMAKE_PREFIX_PATH="$prefix/usr" \
    -DCMAKE_C_COMPILER="$cc" -DCMAKE_C_FLAGS="$flags"
run cmake --build "$prefix/stranger"
expect_answer "$prefix/stranger/stranger"

# shellcheck disable=SC2046,SC2086 # lists of flags
run "$cc" $flags "$here/stranger.c" $(pkg-config --cflags --libs rtpart) -o "$prefix/direct"
LD_LIBRARY_PATH=$(pkg-config --variable=libdir rtpart) expect_answer "$prefix/direct"

# Every installed header finds what it includes.
# shellcheck disable=SC2046 # a list of flags
run "$here/../check_headers.sh" "$(pkg-config --variable=includedir rtpart)" "$cc" \
    $(pkg-config --cflags rtpart)

for file in "$build"/bin/rt*; do
    [ ! -e "$file" ] || run "$prefix/usr/bin/${file##*/}" --version
done
test -e "$prefix/usr/share/rtpart/table4.xml"
echo "installed $(find "$prefix/usr" -type f | wc -l) files; a stranger can use them"
