#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# make.sh - completion files of one tool for bash, zsh and fish, from its --help
#
# usage: make.sh TOOL OUTPUT_DIR
# Writes OUTPUT_DIR/bash/NAME, OUTPUT_DIR/zsh/_NAME and OUTPUT_DIR/fish/NAME.fish.

set -euo pipefail
here=$(dirname "$0")
tool=$1
name=${1##*/}
out=$2

help=$("$tool" --help)
commands=$(sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p' <<<"$help" | paste -sd' ')
options=$(
    awk -v command= -f "$here/options.awk" <<<"$help"
    for command in $commands; do
        "$tool" "$command" --help | awk -v command="$command" -f "$here/options.awk"
    done
)

# The names that --list shows, "COMMAND=NAME NAME ...;" for each command that has one.
listed=
for command in '' $commands; do
    grep -q "^$command"$'\tlist\t' <<<"$options" || continue
    listed+="$command=$("$tool" ${command:+"$command"} --list |
        awk '$1 == "--method" { print $2 }
            $1 ~ /^[a-z][a-z0-9-]*$/ && $1 !~ /^(option|method|test|engine|name|back)$/ { print $1 }' |
        paste -sd' ');"
done

# shell_file SHELL FILE
shell_file()
{
    mkdir -p "$out/$1"
    awk -F '\t' -v tool="$name" -v commands="$commands" -v listed="$listed" -f "$here/values.awk" \
        -f "$here/$1.awk" <<<"$options" >"$out/$1/$2"
}

shell_file bash "$name"
shell_file zsh "_$name"
shell_file fish "$name.fish"
