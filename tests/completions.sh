#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# completions.sh - does bash complete every command and option of every tool, and their words;
#                  do zsh and fish, where they are installed, accept their files?
#
# usage: completions.sh BIN COMPLETIONS

set -u
bin=$1
completions=$2
failed=0

fail()
{
    echo "$*"
    failed=1
}

# complete WORD...: what bash offers for the last word, on one line
complete_words()
{
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    COMPREPLY=()
    "_$1"
    echo "${COMPREPLY[*]}"
}

# expect WANTED WORD...: WANTED is among the offers for the last word
expect()
{
    local offers
    offers=$(complete_words "${@:2}")
    [[ " $offers " == *" $1 "* ]] || fail "bash: \"${*:2}\" offers \"$offers\", not $1"
}

for file in "$completions"/bash/*; do
    tool=${file##*/}
    # shellcheck source=/dev/null
    . "$file"
    help=$("$bin/$tool" --help)
    commands=$(sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p' <<<"$help")
    for command in '' $commands; do
        # an example that --help breaks in two cannot be copied
        "$bin/$tool" ${command:+"$command"} --help | sed -n '/^Examples\{0,1\}:/,/^$/p' |
            grep -v '^Example' | grep '^[^ ]' && fail "--help of $tool $command breaks an example"
        [ -z "$command" ] || expect "$command" "$tool" "${command:0:1}"
        for option in $("$bin/$tool" ${command:+"$command"} --help | sed '/^Examples:/,$d' |
            grep -oE '^ +(-., )?( +)?--[a-z-]+' | grep -oE -- '--[a-z-]+'); do
            expect "$option" "$tool" ${command:+"$command"} "${option:0:3}"
        done
    done
done
expect json rtpart --format j
expect json rtpart --format = j
expect csv rtanalyze check --format ''
expect exact rtpart --heuristic e
expect gfp rtanalyze mpr --test g
expect guan rtanalyze global --test g
expect randfixedsum rtgen --method ''
expect sim rtvalidate run --engine s
expect schedcat rtconvert --to s
expect auto rtpart --vcpus ''
expect partitioned rtdeploy apply --placement p
expect opa rtanalyze mpr --priorities o
expect edp rtanalyze compose --resource ''
expect adverse rtvalidate run --supply a
expect systemd rtdeploy guest --format s
expect hcbs rtdeploy export --format h
expect gedf rtvalidate campaign --analysis g
expect qemu-q35 rtvalidate platform --backend q
expect merge rtsweep m
expect --partial rtsweep merge --p
expect --utilization rtsweep --u
scratch=$(mktemp -d)
touch "$scratch/a-file.xml"
expect "$scratch/a-file.xml" rtpart "$scratch/a-"
expect "$scratch/a-file.xml" rtpart -o "$scratch/a-"
rm -r "$scratch"

# parse SHELL FILES...: the shell finds no mistake
parse()
{
    command -v "$1" >/dev/null || return 0
    local file
    for file in "${@:2}"; do
        "$1" -n "$file" || fail "$1 does not accept ${file##*/}"
    done
}
parse bash "$completions"/bash/*
parse zsh "$completions"/zsh/*
parse fish "$completions"/fish/*
exit "$failed"
