# A reader that goes away ends the tool without a word.
{
    sleep 0.3
    rtpart --vcpus 2 "$DATA/table4.xml"
} | true
