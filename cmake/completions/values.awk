# SPDX-License-Identifier: GPL-3.0-or-later
#
# values.awk - the words that may stand for the argument of an option; "" where it is free
#
# Descriptions name them: "Form of the result: table, json, csv (default: table)"; so does the
# tool's own --list, whose names `listed` holds for each command: "COMMAND=NAME NAME ...;".

function listed_of(command,    at, rest)
{
    at = index(";" listed, ";" command "=")
    if (at == 0)
        return ""
    rest = substr(listed, at + length(command) + 1)
    return substr(rest, 1, index(rest, ";") - 1)
}

function values(command, argument, long, text,    list)
{
    if (long ~ /^(heuristic|methods?|test|engine)$/)
        return listed_of(command)
    if (argument == "UNIT")
        return "ns us ms s"
    if (long == "guest-scheduler")
        return "rm dm prio edf"
    if (long == "objective")
        return "total max"
    if (argument != "FORMAT" || !match(text, /: [a-z0-9-]+(, [a-z0-9-]+| or [a-z0-9-]+)*/))
        return ""
    list = substr(text, RSTART + 2, RLENGTH - 2)
    gsub(/,| or/, "", list)
    return list
}
