/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * commands.h - a tool with several commands: "rtanalyze check ...", each in a file of its own
 *
 * For tools only, as cli.h: it prints and exits.
 */
#ifndef RTPART_COMMON_COMMANDS_H
#define RTPART_COMMON_COMMANDS_H

#include <stddef.h>

struct rtpart_command {
    const char *name;
    const char *summary; /* one line of --help */
    /* argv[0] is "TOOL NAME". Returns the exit status. */
    int (*run)(int argc, char **argv);
};

struct rtpart_tool {
    const char *name;                             /* "rtanalyze" */
    const char *args_doc;                         /* "COMMAND [OPTION...] FILE" */
    const char *doc;                              /* for argp: what it does \v examples */
    const struct rtpart_command *const *commands; /* in the order of --help */
    size_t command_count;
    /* Run where argv[1] is no command, and lists them itself (rtpart_commands_help); NULL:
     * that is a mistake. */
    int (*plain)(int argc, char **argv);
};

/*
 * For help_filter of argp: put the list of commands before what doc says after the options.
 * @key, @text  as argp gave them. Returns what argp expects.
 */
char *rtpart_commands_help(const struct rtpart_tool *tool, int key, const char *text);

/*
 * The main of such a tool: run the command that argv[1] names; --help lists the commands,
 * --version prints the version, anything else is a mistake. Returns the exit status.
 */
int rtpart_commands_main(const struct rtpart_tool *tool, int argc, char **argv);

#endif
