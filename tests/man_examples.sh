#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# man_examples.sh - do the examples of a manual page do what it says, and does it name every
#                   option of its tool?
#
# usage: man_examples.sh PAGE BIN DATA
#
# In the page, a comment before .EX tells what the example is:
#   .\" file: NAME   the text of file NAME
#   .\" session      lines "$ COMMAND", each followed by what it prints
# Files and sessions are used in their order, in a fresh folder that holds the shipped task
# sets of DATA. Where BIN has a tool called like the page, every long option that its --help
# (and that of its commands) lists must occur in the page.

set -u
export LC_ALL=C
page=$(realpath "$1")
bin=$(realpath "$2")
data=$(realpath "$3")
PATH=$bin:$PATH
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

# The examples, each as NNN.file.NAME or NNN.session in $scratch/parts; roff undone.
mkdir "$scratch/parts" "$scratch/work"
awk -v dir="$scratch/parts" '
    /^\.\\" (file:|session)/ {
        kind = $2 == "file:" ? "file." $3 : "session"
        next
    }
    /^\.EX/ && kind { out = sprintf("%s/%03d.%s", dir, ++n, kind); printf "" >out; next }
    /^\.EE/ { out = kind = "" }
    out {
        gsub(/\\-/, "-"); gsub(/\\&/, ""); gsub(/\\\(aq/, "\x27"); gsub(/\\e/, "\\")
        print >out
    }' "$page"

# run_session FILE: each command prints what stands below it
run_session()
{
    local command
    mapfile -t commands < <(sed -n 's/^\$ //p' "$1")
    for command in "${commands[@]}"; do
        printf '$ %s\n' "$command"
        bash -c "$command" 2>&1 </dev/null
    done >"$scratch/got"
    diff -u --label "${page##*/}" --label "got" "$1" "$scratch/got" || failed=1
}

# validate FILE: XML that our grammars describe follows them
validate()
{
    local grammar
    command -v xmllint >/dev/null || return
    case $(xmllint --xpath 'local-name(/*)' "$1") in
    system) grammar=$data/taskset.rng ;;
    plan) grammar=$data/plan.rng ;;
    *) return ;;
    esac
    [ ! -e "$grammar" ] || xmllint --noout --relaxng "$grammar" "$1" 2>"$scratch/xml" || {
        cat "$scratch/xml"
        failed=1
    }
}

cp "$data"/*.xml "$data"/*.csv "$data"/*.txt "$scratch/work" 2>/dev/null
cd "$scratch/work" || exit 2
shopt -s nullglob
for part in "$scratch"/parts/*; do
    case $part in
    *.session) run_session "$part" ;;
    *.xml) cp "$part" "${part##*.file.}" && validate "$part" ;;
    *) cp "$part" "${part##*.file.}" ;;
    esac
done

# options TEXT: the long options that a help lists
options()
{
    grep -oE '^ +(-., )?(      )?--[a-z-]+' <<<"$1" | grep -oE -- '--[a-z-]+' | sort -u
}

tool=${page##*/}
tool=${tool%.*}
if [ "${page##*.}" = 1 ] && [ -x "$bin/$tool" ]; then
    text=$(sed 's/\\-/-/g' "$page")
    help=$("$tool" --help)
    all=$(options "$help")
    names=$(sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p' <<<"$help")
    for command in $names; do
        all+=$'\n'$(options "$("$tool" "$command" --help)")
        grep -q "^.*$tool $command" <<<"$text" || {
            echo "${page##*/} does not tell about $tool $command"
            failed=1
        }
    done
    for option in $all; do
        grep -qE -- "$option([^a-z-]|\$)" <<<"$text" || {
            echo "${page##*/} does not tell about $option"
            failed=1
        }
    done
fi

# The page itself, where there is a formatter.
if command -v groff >/dev/null; then
    warnings=$(groff -man -ww -z "$page" 2>&1)
    [ -z "$warnings" ] || {
        echo "$warnings"
        failed=1
    }
fi
exit "$failed"
