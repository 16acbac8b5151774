#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# report_page.sh - the page of rtvalidate report in a browser: it is drawn on a screen as wide
#                  as a phone's, nothing runs off its side, and no hostile name becomes markup

# shellcheck disable=SC1091,SC2154 # what machine.bash defines is not seen
set -u
source "${HERE:?the folder of these tests}/machine.bash" || exit 2
need_tool chromium gnuplot

# A task set with a name that would change the title of the page if it ever ran.
sed 's|name="t0"|name="\&lt;img src=x onerror=document.title=1\&gt;"|' "$DATA/table4.xml" \
    >"$WORK/hostile.xml"
cd "$WORK" || exit 2
"$BIN/rtpart" --vcpus 2 --quiet -o plan.xml hostile.xml >/dev/null || fail "rtpart"
"$BIN/rtvalidate" run --duration 20s --quiet -o result plan.xml >/dev/null || fail "run"
"$BIN/rtvalidate" report result -o page.html || fail "report"

browse()
{
    timeout -k 1 60 chromium --headless --no-sandbox --disable-gpu \
        --disable-background-networking --disable-component-update --disable-sync \
        --no-first-run --user-data-dir="$WORK/profile" "$@" 2>/dev/null
}

browse --window-size=412,2600 --screenshot="$WORK/page.png" "file://$WORK/page.html" >/dev/null
[ -s page.png ] || skip "chromium draws nothing here"
[ "$(stat -c %s page.png)" -gt 50000 ] || fail "the page is nearly empty"

browse --dump-dom "file://$WORK/page.html" >dom || fail "chromium does not read the page"
grep -q '<title>result</title>' dom || fail "the title has changed"
[ "$(grep -c '<svg' dom)" = 2 ] || fail "the CDFs are not there"
! grep -q '<img src="x"' dom || fail "a name became markup"

# How wide the page is, told by a frame around it (its own policy lets no script run).
cat >frame.html <<'END'
<!DOCTYPE html><title>?</title>
<iframe id="f" src="page.html" style="width:400px;height:800px;border:0"></iframe>
<script>
document.getElementById("f").onload = function () {
    document.title = "width " + this.contentDocument.documentElement.scrollWidth;
};
</script>
END
width=$(browse --allow-file-access-from-files --virtual-time-budget=5000 --dump-dom \
    "file://$WORK/frame.html" | sed -n 's/.*<title>width \([0-9]*\)<.*/\1/p')
[ -n "$width" ] || fail "the width is not told"
[ "$width" -le 400 ] || fail "the page is $width wide on a screen of 400"
