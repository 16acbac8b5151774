# Mistakes on the command line of rtdeploy, and hosts where there is nothing.
source "$CASES/try.bash"
rtpart --vcpus 2 -q -o plan.xml "$DATA/table4.xml" >/dev/null
try rtdeploy
try rtdeploy frobnicate
try rtdeploy --version
try rtdeploy apply
try rtdeploy apply plan.xml
try rtdeploy apply plan.xml plan.xml --pid 1
try rtdeploy apply plan.xml --pid 1 --qmp vm.qmp
try rtdeploy apply plan.xml --pid one --dry-run -q --state-dir state
try rtdeploy apply plan.xml --tid 0:1 --dry-run -q --state-dir state
try rtdeploy apply plan.xml --libvirt ../vm --dry-run -q --state-dir state
try rtdeploy apply plan.xml --qmp missing.qmp --dry-run -q --state-dir state
try rtdeploy apply plan.xml --pid 1 --name ../x
try rtdeploy apply plan.xml --pid 1 --emulator-reservation 3ms/2ms
try rtdeploy apply missing.xml --pid 1 --dry-run -q
try rtdeploy apply "$DATA/table4.xml" --pid 1 --dry-run -q
try rtdeploy fit plan.xml
try rtdeploy fit --cpus 8
try rtdeploy fit plan.xml --cpus 0
try rtdeploy fit plan.xml --cpus 8 --cap 1.5
try rtdeploy fit plan.xml --cpus 8 --cap 0
try rtdeploy status --state-dir state
try rtdeploy status vm1 --state-dir state
try rtdeploy watch --once --state-dir state
try rtdeploy watch vm1 --once --state-dir state
try rtdeploy watch --format json --state-dir state
try rtdeploy watch --once --interval 1ms
try rtdeploy watch --once --interval 10ms --format json --state-dir state
try rtdeploy apply plan.xml --pid 1 --placement elsewhere
try rtdeploy revert --state-dir state
try rtdeploy revert vm1 --state-dir state
try rtdeploy revert --all vm1
ln -s / link
try rtdeploy status --state-dir link
try rtdeploy revert --state-dir plan.xml
mkdir -m 777 open && chmod 777 open
try rtdeploy status --state-dir open
ls
