# An interrupted series leaves whole files only, and no file to standard output's place.
rtgen --tasks 10 --utilization 1.4 --count 1000000 -o sets/ 2>message &
pid=$!
until [ -e sets/set000020.xml ]; do sleep 0.01; done
kill -TERM "$pid"
status=0
wait "$pid" || status=$?
echo "exit $status"
sed 's/[0-9]\+ of/SOME of/' message
find sets -name '.*' -type f
for file in sets/*; do
    tail -1 "$file"
done | sort -u

rtgen --tasks 10 --utilization 1.4 --count 100000000 --format rows -o all.txt 2>message &
pid=$!
until [ -n "$(find . -name '.all.txt*.tmp' -size +50k)" ]; do sleep 0.01; done
kill -TERM "$pid"
status=0
wait "$pid" || status=$?
echo "exit $status"
cat message
ls -A
