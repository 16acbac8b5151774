#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# setup.sh - from a fresh clone on Debian or Ubuntu to built tools in build/release/bin
#
# usage: ./setup.sh             packages to build and test, then build the tools
#        ./setup.sh --quality   also the packages of the lint, clang, coverage, fuzz presets
#                               and of the valgrind tests
#        ./setup.sh --machine   also those of the tests on the real machine (QEMU, crun, runc,
#                               rt-app), and a kernel for guests, into build/guest
#        ./setup.sh --package   also what builds and checks the Debian packages
#        ./setup.sh --packages  print the names of the packages and stop
#
# Can be run again at any time. Only packages that are missing are installed, so that no
# privileges are needed where none is; otherwise it works as root or through sudo.

set -euo pipefail
cd "$(dirname "$0")"

build_packages=(
    gcc libc6-dev cmake ninja-build pkg-config
    libxml2-dev libjansson-dev libgsl-dev libglpk-dev libcap-ng-dev
)
tool_packages=(gnuplot-nox) # called by the tools, for pictures
test_packages=(libcmocka-dev python3 libxml2-utils)
quality_packages=(
    clang libclang-rt-dev clang-format clang-tidy cppcheck shellcheck gcovr valgrind git
    libopenmpi-dev openmpi-bin parallel # rtsweep on many machines
)
deb_packages=(build-essential dpkg-dev debhelper lintian git zsh fish)
machine_packages=(
    qemu-system-x86 crun runc busybox-static rt-app binutils procps util-linux gzip
    rt-tests stress-ng podman xz-utils
)
guest_package=linux-image-cloud-amd64 # unpacked into build/guest, not installed

packages=("${build_packages[@]}" "${tool_packages[@]}" "${test_packages[@]}")
case ${1:-} in
'') ;;
--quality) packages+=("${quality_packages[@]}") ;;
--machine) packages+=("${machine_packages[@]}") ;;
--package) packages+=("${deb_packages[@]}") ;;
--packages)
    printf '%s\n' "${packages[@]}" "${quality_packages[@]}" "${deb_packages[@]}" \
        "${machine_packages[@]}"
    exit 0
    ;;
*)
    sed -n '/^# usage/,/^$/s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac

is_installed()
{
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

install_missing()
{
    local package missing=() as_root=()

    for package in "${packages[@]}"; do
        is_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "setup.sh: packages are missing and there is no sudo; as root, run:" >&2
            echo "    apt-get install ${missing[*]}" >&2
            exit 1
        fi
        as_root=(sudo)
    fi
    echo "setup.sh: installing ${missing[*]}" >&2
    "${as_root[@]}" apt-get update -q >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "${missing[@]}" >&2
}

if command -v dpkg-query >/dev/null; then
    install_missing
else
    echo "setup.sh: this is no Debian; what corresponds to these packages must be there:" >&2
    echo "    ${packages[*]}" >&2
fi

# The kernel that the guests of the machine tests run; they skip without it.
fetch_guest_kernel()
{
    local package
    compgen -G 'build/guest/boot/vmlinuz-*' >/dev/null && return
    package=$(apt-cache depends "$guest_package" 2>/dev/null |
        sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p' | head -n 1)
    mkdir -p build/guest
    if [ -n "$package" ] && (cd build/guest && apt-get download -q "$package" >&2 &&
        dpkg-deb --fsys-tarfile ./"$package"_*.deb | tar -x ./boot && rm ./*.deb); then
        echo "setup.sh: guests of the machine tests run $package" >&2
    else
        echo "setup.sh: no kernel for guests ($guest_package): those machine tests will skip" >&2
    fi
}
if [ "${1:-}" = --machine ]; then
    fetch_guest_kernel
fi

# A compiler that we have not met may warn of more: no reason not to build.
cmake --preset release -DRTPART_WERROR=OFF >&2
cmake --build --preset release --target tools >&2
echo "setup.sh: the tools are in build/release/bin" >&2
