# SPDX-License-Identifier: GPL-3.0-or-later
#
# options.awk - the options that an argp --help lists, one for each line of output:
#
#   COMMAND TAB LONG TAB SHORT TAB ARGUMENT TAB DESCRIPTION
#
# usage: TOOL [COMMAND] --help | awk -v command=COMMAND -f options.awk

function flush()
{
    if (long != "")
        printf "%s\t%s\t%s\t%s\t%s\n", command, long, short, argument, text
    long = ""
}

# The list of commands and the examples are no options.
/^Commands:/ || /^Examples:/ { flush(); over = 1 }
over { next }

/^ +(-., )?( +)?--[a-z]/ {
    flush()
    line = $0
    short = match(line, /-[A-Za-z?], /) ? substr(line, RSTART + 1, 1) : ""
    match(line, /--[a-z-]+(\[?=[^ ]+)?/)
    long = substr(line, RSTART + 2, RLENGTH - 2)
    text = substr(line, RSTART + RLENGTH)
    sub(/^ +/, "", text)
    argument = ""
    if (match(long, /\[?=/)) {
        argument = substr(long, RSTART + RLENGTH)
        long = substr(long, 1, RSTART - 1)
    }
    next
}

# More of the description stands further right than any option.
/^                    +[^ ]/ && long != "" {
    line = $0
    sub(/^ +/, "", line)
    text = text (text == "" ? "" : " ") line
    next
}

{ flush() }

END { flush() }
