# What each option changes.
source "$CASES/try.bash"
set_file=$DATA/table4.xml
try rtpart --vcpus 2 --guest-scheduler edf "$set_file"
try rtpart --vcpus 2 --latency 1ms --format csv "$set_file"
try rtpart --vcpus 3 --heuristic worst-fit --max-bandwidth 60% --format csv "$set_file"
try rtpart --vcpus 3 --heuristic worst-fit --max-bandwidth 0.6 --format csv "$set_file"
try rtpart --vcpus 2 --min-period 20ms --max-period 20ms --runtime-step 10us "$set_file"
try rtpart --vcpus 2 --objective max --time-limit 1s --heuristic best-fit-bw --format csv \
    "$set_file"
try rtpart --vcpus 12 --format csv "$set_file"
cat >two.xml <<'END'
<system os_scheduler="EDF">
  <component name="a" scheduler="EDF" period="5"><task name="x" p="20" e="1"/></component>
  <component name="b"><task name="y" p="30" e="1"/><task p="50" e="2"/></component>
</system>
END
try rtpart --vcpus 1 --component a two.xml
try rtpart --vcpus 1 --component a --min-period 4ms two.xml
try rtpart --vcpus 1 --component b --quiet two.xml
try rtpart --vcpus 1 --component b --unit us two.xml
try rtpart --vcpus 3 --heuristic exact "$set_file"
try rtpart --vcpus 3 --heuristic exact --objective max --format json "$set_file"
