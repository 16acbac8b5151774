#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_pictures.sh - is every picture of the documents shown somewhere, and is it what gnuplot
#                     draws from the script and the data beside it?
#
# usage: check_pictures.sh TREE
#
# Skips (77) where there is no gnuplot; another version than the one that drew a picture need not
# draw the same.

set -u
export LC_ALL=C
cd "$1/docs" || exit 2
command -v gnuplot >/dev/null || {
    echo "skipped: needs gnuplot"
    exit 77
}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0
fault()
{
    echo "docs/pictures/$1: $2"
    failed=1
}

for picture in pictures/*.svg pictures/*.png; do
    name=${picture#pictures/}
    grep -q "($picture)" ./*.md || fault "$name" "no page shows it"
    [ "${name%.svg}" != "$name" ] || continue
    name=${name%.svg}
    for kind in gp dat; do
        [ -e "pictures/$name.$kind" ] || fault "$name.svg" "$name.$kind is not beside it"
    done
    cp "pictures/$name".{gp,dat} "$scratch" || continue
    (cd "$scratch" && gnuplot "$name.gp" 2>said) || fault "$name.gp" "gnuplot fails: $(tail -n 1 "$scratch/said")"
    [ "$(grep -m 1 GNUPLOT "$scratch/$name.svg")" = "$(grep -m 1 GNUPLOT "$picture")" ] || continue
    cmp -s "$scratch/$name.svg" "$picture" || fault "$name.svg" "its script draws another one"
done
for file in pictures/*.gp pictures/*.dat; do
    [ -e "${file%.*}.svg" ] || fault "${file#pictures/}" "there is no picture of it"
done
exit "$failed"
