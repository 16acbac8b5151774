/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtvalidate - was it true? Run a plan, and see the response times
 */
#include "validate/rtvalidate.h"

static const struct rtpart_command *const commands[] = {
    &rtvalidate_run,      &rtvalidate_compare,  &rtvalidate_report,
    &rtvalidate_campaign, &rtvalidate_platform, &rtvalidate_read,
};

static const char doc[] =
    "Was it true? Runs the tasks of a plan inside its reservations and shows response "
    "times beside what the analysis promises."
    "\vCOMMAND --help tells more.\n"
    "\n"
    "Examples:\n"
    "  rtpart --vcpus 2 -o plan.xml taskset.xml\n"
    "  rtvalidate run plan.xml\n"
    "  rtvalidate run --supply host --host-cpus 2 --interference 0.4 plan.xml\n"
    "  rtvalidate run -o result plan.xml\n"
    "  rtvalidate report result -o report.html\n"
    "  rtvalidate campaign --analysis fp --sets 1000\n"
    "\n"
    "Exit status: 0 no deadline was missed, 1 one was, 2 command line, 3 bad input file, "
    "4 refused by the environment, 5 nothing was seen.";

int main(int argc, char **argv)
{
    static const struct rtpart_tool tool = {.name = "rtvalidate",
                                            .args_doc = "COMMAND [OPTION...]",
                                            .doc = doc,
                                            .commands = commands,
                                            .command_count =
                                                sizeof commands / sizeof *commands};

    return rtpart_commands_main(&tool, argc, argv);
}
