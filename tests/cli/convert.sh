# Every format is written; what can be read comes back the same.
for f in xml csv rows carts; do
    rtconvert --quiet --to $f -o t.$f "$DATA/table4.xml"
    rtconvert --quiet --unit ms --to rows t.$f | cksum
done
rtconvert --quiet --to schedcat "$DATA/table4.xml" | rtconvert --quiet --unit us --to rows - | cksum
rtconvert --to schedcat "$DATA/table4.xml" 2>&1 | head -6
rtconvert --to simso "$DATA/table4.xml" 2> /dev/null | grep -c '<task '
rtconvert --to rt-app "$DATA/table4.xml" | python3 -c '
import json, sys
d = json.load(sys.stdin)
print(sorted(d), [(n, t["priority"], t["run"], t["timer"]["period"]) for n, t in d["tasks"].items()][:2])'
rtconvert --to nonsense "$DATA/table4.xml" || echo "$?"
rtconvert || echo "$?"
rtconvert missing.xml || echo "$?"
rtconvert --to csv -o /dev/full "$DATA/table4.xml" || echo "$?"
ls
