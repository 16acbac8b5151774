# Results of rtvalidate platform, shown again from their folder; the list; mistakes.
source "$CASES/try.bash"
mkdir kept
cp "$CASES/platform_results.json" kept/results.json
try rtvalidate platform show kept
try rtvalidate platform show --compare paper kept
try rtvalidate platform show --format csv kept
rtvalidate platform show --quiet --format json kept >again.json
mkdir again && cp again.json again/results.json
rtvalidate platform show --format json again | cmp - again.json && echo "read back as written"
rtvalidate platform show -q -o copy --compare paper kept >/dev/null
(cd copy && printf '%s\n' *.csv *.html *.json)
grep latency_ns copy/latency.json
grep -c '<h2>' copy/report.html
grep -cE '(src|href)="https?:|<script' copy/report.html || true
python3 -c 'import xml.dom.minidom as m; m.parse("copy/report.html")' 2>&1 | tail -1
rtvalidate platform --list --format csv | cut -d, -f1
try rtvalidate platform
try rtvalidate platform speed
try rtvalidate platform show
try rtvalidate platform show nothing
try rtvalidate platform latency startup
try rtvalidate platform startup --backend native,xen
try rtvalidate platform startup --backend osv-qemu
try rtvalidate platform latency --duration 1s --rounds 2
try rtvalidate platform memory --least 64
try rtvalidate platform memory --least 64-32
try rtvalidate platform startup --vcpus 1,0
echo '{"schema": "rtpart.platform/1", "backends": [{"name": "x", "total_ns": [-1]}]}' >kept/results.json
try rtvalidate platform show kept
echo '{"schema": "rtpart.run/1"}' >kept/results.json
try rtvalidate platform show kept
try rtvalidate platform all --compare /nowhere.csv # before anything is measured
