#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# doc_examples.sh - do the examples of a manual page or a document do what it says, and does a
#                   manual page name every option of its tool?
#
# usage: doc_examples.sh PAGE BIN DATA
#
# In a manual page, a comment before .EX tells what the example is:
#   .\" file: NAME   the text of file NAME
#   .\" session      lines "$ COMMAND", each followed by what it prints
# In Markdown the fence does: ```console is a session, ```xml file=NAME (or any other language)
# a file. Printed lines may have "..." for what differs between machines; a line that is only
# "..." stands for any number of lines. A command that ends in "\" goes on in the next line.
# Files and sessions are used in their order, in a fresh folder that holds the shipped task
# sets of DATA. Where BIN has a tool called like the page, every long option that its --help
# (and that of its commands) lists must occur in the page.

set -u
export LC_ALL=C
page=$(realpath "$1")
bin=$(realpath "$2")
data=$(realpath "$3")
PATH=$bin:$PATH
SOURCE=$(dirname "$data") # for examples that compile
export SOURCE
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

# The examples, each as NNN.file.NAME or NNN.session in $scratch/parts; markup undone.
mkdir "$scratch/parts" "$scratch/work"
from_manual()
{
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
        }' "$1"
}
from_markdown()
{
    awk -v dir="$scratch/parts" '
        /^```$/ && out { out = ""; next }
        /^```console$/ { out = sprintf("%s/%03d.session", dir, ++n); printf "" >out; next }
        /^```[a-z]+ file=/ {
            sub(/.* file=/, "")
            out = sprintf("%s/%03d.file.%s", dir, ++n, $0)
            printf "" >out
            next
        }
        out { print >out }' "$1"
}
case $page in
*.md) from_markdown "$page" ;;
*) from_manual "$page" ;;
esac

# like WANTED GOT: are they the same text, "..." in WANTED standing for anything?
like()
{
    awk '
        function fits(pattern, text,    part, count, i, at) {
            count = split(pattern, part, /\.\.\./)
            if (count <= 1)
                return pattern == text
            if (substr(text, 1, length(part[1])) != part[1])
                return 0
            text = substr(text, length(part[1]) + 1)
            for (i = 2; i < count; i++) {
                at = index(text, part[i])
                if (at == 0)
                    return 0
                text = substr(text, at + length(part[i]))
            }
            return length(text) >= length(part[count]) &&
                substr(text, length(text) - length(part[count]) + 1) == part[count]
        }
        { sub(/ +$/, "") }
        NR == FNR { wanted[++w] = $0; next }
        { got[++g] = $0 }
        END {
            j = 1
            for (i = 1; i <= w; i++) {
                if (wanted[i] == "...") {
                    while (j <= g && !(i < w && fits(wanted[i + 1], got[j])))
                        j++
                } else if (j <= g && fits(wanted[i], got[j]))
                    j++
                else
                    exit 1
            }
            exit j <= g
        }' "$1" "$2"
}

# run_session FILE: each command prints what stands below it
run_session()
{
    local line command=
    : >"$scratch/got"
    while IFS= read -r line; do
        case $command$line in
        '$ '*) ;;
        *) continue ;;
        esac
        printf '%s\n' "$line" >>"$scratch/got"
        command+=$line
        if [ "${command%\\}" != "$command" ]; then
            command=${command%\\}
            continue
        fi
        bash -c "${command#\$ }" >>"$scratch/got" 2>&1 </dev/null
        command=
    done <"$1"
    like "$1" "$scratch/got" || {
        diff -u --label "${page##*/}" --label "got" "$1" "$scratch/got"
        failed=1
    }
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

[ "${page%.md}" = "$page" ] || cp -r "$data" "$scratch/work/data"
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
if [ "${page%.md}" = "$page" ] && command -v groff >/dev/null; then
    warnings=$(groff -man -ww -z "$page" 2>&1)
    [ -z "$warnings" ] || {
        echo "$warnings"
        failed=1
    }
fi
exit "$failed"
