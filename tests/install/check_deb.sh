#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_deb.sh - build the Debian packages from the files of the tree, and ask lintian
#
# usage: check_deb.sh SOURCE_DIR
# Exit status 77 (skipped) where dpkg-dev, debhelper or lintian are missing.

set -euo pipefail
cd "$1"
for command in dpkg-buildpackage dh lintian git; do
    command -v "$command" >/dev/null || {
        echo "skipped: needs $command: apt-get install dpkg-dev debhelper lintian git"
        exit 77
    }
done
git rev-parse --git-dir >/dev/null 2>&1 || {
    echo "skipped: the list of files comes from git, and this is no clone"
    exit 77
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/rtpart"
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$scratch/rtpart"
cd "$scratch/rtpart"
# Neither another compiler launcher nor another linker than the package would get.
env -u CFLAGS -u LDFLAGS -u DESTDIR dpkg-buildpackage -us -uc -b >"$scratch/log" 2>&1 || {
    tail -n 50 "$scratch/log"
    exit 1
}
for package in "$scratch"/*.deb; do
    dpkg-deb --info "$package" | sed -n 's/^ \(Package\|Installed-Size\|Depends\)/\1/p'
done
# What they hold works where it will lie.
for package in "$scratch"/rtpart_*.deb; do
    dpkg-deb -x "$package" "$scratch/root"
done
"$scratch/root/usr/bin/rtpart" --vcpus 4 "$scratch/root/usr/share/rtpart/table4.xml" |
    grep -q '151\.03'
lintian --allow-root --fail-on error,warning "$scratch"/*.changes
