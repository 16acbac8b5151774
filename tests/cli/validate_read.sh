# What cyclictest measured, as a table; and files that are something else.
source "$CASES/try.bash"
cat >c.json <<'END'
{"file_version": 1, "return_code": 0, "num_threads": 1, "resolution_in_ns": 0,
 "thread": {"0": {"histogram": {"20": 90, "25": 9, "400": 1}, "cycles": 100, "min": 20,
 "max": 400, "avg": 24.25, "cpu": 0, "node": 0}}}
END
try rtvalidate read c.json
try rtvalidate read c.json --format json
try rtvalidate read
try rtvalidate read missing.json
try rtvalidate read "$DATA/table4.xml"
