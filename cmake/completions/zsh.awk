# SPDX-License-Identifier: GPL-3.0-or-later
#
# zsh.awk - completion for zsh from the lines of options.awk
#
# usage: awk -F '\t' -v tool=TOOL -v commands='NAME ...' -v listed=... -f values.awk -f zsh.awk OPTIONS

# Text inside '...[here]...' of _arguments.
function described(text)
{
    gsub(/\\/, "\\\\", text)
    gsub(/\[/, "\\[", text)
    gsub(/\]/, "\\]", text)
    gsub(/:/, "\\:", text)
    gsub(/\x27/, "\x27\\\x27\x27", text)
    return text
}

function action(command, argument, long, text,    words)
{
    words = values(command, argument, long, text)
    if (words != "")
        return ":" argument ":(" words ")"
    if (argument ~ /DIR/)
        return ":" argument ":_files -/"
    return ":" described(argument) ":" (argument ~ /FILE|SOCKET|PATH/ ? "_files" : " ")
}

{
    with = $4 != "" ? action($1, $4, $2, $5) : ""
    spec[$1] = spec[$1] " \\\n        \x27--" $2 ($4 != "" ? "=" : "") "[" described($5) "]" with "\x27"
    if ($3 != "")
        spec[$1] = spec[$1] " \\\n        \x27-" $3 ($4 != "" ? "+" : "") "[" described($5) "]" with "\x27"
}

END {
    print "#compdef " tool
    print "# zsh completion for " tool "; made from its --help"
    print "_" tool "()"
    print "{"
    if (commands != "") {
        print "    if (( CURRENT == 2 )); then"
        print "        compadd -- " commands
        print "        [[ $PREFIX != -* ]] || _arguments" spec[""]
        print "        return"
        print "    fi"
        print "    case $words[2] in"
        count = split(commands, name, " ")
        for (i = 1; i <= count; i++)
            print "    " name[i] ") shift words; (( CURRENT-- )); _arguments" spec[name[i]] " \\\n        \x27*:file:_files\x27 ;;"
        print "    *) _arguments" spec[""] " ;;"
        print "    esac"
    } else
        print "    _arguments" spec[""] " \\\n        \x27*:file:_files\x27"
    print "}"
    print "_" tool " \"$@\""
}
