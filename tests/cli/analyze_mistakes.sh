# Mistakes on the command line of rtanalyze, and files that are none: nothing on standard
# output, a message that says what and where, the exit status of its kind.
source "$CASES/try.bash"
set_file=$DATA/table4.xml
try rtanalyze
try rtanalyze frobnicate
try rtanalyze --frobnicate
try rtanalyze --quiet check
try rtanalyze check "$set_file"
try rtanalyze check --reservation
try rtanalyze check --reservation 7.5/11 "$set_file"
try rtanalyze check --reservation 12ms/11ms "$set_file"
try rtanalyze check --reservation 0ms/11ms "$set_file"
try rtanalyze check --reservation nonsense "$set_file"
try rtanalyze check --reservation 1ns/1e30s "$set_file"
try rtanalyze check --reservation 7.5ms/11ms
try rtanalyze check --reservation 7.5ms/11ms "$set_file" "$set_file"
try rtanalyze check --reservation 7.5ms/11ms --format xml "$set_file"
try rtanalyze interface --guest-scheduler fifo "$set_file"
try rtanalyze interface --guest-scheduler gedf "$set_file"
try rtanalyze interface --guest-scheduler prio "$set_file"
try rtanalyze interface --min-period 0ms "$set_file"
try rtanalyze interface --min-period 10 "$set_file"
try rtanalyze interface --min-period 20ms --max-period 10ms "$set_file"
try rtanalyze interface --max-period 50us "$set_file"
try rtanalyze interface --period-step 1ns "$set_file"
try rtanalyze interface --min-period 10ms --max-period 4s --period-step 1ns "$set_file"
try rtanalyze interface --latency=-1ms "$set_file"
try rtanalyze interface --unit parsec "$set_file"
try rtanalyze interface --component nobody "$set_file"
try rtanalyze interface missing.xml
try rtanalyze interface "$DATA"
try rtanalyze interface /dev/null
try rtanalyze interface -o /dev/full "$set_file"
try rtanalyze interface -o missing/folder "$set_file"
try rtanalyze interface "$set_file/below"
[ -z "$(ls -A)" ] # nothing was left behind
