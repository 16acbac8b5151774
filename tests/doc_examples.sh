#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# doc_examples.sh - do the examples of a manual page or a document do what it says, and does a
#                   manual page name every option of its tool?
#
# usage: doc_examples.sh PAGE BIN DATA [TEST]
#
# In a manual page, a comment before .EX tells what the example is:
#   .\" file: NAME   the text of file NAME
#   .\" session      lines "$ COMMAND", each followed by what it prints
#   .\" run by TEST  commands, for a test on the real machine
# In Markdown the fence does: ```console is a session, ```sh has commands that must succeed
# whatever they print, ```xml file=NAME (or any other language) is a file. A block after a line
# "<!-- ... -->" is left to what that line names; with TEST, those that say "run by TEST" are
# run, too: a test on the real machine starts what they need, and then this. Their commands may
# end with 1, the answer is no. tests/check_docs.py looks whether any block is left out.
# Printed lines may have "..." (or more dots) for what differs between machines; a line that is
# only "..." stands for any number of lines. A command that ends in "\" goes on in the next line.
# Files and sessions are used in their order, in a fresh folder that holds the shipped task
# sets of DATA, and what is in the folder $EXTRA if that is set. A picture of docs/pictures that a
# page shows is compared with what its sessions draw under that name, if any. Where BIN has a tool
# called like the page, every long option that its --help (and that of its commands) lists must
# occur in the page.

set -u
export LC_ALL=C
page=$(realpath "$1")
bin=$(realpath "$2")
data=$(realpath "$3")
test=${4:-}
wanted=${test:+"<!-- run by $test -->"}
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck disable=SC1091 # what it defines is not seen
source "$here/tool_options.bash" || exit 2
PATH=$bin:$PATH
SOURCE=$(dirname "$data") # for examples that compile
export SOURCE
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

# The examples, each as NNN.file.NAME, NNN.session or NNN.commands in $scratch/parts, those for a
# real machine as NNN.real.*; markup undone.
mkdir "$scratch/parts" "$scratch/work"
from_manual()
{
    awk -v dir="$scratch/parts" -v wanted="$test" '
        /^\.\\" (file:|session)/ {
            kind = $2 == "file:" ? "file." $3 : "session"
            next
        }
        /^\.\\" run by / { kind = $4 == wanted ? "real.commands" : ""; next }
        /^\.EX/ && kind { out = sprintf("%s/%03d.%s", dir, ++n, kind); printf "" >out; next }
        /^\.EE/ { out = kind = "" }
        out {
            gsub(/\\-/, "-"); gsub(/\\&/, ""); gsub(/\\\(aq/, "\x27"); gsub(/\\e/, "\\")
            print >out
        }' "$1"
}
from_markdown()
{
    awk -v dir="$scratch/parts" -v wanted="$wanted" '
        function kind() {
            if (/^```[a-z]+ file=/) {
                sub(/.* file=/, "")
                return "file." $0
            }
            if (mark && mark != wanted)
                return ""
            real = mark ? "real." : ""
            return $0 == "```console" ? real "session" : $0 == "```sh" ? real "commands" : ""
        }
        fenced && /^```$/ { fenced = out = ""; next }
        fenced { if (out) print >out; next }
        /^```/ {
            fenced = 1
            out = kind()
            mark = ""
            if (out) {
                out = sprintf("%s/%03d.%s", dir, ++n, out)
                printf "" >out
            }
            next
        }
        /^<!-- .* -->$/ { mark = $0; next }
        /./ { mark = "" }' "$1"
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
            count = split(pattern, part, /\.\.\.+/)
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

# commands_of FILE PREFIX: the commands in FILE, which are the lines that begin with PREFIX and
# those that go on; a zero byte after each
commands_of()
{
    awk -v prefix="$2" '
        !more && index($0, prefix) != 1 { next }
        { more = /\\$/; printf "%s%s", $0, more ? "\n" : "\0" }' "$1"
}

# run_session FILE: each command prints what stands below it
run_session()
{
    local command
    : >"$scratch/got"
    while IFS= read -r -d '' command; do
        printf '%s\n' "$command" >>"$scratch/got"
        bash -c "${command#\$ }" >>"$scratch/got" 2>&1 </dev/null
    done < <(commands_of "$1" '$ ')
    like "$1" "$scratch/got" || {
        diff -u --label "${page##*/}" --label "got" "$1" "$scratch/got"
        failed=1
    }
}

# run_commands FILE LIMIT: each command ends with exit status LIMIT at most
run_commands()
{
    local command status
    while IFS= read -r -d '' command; do
        bash -o pipefail -c "$command" >"$scratch/got" 2>&1 </dev/null
        status=$?
        [ $status -le "$2" ] || {
            echo "${page##*/}: exit status $status of: $command"
            cat "$scratch/got"
            failed=1
        }
    done < <(commands_of "$1" '')
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

# drawn FILE: what gnuplot was given or has drawn, without the version of the simulator
drawn()
{
    sed 's/sim [0-9.]*:/sim:/' "$1"
}

# same_picture MADE SHOWN: data, script, and from the same gnuplot every line
same_picture()
{
    local kind
    for kind in dat gp svg; do
        [ $kind != svg ] ||
            [ "$(grep -m 1 GNUPLOT "$1.svg")" = "$(grep -m 1 GNUPLOT "$2.svg")" ] || continue
        cmp -s <(drawn "$1.$kind") <(drawn "$2.$kind") || return
    done
}

# check_picture NAME.svg: where sessions have drawn pictures of this name, the one in
# docs/pictures is among them
check_picture()
{
    local name=${1%.svg} made shown
    shown=${page%/*}/pictures/$name
    made=$(find . -name "$name.gp" | sed 's/\.gp$//')
    [ -n "$made" ] || return 0
    while IFS= read -r made; do
        same_picture "$made" "$shown" && return
    done <<<"$made"
    echo "${page##*/} shows another picture $name than $made"
    failed=1
}

[ "${page%.md}" = "$page" ] || cp -r "$data" "$scratch/work/data"
[ -z "${EXTRA:-}" ] || cp -r "$EXTRA/." "$scratch/work"
cp "$data"/*.xml "$data"/*.csv "$data"/*.txt "$scratch/work" 2>/dev/null
cd "$scratch/work" || exit 2
shopt -s nullglob
real=("$scratch"/parts/*.real.*)
[ ${#real[@]} -gt 0 ] || [ -z "$wanted" ] || {
    echo "${page##*/} has no session after a line \"$wanted\""
    failed=1
}
for part in "$scratch"/parts/*; do
    case $part in
    *.session) run_session "$part" ;;
    *.real.commands) run_commands "$part" 1 ;;
    *.commands) run_commands "$part" 0 ;;
    *.xml) cp "$part" "${part##*.file.}" && validate "$part" ;;
    *) cp "$part" "${part##*.file.}" ;;
    esac
done

if [ "${page%.md}" != "$page" ]; then
    while IFS= read -r picture; do
        check_picture "$picture"
    done < <(grep -oE '\(pictures/[^)]*\.svg' "$page" | sed 's/.*\///')
fi

tool=${page##*/}
tool=${tool%.*}
if [ "${page##*.}" = 1 ] && [ -x "$bin/$tool" ]; then
    text=$(sed 's/\\-/-/g' "$page")
    for command in $(tool_commands "$tool"); do
        grep -q "^.*$tool $command" <<<"$text" || {
            echo "${page##*/} does not tell about $tool $command"
            failed=1
        }
    done
    all=$(tool_options "$tool")
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
