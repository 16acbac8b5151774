# Interfaces of nested components, as a tree, CSV, JSON and as CARTS writes them.
source "$CASES/try.bash"
cat >system.xml <<'END'
<system os_scheduler="EDF" period="5" xmlns:rt="urn:rtpart:taskset:1" rt:unit="ms">
  <component name="vm1" scheduler="RM" min_period="10" max_period="20">
    <task name="control" p="100" e="12"/>
    <component name="container" scheduler="gEDF" period="20">
      <task name="left" p="200" e="30"/>
      <task name="right" p="200" e="35.5"/>
    </component>
  </component>
  <component name="vm2" scheduler="DM" period="25">
    <task name="log" p="500" d="250" e="20"/>
  </component>
</system>
END
try rtanalyze compose system.xml
try rtanalyze compose --resource edp system.xml
try rtanalyze compose --format csv system.xml
try rtanalyze compose --format json --component vm1 system.xml
try rtanalyze compose --format carts system.xml
try rtanalyze compose --format carts --resource edp --component vm2 -o out.xml system.xml
cat out.xml
try rtanalyze compose --guest-scheduler edf --runtime-step 1us --format csv - <system.xml
sed 's/e="20"/e="249"/; s/e="35.5"/e="190"/; s/e="30"/e="190"/' system.xml >heavy.xml
try rtanalyze compose heavy.xml
try rtanalyze compose --format carts heavy.xml
sed 's/RM"/gRM"/' heavy.xml >global.xml
try rtanalyze compose --format csv --runtime-step 3ms --component vm1 global.xml
try rtanalyze compose --format carts --runtime-step 3ms --component vm1 global.xml
printf '%s\n' '<system><task p="10" e="1"/></system>' >bare.xml
try rtanalyze compose bare.xml
printf '<system>%s%s</system>\n' '<component name="a"><task p="10" e="1"/></component>' \
    '<component name="b"><task p="20" e="1"/></component>' >silent.xml
try rtanalyze compose silent.xml
# Mistakes.
try rtanalyze compose
try rtanalyze compose system.xml bare.xml
try rtanalyze compose --resource mpr system.xml
try rtanalyze compose --format xml system.xml
try rtanalyze compose --component vm3 system.xml
try rtanalyze compose --max-period 1ms --min-period 2ms system.xml
try rtanalyze compose --guest-scheduler prio system.xml
try rtanalyze compose -o missing/out.xml --format carts system.xml
try rtanalyze compose -o /dev/full --format carts system.xml
try rtanalyze compose missing.xml
try rtanalyze compose out.xml
