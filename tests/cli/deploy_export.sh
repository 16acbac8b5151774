# valgrind
# A plan in the words of other systems, and what is lost there.
source "$CASES/try.bash"
rtpart --vcpus 2 -q -o plan.xml "$DATA/table4.xml" >/dev/null
rtanalyze mpr --vcpus 2 --period 10ms --test gedf --format xml -q -o global.xml "$DATA/table4.xml"
try rtdeploy export plan.xml --format xen --name vm1
try rtdeploy export plan.xml --format libvirt --name vm1
rtdeploy export plan.xml --format libvirt -q | (echo "<domain>"; cat; echo "</domain>") | xmllint --noout -
try rtdeploy export plan.xml --format hcbs
try rtdeploy export global.xml --format hcbs --name web
try rtdeploy export plan.xml --format oci
try rtdeploy export global.xml --format oci
try rtdeploy export global.xml --format k8s --name web
rtdeploy export global.xml --format k8s -q -o pod.yaml
grep -c rtpart/ pod.yaml
# times that a form cannot hold
sed 's/runtime_ns="7500000" period_ns="11000000"/runtime_ns="700" period_ns="900"/' plan.xml >tiny.xml
try rtdeploy export tiny.xml --format xen -q
try rtdeploy export plan.xml
try rtdeploy export --format xen
try rtdeploy export plan.xml plan.xml --format xen
try rtdeploy export plan.xml --format vmware
try rtdeploy export plan.xml --format xen --name 'a b'
try rtdeploy export missing.xml --format xen
try rtdeploy export "$DATA/table4.xml" --format xen
