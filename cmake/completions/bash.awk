# SPDX-License-Identifier: GPL-3.0-or-later
#
# bash.awk - completion for bash from the lines of options.awk
#
# usage: awk -F '\t' -v tool=TOOL -v commands='NAME ...' -v listed=... -f values.awk -f bash.awk OPTIONS

{
    options[$1] = options[$1] " --" $2
    words = values($1, $4, $2, $5)
    # the same option may take other words in another command
    command = words != "" && $1 != "" ? $1 : "*"
    if ($4 == "" || seen[command, $2]++)
        next
    names = command "/--" $2 ($3 != "" ? "|" command "/-" $3 : "")
    if (words != "")
        cases = cases "        " names ") mapfile -t COMPREPLY < <(compgen -W \"" words "\" -- \"$cur\") ;;\n"
    else if ($4 ~ /^(DIR|DIRECTORY)$/)
        cases = cases "        " names ") mapfile -t COMPREPLY < <(compgen -d -- \"$cur\") ;;\n"
    else if ($4 !~ /FILE|SOCKET|PATH|DIR/)
        cases = cases "        " names ") COMPREPLY=() ;;\n"
}

END {
    print "# bash completion for " tool "; made from its --help"
    print "_" tool "()"
    print "{"
    print "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} options"
    print "    # --option=value comes as three words"
    print "    [ \"$cur\" != = ] || cur="
    print "    [ \"$prev\" != = ] || prev=${COMP_WORDS[COMP_CWORD - 2]}"
    print "    case ${COMP_WORDS[1]} in"
    count = split(commands, name, " ")
    for (i = 1; i <= count; i++)
        print "    " name[i] ") options=\"" substr(options[name[i]], 2) "\" ;;"
    print "    *) options=\"" substr(options[""], 2) "\" ;;"
    print "    esac"
    print "    mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")"
    print "    case $cur in"
    print "    -*) mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$cur\") ;;"
    print "    *)"
    print "        case ${COMP_WORDS[1]}/$prev in"
    printf "%s", cases
    if (commands != "")
        print "        */" tool ") mapfile -t COMPREPLY < <(compgen -W \"" commands "\" -- \"$cur\") ;;"
    print "        esac"
    print "        ;;"
    print "    esac"
    print "}"
    print "complete -o filenames -F _" tool " " tool
}
