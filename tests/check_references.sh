#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_references.sh - is every paper that the sources cite in docs/references.md?
#
# usage: check_references.sh [TREE]

set -u
export LC_ALL=C
cd "${1:-$(dirname "$0")/..}" || exit 2

status=0
while IFS=: read -r file key; do
    key=${key//[][]/}
    if ! grep -q "^| $key |" docs/references.md; then
        echo "$file cites [$key], which docs/references.md does not have"
        status=1
    fi
done < <(grep -roE --include='*.[ch]' '\[[A-Z][A-Za-z]*[0-9]{2}[a-z]?\]' \
    common model generators analysis partition deploy validate tests 2>/dev/null | sort -u)

keys=$(sed -nE 's/^\| ([A-Z][A-Za-z]*[0-9]{2}[a-z]?) \|.*/\1/p' docs/references.md)
if ! sort -cuf <<<"$keys"; then
    echo "docs/references.md: the keys are not in alphabetical order, or one is there twice"
    status=1
fi
exit "$status"
