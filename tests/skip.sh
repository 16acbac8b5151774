#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# skip.sh - say why a test cannot run here; 77 tells ctest that it was skipped

echo "skipped: $*"
exit 77
