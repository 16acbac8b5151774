/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtanalyze - what must be reserved for a task set, and does a reservation hold it?
 */
#include "analysis/rtanalyze.h"

static const struct rtpart_command *const commands[] = {
    /* clang-format off: one line for each */
    &rtanalyze_interface, &rtanalyze_check,       &rtanalyze_compose, &rtanalyze_mpr,
    &rtanalyze_global,    &rtanalyze_sensitivity, &rtanalyze_host,    &rtanalyze_verify,
    /* clang-format on */
};

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

int main(int argc, char **argv)
{
    static const struct rtpart_tool tool = {.name = "rtanalyze",
                                            .args_doc = "COMMAND [OPTION...] FILE",
                                            .doc = doc,
                                            .commands = commands,
                                            .command_count =
                                                sizeof commands / sizeof *commands};

    return rtpart_commands_main(&tool, argc, argv);
}
