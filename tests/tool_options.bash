# SPDX-License-Identifier: GPL-3.0-or-later
#
# tool_options.bash - the commands and long options of a tool, as its --help lists them

# tool_commands TOOL: one a line; nothing where it has none
tool_commands()
{
    "$1" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p'
}

# tool_options TOOL: one a line, those of its commands, too
tool_options()
{
    local command
    {
        "$1" --help
        for command in $(tool_commands "$1"); do
            "$1" "$command" --help
        done
    } | grep -oE '^ +(-., )?(      )?--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort -u
}
