# SPDX-License-Identifier: GPL-3.0-or-later
#
# fish.awk - completion for fish from the lines of options.awk
#
# usage: awk -F '\t' -v tool=TOOL -v commands='NAME ...' -v listed=... -f values.awk -f fish.awk OPTIONS

function quoted(text)
{
    gsub(/\\/, "\\\\", text)
    gsub(/\x27/, "\\\x27", text)
    return "\x27" text "\x27"
}

BEGIN {
    print "# fish completion for " tool "; made from its --help"
    if (commands != "")
        print "complete -c " tool " -n __fish_use_subcommand -f -a " quoted(commands)
}

{
    line = "complete -c " tool
    if ($1 != "")
        line = line " -n " quoted("__fish_seen_subcommand_from " $1)
    else if (commands != "")
        line = line " -n " quoted("not __fish_seen_subcommand_from " commands)
    if ($3 != "")
        line = line " -s " quoted($3)
    line = line " -l " $2
    words = values($1, $4, $2, $5)
    if (words != "")
        line = line " -x -a " quoted(words)
    else if ($4 ~ /FILE|SOCKET|PATH|DIR/)
        line = line " -r -F"
    else if ($4 != "")
        line = line " -x"
    print line " -d " quoted($5)
}
