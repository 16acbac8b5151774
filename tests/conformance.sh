#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# conformance.sh - compare the tools with the known answers of one kind
#
# usage: conformance.sh CONFORMANCE_DIR BIN KIND

if [ ! -e "$1/run.py" ] || ! command -v python3 >/dev/null; then
    echo "skipped: needs python3 and run.py in $1 (RTPART_CONFORMANCE_DIR)"
    exit 77
fi
exec python3 "$1/run.py" --bin "$2" --kind "$3"
