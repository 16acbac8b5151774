# --latency @FILE[:NAME]: a measured latency, from every tool that takes one.
source "$CASES/try.bash"
set_file=$DATA/table4.xml
cat >host.json <<'END'
{"schema": "rtpart.latency/1", "latency_ns": 1290000, "backend": "kvm",
 "samples": 1000000, "tool": "cyclictest"}
END
cat >two.json <<'END'
{"schema": "rtpart.latency/1", "tool": "cyclictest",
 "backends": [{"name": "kvm", "latency_ns": 1290000, "samples": 1000000},
              {"name": "tcg", "latency_ns": 4100000, "samples": 1000000}]}
END
try rtpart --vcpus 3 --latency @host.json "$set_file"
rtpart --vcpus 3 --latency @two.json:kvm --format csv "$set_file" >measured.csv
rtpart --vcpus 3 --latency 1.29ms --format csv "$set_file" >given.csv
cmp measured.csv given.csv
try rtpart --vcpus 3 --latency 1.29ms --partition-only "$set_file"
rtpart --vcpus 3 --latency @two.json:tcg --format json "$set_file" | sed -n '/"latency"/,/}/p'
rtpart --vcpus 3 --latency @host.json --format xml "$set_file" | grep -o 'latency_ns="[0-9]*"'
rtpart --vcpus 2 --latency @host.json --compare "$set_file" | sed -n 2p
rtpart --vcpus 4 -o plan.xml "$set_file" >/dev/null
cat >four.csv <<'END'
name,c_ms,t_ms
a,2,20
b,5,50
END
try rtanalyze interface --latency @host.json four.csv
try rtanalyze check --reservation 6ms/10ms --latency @two.json:tcg four.csv
try rtanalyze mpr --vcpus 2 --period 5ms --latency @host.json four.csv
try rtanalyze sensitivity --reservation 6ms/10ms --latency @host.json four.csv
try rtanalyze compose --latency @host.json --quiet four.csv
# Mistakes.
try rtpart --vcpus 2 --latency @missing.json "$set_file"
try rtpart --vcpus 2 --latency @two.json "$set_file"
try rtpart --vcpus 2 --latency @two.json:xen "$set_file"
try rtpart --vcpus 2 --latency @host.json:tcg "$set_file"
try rtpart --vcpus 2 --latency "@$set_file" "$set_file"
try rtpart --vcpus 2 --latency @ "$set_file"
try rtpart --vcpus 2 --latency @- "$set_file"
echo '{"schema": "rtpart.latency/1", "latency_ns": 1.5}' >half.json
try rtanalyze interface --latency @half.json four.csv
try rtanalyze compose --latency @half.json four.csv
try rtanalyze global --cpus 2 --latency @host.json four.csv
try rtanalyze sensitivity --latency @host.json plan.xml
try rtpart --add four.csv --latency @host.json plan.xml
