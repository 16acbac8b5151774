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

# The words of "worst|random" or "N|auto": capitals stand for something else.
function choices(argument,    word, count, i, list)
{
    count = split(argument, word, "|")
    for (i = 1; i <= count; i++)
        if (count > 1 && word[i] ~ /^[a-z][a-z0-9-]*$/)
            list = list (list == "" ? "" : " ") word[i]
    return list
}

function values(command, argument, long, text)
{
    if (long ~ /^(heuristic|methods?|test|engine|analysis|backend)$/)
        return listed_of(command)
    if (choices(argument) != "")
        return choices(argument)
    if (argument == "UNIT")
        return "ns us ms s"
    if (long == "guest-scheduler")
        return "rm dm prio edf"
    if (long == "objective")
        return "total max"
    if (argument != "FORMAT")
        return ""
    sub(/ \(default.*/, "", text)
    sub(/.*: /, "", text)
    if (text !~ /^[a-z0-9-]+(, [a-z0-9-]+)*( or [a-z0-9-]+)?$/)
        return ""
    gsub(/,| or/, "", text)
    return text
}
