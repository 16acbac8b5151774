#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# lint.sh - look at the code without running it
#
# usage: lint.sh format|reformat|tidy|cppcheck|shell SOURCE_DIR BUILD_DIR
#
# `tidy` and `cppcheck` read the compilation commands of BUILD_DIR.

set -u
what=$1
build=$(realpath "$3")
cd "$2" || exit 2

mapfile -t files < <(find common model generators analysis partition deploy validate tests \
    -name '*.[ch]' 2>/dev/null | sort)

case $what in
format)
    exec clang-format --dry-run -Werror "${files[@]}"
    ;;
reformat)
    exec clang-format -i "${files[@]}"
    ;;
tidy)
    # The sources that the build compiles; their headers are checked with them. The static
    # analyser gives up a function early enough that the whole stays a matter of minutes.
    budget=()
    for arg in -Xclang -analyzer-config -Xclang max-nodes=50000; do
        budget+=("--extra-arg=$arg")
    done
    grep -oE '"file": "[^"]*"' "$build/compile_commands.json" | cut -d'"' -f4 | sort -u |
        xargs -P "$(nproc)" -n 2 clang-tidy --quiet -p "$build" "${budget[@]}" 2>/dev/null ||
        exit 1
    ;;
cppcheck)
    # uninitvar and ctuuninitvar take an address for a use; compilers and valgrind find these.
    # memleak does not know __attribute__((cleanup)) of common/auto.h; ASan finds leaks.
    mkdir -p "$build/cppcheck"
    exec cppcheck --project="$build/compile_commands.json" \
        --cppcheck-build-dir="$build/cppcheck" -j "$(nproc)" \
        --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
        --suppress=missingIncludeSystem --suppress=memleak --suppress=uninitvar \
        --suppress=ctuuninitvar \
        --quiet
    ;;
shell)
    mapfile -t scripts < <(git ls-files '*.sh' .ci/run 2>/dev/null)
    [ ${#scripts[@]} -gt 0 ] || mapfile -t scripts < <(find . -path ./build -prune -o \
        -name '*.sh' -print)
    exec shellcheck "${scripts[@]}"
    ;;
*)
    echo "usage: lint.sh format|reformat|tidy|cppcheck|shell SOURCE_DIR BUILD_DIR" >&2
    exit 2
    ;;
esac
