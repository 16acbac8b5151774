# A result directory: complete, replaced whole, compared, reported; a full disk, an interrupt
# and damaged files leave nothing half-written behind.
source "$CASES/try.bash"
rtpart --vcpus 2 --quiet -o p2.xml "$DATA/table4.xml" >/dev/null
rtpart --vcpus 4 --quiet -o p4.xml "$DATA/table4.xml" >/dev/null
rtvalidate run --quiet -o two p2.xml | tail -1
rtvalidate run --quiet -o four p4.xml | tail -1
rtvalidate run --quiet -o four/ p4.xml | tail -1
ls -A
(cd two && ls -- [!cg]*) # without pictures: there may be no gnuplot
sed -n 1,3p two/responses.csv
rtvalidate run --format csv p2.xml | cmp - two/results.csv && echo "the same as on standard output"

try rtvalidate compare two four
try rtvalidate compare two four --format csv
rtvalidate compare two four --task t0 --terminal | tail -18
try rtvalidate compare two four --task nobody --terminal
try rtvalidate compare
try rtvalidate compare two nowhere

rtvalidate report two -o page.html
grep -c '<svg' page.html
rtvalidate report two | cmp - page.html && echo "the same on standard output"
try rtvalidate report
try rtvalidate report two four
try rtvalidate report p2.xml
try rtvalidate report two -o /dev/full
head -c 300 two/results.json > start.json && mv start.json two/results.json
rtvalidate report two 2>&1 | sed 's/damaged: .*/damaged: WHY/'
rm two/results.json
try rtvalidate report two

echo "files that name more jobs than a result can have"
sed -i '0,/"jobs": [0-9]*/s//"jobs": 9000000000000000/' four/results.json
sed -i '2s/,[0-9]*$/,9000000000000000/' four/responses.csv
try rtvalidate report four
try rtvalidate run --duration 2000000s p2.xml
rtvalidate run --quiet --duration 1s -o late p2.xml | tail -1
sed -i '0,/"missed_jobs": \[\]/s//"missed_jobs": ["first"]/; 0,/"missed": 0/s//"missed": 1/' \
    late/results.json
try rtvalidate report late
rm -r late

echo "logs of rt-app, 69.486 ms from the first release that counts to the last end"
mkdir logs
cat >logs/rt-w-0.log <<'END'
#idx perf run period start end rel_st slack c_duration c_period wu_lat
0 66666 1378 33945 13677558405 13677592350 365 32534 5000 34000 30
0 66666 1427 34004 13677592364 13677626368 34325 32527 5000 34000 48
0 66666 1431 33978 13677626374 13677660352 68335 32514 5000 34000 32
END
printf 'name,c_ms,t_ms\nw,5,34\n' | rtpart --vcpus 1 --quiet -o one.xml - >/dev/null
rtvalidate run --engine log --logs logs --quiet -o seen one.xml | head -1
grep duration seen/results.json
rm -r logs seen one.xml

echo "names with signs that mean something to gnuplot, JSON, HTML or printf"
printf 'name,c_ms,t_ms\nload 100%%,2,20\n%%s%%n,3,30\n"it'"'"'s <b>""\\n{}_^@",1,40\n' |
    rtpart --vcpus 1 --quiet -o one.xml - >/dev/null
rtvalidate run --quiet --duration 1s -o signs one.xml | tail -1
grep '"name"' signs/results.json
rm -r signs one.xml

echo "a disk that is full (here: files may have 1 KiB), a directory of others"
status=0
# (A build that counts lines must not write its counts under that limit.)
export GCOV_PREFIX=/dev/null/none
(trap '' XFSZ && ulimit -f 1 && rtvalidate run --quiet -o full p2.xml >/dev/null 2>message) || status=$?
unset GCOV_PREFIX
grep -v profiling: message # which says that it did not
echo "exit $status"
try rtvalidate run --quiet -o . p2.xml
try rtvalidate run --quiet -o p2.xml/result p2.xml
try rtvalidate run --quiet --window 5ms:2ms p2.xml
try rtvalidate run --quiet --gantt chart.pdf p2.xml
ls -A

echo "interrupted"
rtvalidate run --duration 1000000s -o long p2.xml >/dev/null 2>message &
pid=$!
sleep 0.5
kill -INT "$pid"
status=0
wait "$pid" || status=$?
echo "exit $status"
cat message
ls -A
