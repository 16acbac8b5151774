# A soundness campaign: the same draws give the same counts, in one piece or in two; what is
# wrong on the command line is named; an interrupt ends it in order.
source "$CASES/try.bash"
try rtvalidate campaign --analysis fp --sets 40 --seed 5
try rtvalidate campaign --analysis gfp --sets 10 --seed 5 --accepted-only --format csv
rtvalidate campaign --analysis edf --sets 10 --format json | grep -c '"counter_examples": 0,'
rtvalidate campaign --list | cut -d ' ' -f 1
try rtvalidate campaign
try rtvalidate campaign --analysis prophecy
try rtvalidate campaign --analysis fp --sets 0
try rtvalidate campaign --analysis fp plan.xml
try rtvalidate campaign --analysis fp --sets 1 -o /dev/full
try rtvalidate campaign --analysis fp --sets 1 -o /nowhere/at/all
# Told before the work, not after it: this many sets would take a day.
try rtvalidate campaign --analysis fp --sets 1000000000 --counter-examples /proc/nowhere
touch file
try rtvalidate campaign --analysis fp --sets 1000000000 --counter-examples file
try rtvalidate campaign --analysis fp --sets 1000000000 -o .
try rtvalidate campaign --analysis fp --sets 1 --counter-examples none -q
rm file

rtvalidate campaign --analysis fp --sets 10000000 -o out.txt 2>message &
pid=$!
sleep 0.5
kill -INT "$pid" || true
status=0
wait "$pid" || status=$?
echo "exit $status"
sed -n 's/first [0-9]*:/first N:/; s/by [0-9]* sets/by N sets/; $p' out.txt
cat message
ls -A
