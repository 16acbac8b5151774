#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_licence.sh - does every source file name the licence, and is its text here?
#
# usage: check_licence.sh [TREE]

set -u
cd "${1:-$(dirname "$0")/..}" || exit 2

line='SPDX-License-Identifier: GPL-3.0-or-later'
missing=0

while read -r file; do
    if ! head -n 2 "$file" | grep -qF "$line"; then
        echo "$file: no line \"$line\" at the top"
        missing=1
    fi
done < <(find . -path ./build -prune -o -path './build-*' -prune -o -path ./.git -prune -o \
    -path './tests/cli/*' ! -name run_cli.sh -prune -o \
    \( -name '*.[ch]' -o -name '*.sh' -o -name '*.py' \) -type f -print)

if ! grep -q 'GNU GENERAL PUBLIC LICENSE' LICENSE || ! grep -q 'Version 3' LICENSE; then
    echo "LICENSE is not the text of the GPL, version 3"
    missing=1
fi
exit "$missing"
