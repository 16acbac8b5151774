# However a campaign is done, the result is the same bytes: at once with one thread or four,
# in shards merged in any order (twice the same, too), killed in the middle and resumed.
campaign="rtsweep --quiet --tasks 5,8 --utilization 1:1.8:0.4 --vcpus 2,3 --sets 60 --chunk 7"
campaign="$campaign --methods ovh,first-fit,global-edf --seed 3"

$campaign --threads 1 -o one.csv > /dev/null && echo one
$campaign --threads 4 -o four.csv > /dev/null && cmp one.csv four.csv && echo four threads

for i in 1 2 3; do $campaign --shard $i/3 -o shard$i.csv > /dev/null; done
rtsweep merge -o merged.csv shard3.csv shard1.csv shard2.csv shard1.csv &&
    cmp one.csv merged.csv && echo shards
rtsweep merge -o again.csv merged.csv one.csv && cmp one.csv again.csv && echo twice

$campaign --threads 1 -o killed.csv > /dev/null &
pid=$!
until [ "$(grep -sc , killed.csv.part || true)" -gt 30 ] || [ -e killed.csv ]; do
    sleep 0.02
done 2> /dev/null
kill -9 $pid 2> /dev/null || true
wait $pid 2> /dev/null || true
[ ! -e killed.csv.part ] || printf '3,1,0,7,' >> killed.csv.part # a torn line
$campaign --threads 2 --resume -o killed.csv > /dev/null && cmp one.csv killed.csv && echo killed
[ -e killed.csv.part ] || echo no checkpoint left
$campaign --resume -o killed.csv > /dev/null && cmp one.csv killed.csv && echo ended before
$campaign --seed 4 --resume -o killed.csv > /dev/null || echo "not this one: $?"
cmp one.csv killed.csv && echo as it was

# A disk that is still full (here: files may have 1 KiB) does not take what was done before.
head -n -4 one.csv | tee full.csv.part > before
export GCOV_PREFIX=/dev/null/none
$campaign -o full.csv || echo "begun anew: $?"
(trap '' XFSZ && ulimit -f 1 && $campaign --resume -o full.csv > /dev/null) || echo "full: $?"
unset GCOV_PREFIX
cmp before full.csv.part && echo as it was
ls full.csv*
$campaign --resume -o full.csv > /dev/null && cmp one.csv full.csv && echo resumed

rtsweep merge -o gap.csv shard1.csv shard3.csv || echo "a gap: $?"
[ -e gap.csv ] || echo nothing written
$campaign --seed 4 --shard 2/3 -o other.csv > /dev/null
rtsweep merge -o mixed.csv shard1.csv other.csv shard3.csv || echo "another experiment: $?"
