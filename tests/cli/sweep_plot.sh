# Pictures of a campaign, with what is needed to restyle them.
rtsweep --quiet --tasks 4,6 --utilization 0.8,1.4 --vcpus 2,3 --sets 20 --times t.csv -o r.csv > /dev/null
head -1 t.csv
grep -c '^[46],' t.csv
if command -v gnuplot > /dev/null; then
    rtsweep plot -o pictures --times t.csv r.csv
    for f in share-4-2 share-4-3 share-6-2 share-6-3 overhead-4 overhead-6 time; do
        for ending in svg png dat gp; do [ -s pictures/$f.$ending ] || echo "$f.$ending missing"; done
    done
    # the data are the table's
    grep -A1 '^# ovh' pictures/share-4-2.dat
    rtsweep show --format csv r.csv | grep '^4,0.8,2,ovh'
    (cd pictures && rm time.svg && gnuplot time.gp 2> /dev/null; ls time.*)
else
    echo "skipped: gnuplot is not installed" >&2
fi
echo nonsense > bad.csv
rtsweep plot -o pictures --times bad.csv r.csv || echo "$?"
{ head -1 t.csv && for i in {1..33}; do echo "4,m$i,1,1"; done; } > many.csv
rtsweep plot -o pictures --times many.csv r.csv || echo "$?"
printf 'tasks,method,sets,total_ns\n4,"a\n9 9",1,1\n' > lines.csv
rtsweep plot -o pictures --times lines.csv r.csv || echo "$?"
# a run that was killed can be looked at
head -n -2 r.csv > killed.csv.part
rtsweep show killed.csv.part || echo "$?"
rtsweep show --partial --format csv killed.csv.part | wc -l
