#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sweep_mpi.sh - rtsweep built with -DRTPART_MPI=ON gives under mpirun the bytes that one
#                process gives
#
# usage: sweep_mpi.sh SOURCE_DIR PLAIN_RTSWEEP      (exit status 77: skipped)
set -eu
source=$(realpath "$1")
plain=$(realpath "$2")
for program in mpicc mpirun; do
    command -v $program > /dev/null || {
        echo "skipped: $program is not installed (apt install libopenmpi-dev openmpi-bin)"
        exit 77
    }
done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cmake -S "$source" -B "$scratch/build" -G Ninja -DRTPART_MPI=ON -DRTPART_TESTS=OFF \
    -DCMAKE_BUILD_TYPE=Debug > "$scratch/log" || { cat "$scratch/log"; exit 1; }
ninja -C "$scratch/build" rtsweep > "$scratch/log" || { cat "$scratch/log"; exit 1; }
campaign="--quiet --tasks 6 --utilization 1:1.8:0.4 --vcpus 2,3 --sets 50 --chunk 5"
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
# shellcheck disable=SC2086
timeout 120 mpirun --oversubscribe -n 2 "$scratch/build/bin/rtsweep" $campaign \
    -o "$scratch/mpi.csv" > /dev/null
# shellcheck disable=SC2086
"$plain" $campaign -o "$scratch/plain.csv" > /dev/null
cmp "$scratch/mpi.csv" "$scratch/plain.csv"
echo "2 ranks, $(wc -l < "$scratch/mpi.csv") lines: the same bytes"
