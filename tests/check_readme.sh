#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_readme.sh - does README's first command print what README says it prints?
#
# usage: check_readme.sh SOURCE_DIR BIN

set -uo pipefail
cd "$1" || exit 2

command=$(sed -n 's|^./setup.sh && build/release/bin/||p' README.md)
[ -n "$command" ] || { echo "README.md has no line \"./setup.sh && build/release/bin/...\""; exit 1; }

# shellcheck disable=SC2016,SC2086 # a sed script; a command line
"$2"/$command | sed 's/ *$//' |
    diff -u --label README.md <(sed -n '/^```text$/,/^```$/{/^```/!p}' README.md) \
        --label "$command" -
