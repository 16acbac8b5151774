# The partitions and reservations of the paper, section 4.3.
rtpart --vcpus 2 "$DATA/table4.xml"
echo
rtpart --vcpus 4 "$DATA/table4.xml"
