#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_headers.sh - does each header compile on its own, and twice in a row?
#
# usage: check_headers.sh TREE COMPILER [FLAG...]
#
# The headers are C (11, GNU); they need not be C++.

set -u
tree=$1
shift
cd "$tree" || exit 2

export compile="$*"
# shellcheck disable=SC2016 # expanded by the inner shell
find common model generators analysis partition deploy validate tests \
    -name '*.h' -print0 2>/dev/null |
    xargs -0 -r -P "$(nproc)" -I{} bash -c '
        printf "#include \"%s\"\n#include \"%s\"\n" "$1" "$1" |
            $compile -I. -std=gnu11 -Wall -Wextra -Werror -fsyntax-only -x c - ||
            { echo "$1 does not compile on its own"; exit 1; }' bash {}
