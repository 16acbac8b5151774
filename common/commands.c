/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/commands.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cli.h"

static const struct rtpart_command *find_command(const struct rtpart_tool *tool,
                                                 const char *name)
{
    for (size_t i = 0; i < tool->command_count; i++)
        if (strcmp(tool->commands[i]->name, name) == 0)
            return tool->commands[i];
    return NULL;
}

/* Command lines that do not begin with a command: help, version, mistakes. */
static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    const struct rtpart_tool *tool = state->input;

    switch (key) {
    case 'V':
        (void)printf("%s %s\n", tool->name, RTPART_VERSION);
        exit(rtpart_cli_flush(tool->name));
    case ARGP_KEY_ARG:
        argp_error(state,
                   find_command(tool, arg) != NULL ? "\"%.60s\" must come first"
                                                   : "there is no command \"%.60s\"",
                   arg);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which command?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

char *rtpart_commands_help(const struct rtpart_tool *tool, int key, const char *text)
{
    char *out = NULL;
    size_t size = 0;
    FILE *list;

    if (key != ARGP_KEY_HELP_POST_DOC || (list = open_memstream(&out, &size)) == NULL)
        return (char *)(uintptr_t)text;
    (void)fprintf(list, "Commands:\n");
    for (size_t i = 0; i < tool->command_count; i++)
        (void)fprintf(list, "  %-12s %s\n", tool->commands[i]->name,
                      tool->commands[i]->summary);
    (void)fprintf(list, "\n%s", text);
    return fclose(list) == 0 ? out : (char *)(uintptr_t)text; /* argp frees it */
}

static char *filter_help(int key, const char *text, void *input)
{
    return rtpart_commands_help(input, key, text);
}

int rtpart_commands_main(const struct rtpart_tool *tool, int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"version", 'V', NULL, 0, "Print the version", -1}, {0}};
    const struct argp argp = {.options = options,
                              .parser = parse_option,
                              .args_doc = tool->args_doc,
                              .doc = tool->doc,
                              .help_filter = filter_help};
    const struct rtpart_command *command = argc > 1 ? find_command(tool, argv[1]) : NULL;
    char name[64];

    if (command == NULL && tool->plain != NULL)
        return tool->plain(argc, argv);
    if (command == NULL) {
        if (argc > 2 && argv[1][0] != '-')
            argc = 2; /* the options are those of a command that there is not */
        rtpart_cli_parse(&argp, argc, argv, NULL, (void *)(uintptr_t)tool);
        return rtpart_exit_status(RTPART_EUSAGE);
    }
    (void)snprintf(name, sizeof name, "%s %s", tool->name, command->name);
    argv[1] = name;
    return command->run(argc - 1, argv + 1);
}
