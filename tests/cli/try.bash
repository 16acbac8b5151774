# SPDX-License-Identifier: GPL-3.0-or-later
#
# try.bash - for cases that run several commands: source "$CASES/try.bash"

# try COMMAND...: run it, and show what it was, its exit status, and both streams
try()
{
    local status=0

    printf '$ %s\n' "$*"
    "$@" >"$TMPDIR/out" 2>"$TMPDIR/err" || status=$?
    sed 's/^/  out: /' "$TMPDIR/out"
    sed 's/^/  err: /' "$TMPDIR/err"
    printf '  exit %s\n' "$status"
}

TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
