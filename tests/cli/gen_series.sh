# A file for each set: names, whole files, and each the same as when it is made alone.
series=(--tasks 5 --utilization 1.7 --seed 11)
rtgen "${series[@]}" --count 12 -o sets/
ls -A sets
for i in 0 7 11; do
    rtgen "${series[@]}" --index "$i" | cmp - "sets/set$(printf %02d "$i").xml"
done
# in another order, from the middle, into a folder that is there, without the slash
mkdir other
rtgen "${series[@]}" --index 5 --count 7 -o other
ls other
for i in 05 11; do cmp "sets/set$i.xml" "other/set$i.xml"; done
# the command that a file holds makes that file
command=$(sed -n 's/.* rt:command="\([^"]*\)".*/\1/p' sets/set07.xml)
echo "$command"
$command | cmp - sets/set07.xml
rtgen "${series[@]}" --point 2 --index 7 | cmp -s - sets/set07.xml || echo "another point"
rtgen "${series[@]}" --count 2 --format csv -o sets/
rtgen "${series[@]}" --count 2 --format rows -o sets/
find sets | sort | tail -5
