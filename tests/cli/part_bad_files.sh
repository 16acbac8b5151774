# Files that are no task sets: file:line, what is wrong; never a partition.
source "$CASES/try.bash"
bad()
{
    printf '%b' "$2" >"$1"
    try rtpart --vcpus 2 "$1"
}
system='<system xmlns:rt="urn:rtpart:taskset:1" rt:unit="ms">\n'
bad empty ''
bad no-tasks.xml "$system</system>"
bad cut.xml "$system<task p='10'"
bad crossed.xml "$system<task p='10' e='1'></system></task>"
bad root.xml '<html/>'
bad latin1.xml "$system<task name='\\xe9' p='10' e='1'/></system>"
bad bomb.xml '<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<system><task p="10" e="1" name="&b;"/></system>'
bad missing.xml "$system\n<task p='10'/></system>"
bad twice.xml "$system<task p='10' p='11' e='1'/></system>"
bad same-name.xml "$system<task name='a' p='10' e='1'/>\n<task name='a' p='10' e='1'/></system>"
bad nan.xml "$system<task p='NaN' e='1'/></system>"
bad inf.xml "$system<task p='10' e='inf'/></system>"
bad negative.xml "$system<task p='10' e='-1'/></system>"
bad zero-period.xml "$system<task p='0' e='1'/></system>"
bad zero-wcet.xml "$system<task p='10' e='0'/></system>"
bad huge.xml "$system<task p='1e30' e='1'/></system>"
bad late.xml "$system<task p='10' d='5' e='6'/></system>"
bad arbitrary.xml "$system<task p='10' d='11' e='6'/></system>"
bad unknown-rt.xml "$system<task p='10' e='1' rt:cpu='1'/></system>"
bad vcpu.xml "$system<task p='10' e='1' rt:vcpu='2'/></system>"
bad unit.xml '<system xmlns:rt="urn:rtpart:taskset:1" rt:unit="fortnight"><task p="10" e="1"/></system>'
bad scheduler.xml "$system<component name='c' scheduler='FIFO'><task p='10' e='1'/></component></system>"
bad global.xml "$system<component name='c' scheduler='gEDF'><task p='10' e='1'/></component></system>"
bad two.xml "$system<component name='c'><task p='10' e='1'/></component>\n<component name='d'><task p='10' e='1'/></component></system>"
bad rows '1 10\n1 x\n'
bad rows2 '1 10 10\n1 2 3 4\n'
bad table.csv 'name,c\na,1\n'
bad table2.csv 'name,c,t\na,1,10\nb,11,10\n'
bad digits.xml "$system<task p='10.1234567890123456789012345678901234567890' e='1'/></system>"
