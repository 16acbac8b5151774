#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# own_parts.sh - the heuristic and the back end that docs/howto.md adds: one file and one line of
#                a table each, as they stand there, compiled into the tools, which then have them
#
# usage: own_parts.sh SOURCE_DIR BIN LIBRTPART CC [FLAG...]

set -euo pipefail
source_dir=$1
bin=$(realpath "$2")
library=$3
compile=("${@:4}")
page=$source_dir/docs/howto.md
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{tree/partition,tree/validate,bin}

# from_page PATTERN: the only line of the page that has it
from_page()
{
    [ "$(grep -c -- "$1" "$page")" = 1 ] || {
        echo "howto.md: not one line with $1" >&2
        exit 1
    }
    grep -- "$1" "$page"
}

# after PATTERN LINE FILE: a copy of FILE with LINE after the first line that has PATTERN
after()
{
    awk -v pattern="$1" -v line="$2" '
        { print }
        !done && $0 ~ pattern { print line; done = 1 }
        END { exit !done }' "$source_dir/$3" >"$work/tree/$3"
}

# file_of NAME: the text of that file
file_of()
{
    sed -n "/^\`\`\`c file=$1\$/,/^\`\`\`\$/{/^\`\`\`/!p}" "$page" >"$work/tree/$1"
    [ -s "$work/tree/$1" ]
}

# build TOOL FOLDER FILE...: the tool with these files in place of those of the library
build()
{
    local tool=$1 folder=$2 flags
    shift 2
    read -ra flags < <(pkg-config --cflags --libs libxml-2.0 jansson gsl libcap-ng)
    "${compile[@]}" -std=gnu11 -D_GNU_SOURCE -DRTPART_VERSION='"0"' -Wall -Wextra -Werror \
        -Wno-unused-parameter -I "$work/tree" -I "$source_dir" "${@/#/$work/tree/}" \
        "$source_dir/$folder/$tool".c "$source_dir/$folder/$tool"_*.c "$library" \
        "${flags[@]}" -lglpk -lm -lpthread -o "$work/bin/$tool"
}

ln -s "$bin"/rt* "$work/bin"
rm "$work"/bin/{rtpart,rtvalidate}
file_of round_robin.c
after '^static const struct rtpart_heuristic' "$(from_page '\.name = "round-robin"')" \
    partition/heuristics.c
after 'rtpart_partition_fn rtpart_ovh;' "$(from_page '^rtpart_partition_fn rtpart_round_robin;')" \
    partition/heuristics.h
build rtpart partition round_robin.c partition/heuristics.c &
pid=$!
file_of platform_unshare.c
after '^static const struct rtpart_backend_family' "$(from_page '^ *&rtpart_family_unshare,')" \
    validate/platform.c
after '^extern .*rtpart_family_native;' "$(from_page '^extern .*rtpart_family_unshare;')" \
    validate/platform_backends.h
build rtvalidate validate platform_unshare.c validate/platform.c
wait "$pid"

sed -n '/^## Add my own heuristic/,$p' "$page" >"$work/howto.md"
"$here/doc_examples.sh" "$work/howto.md" "$work/bin" "$source_dir/data" tests/own_parts.sh
