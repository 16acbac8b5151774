/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtanalyze - what must be reserved for a task set, and does a reservation hold it?
 */
#include "analysis/rtanalyze.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct rtanalyze_command *const commands[] = {
    &rtanalyze_interface,
    &rtanalyze_check,
};

enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static const char doc[] =
    "What must be reserved for a real-time task set, and does a reservation hold it?"
    "\vCOMMAND --help tells more.\n"
    "\n"
    "Examples:\n"
    "  rtanalyze interface taskset.xml\n"
    "  rtanalyze check --reservation 7.5ms/11ms taskset.xml\n"
    "\n"
    "Exit status: 0 schedulable, 1 not schedulable, 2 command line, 3 bad input file, "
    "4 refused by the environment, 5 undecided.";

static const struct rtanalyze_command *find_command(const char *name)
{
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

/* Command lines that do not begin with a command: help, version, mistakes. */
static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    switch (key) {
    case 'V':
        (void)printf("rtanalyze %s\n", RTPART_VERSION);
        exit(fflush(stdout) == 0 ? 0 : rtpart_exit_status(RTPART_EHOST));
    case ARGP_KEY_ARG:
        argp_error(state,
                   find_command(arg) != NULL ? "\"%.60s\" must come first"
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

/* The list of commands, from the table, before what doc says after the options. */
static char *filter_help(int key, const char *text, void *input)
{
    char *out = NULL;
    size_t size = 0;
    FILE *list;

    (void)input;
    if (key != ARGP_KEY_HELP_POST_DOC || (list = open_memstream(&out, &size)) == NULL)
        return (char *)(uintptr_t)text;
    (void)fprintf(list, "Commands:\n");
    for (int i = 0; i < COMMAND_COUNT; i++)
        (void)fprintf(list, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
    (void)fprintf(list, "\n%s", text);
    return fclose(list) == 0 ? out : (char *)(uintptr_t)text; /* argp frees it */
}

int main(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"version", 'V', NULL, 0, "Print the version", -1}, {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse_option,
                                     .args_doc = "COMMAND [OPTION...] FILE",
                                     .doc = doc,
                                     .help_filter = filter_help};
    const struct rtanalyze_command *command = argc > 1 ? find_command(argv[1]) : NULL;
    char name[64];

    if (command == NULL) {
        rtpart_cli_parse(&argp, argc, argv, NULL, NULL); /* does not return */
        return rtpart_exit_status(RTPART_EUSAGE);
    }
    (void)snprintf(name, sizeof name, "rtanalyze %s", command->name);
    argv[1] = name;
    return command->run(argc - 1, argv + 1);
}
