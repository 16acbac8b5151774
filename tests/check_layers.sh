#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_layers.sh - is every #include allowed where it stands?
#
# usage: check_layers.sh [TREE]
#
# Prints one line for each offence and fails if there is any. The order of the folders is
# told in docs/design.md; `allowed` below is that order, and nothing else needs to change
# when a folder may see one more.

set -u
export LC_ALL=C
tree=${1:-$(dirname "$0")/..}
cd "$tree" || exit 2

declare -A allowed=(
    [common]="common"
    [model]="model common"
    [generators]="generators model common"
    [analysis]="analysis model common"
    [deploy]="deploy model common"
    [partition]="partition analysis model common"
    [validate]="validate generators partition deploy analysis model common"
    [tests]="tests common model generators analysis deploy partition validate"
)
# Headers of a library that only one folder may use.
declare -A only=([gsl/]="generators" [glpk.h]="partition")

offences=0
offend()
{
    printf '%s\n' "$1"
    offences=$((offences + 1))
}

folders=()
for folder in "${!allowed[@]}"; do
    [ -d "$folder" ] && folders+=("$folder")
done
if [ ${#folders[@]} -eq 0 ]; then
    echo "no source folder in $PWD"
    exit 2
fi
mapfile -t files < <(find "${folders[@]}" -name '*.[ch]' | sort)

# A tool is a file with a main; its headers carry its name, and only it may include them.
mapfile -t tools < <(grep -rlE --include='*.c' '^(int )?main\(' "${folders[@]}" |
    grep -v '^tests/' | sed 's/\.c$//')

# check_quoted WHERE FOLDER FILE INCLUDED
check_quoted()
{
    local where=$1 folder=$2 file=$3 included=$4 tool

    case $included in
    *..*) offend "$where: \"$included\" is relative; include from the root" && return ;;
    *.h) ;;
    *) offend "$where: \"$included\" is not a header" && return ;;
    esac
    if [ ! -e "$included" ]; then
        offend "$where: there is no \"$included\" (include from the root: \"folder/file.h\")"
        return
    fi
    if [[ " ${allowed[$folder]} " != *" ${included%%/*} "* ]]; then
        offend "$where: $folder/ may not include \"$included\""
    fi
    for tool in "${tools[@]}"; do
        if [[ $included == "$tool".h || $included == "$tool"_*.h ]] &&
            [[ $file != "$tool"* ]]; then
            offend "$where: \"$included\" belongs to a tool"
        fi
    done
}

# check_angled WHERE FOLDER INCLUDED
check_angled()
{
    local where=$1 folder=$2 included=$3 header

    [ "$folder" = tests ] && return
    for header in "${!only[@]}"; do
        if [[ $included == "$header"* && $folder != "${only[$header]}" ]]; then
            offend "$where: only ${only[$header]}/ may include <$included>"
        fi
    done
}

include_re='^[[:space:]]*#[[:space:]]*include[[:space:]]*'
while IFS=: read -r file line text; do
    folder=${file%%/*}
    if [[ $text =~ $include_re\"([^\"]*)\" ]]; then
        check_quoted "$file:$line" "$folder" "$file" "${BASH_REMATCH[1]}"
    elif [[ $text =~ $include_re\<([^>]*)\> ]]; then
        check_angled "$file:$line" "$folder" "${BASH_REMATCH[1]}"
    else
        offend "$file:$line: an include must name its file"
    fi
done < <(grep -nHE "$include_re" "${files[@]}" /dev/null)

# A bare name finds its file.
while read -r name; do
    offend "$name: $(printf '%s\n' "${files[@]}" | grep "/$name\$" | paste -sd' ') have the same name"
done < <(printf '%s\n' "${files[@]##*/}" | sort | uniq -d)

if [ "$offences" -gt 0 ]; then
    echo "$offences offences in ${#files[@]} files"
    exit 1
fi
echo "${#files[@]} files, every include is allowed"
