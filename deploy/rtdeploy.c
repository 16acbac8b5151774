/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtdeploy - the reservations of a plan on a live virtual machine or container, and off again
 */
#include "deploy/rtdeploy.h"

#include <string.h>

#include "deploy/privilege.h"

/* The commands, in the order of --help, and what each does with the rights of root. */
static const struct {
    const struct rtpart_command *command;
    enum rtpart_duty duty;
} table[] = {
    {&rtdeploy_doctor, RTPART_DUTY_CHANGE}, {&rtdeploy_apply, RTPART_DUTY_CHANGE},
    {&rtdeploy_status, RTPART_DUTY_CHANGE}, {&rtdeploy_watch, RTPART_DUTY_CHANGE},
    {&rtdeploy_revert, RTPART_DUTY_CHANGE}, {&rtdeploy_fit, RTPART_DUTY_FILES},
    {&rtdeploy_guest, RTPART_DUTY_FILES},   {&rtdeploy_export, RTPART_DUTY_FILES},
};

enum { COMMANDS = sizeof table / sizeof *table };

static const char doc[] = "Put the reservations of a plan on the vCPUs of a live virtual "
                          "machine, watch them, and "
                          "take them off again without a trace."
                          "\vCOMMAND --help tells more.\n"
                          "\n"
                          "Examples:\n"
                          "  rtdeploy doctor\n"
                          "  rtpart --vcpus 2 -o plan.xml taskset.xml\n"
                          "  rtdeploy apply plan.xml --qmp /run/vm1.qmp\n"
                          "  rtdeploy status\n"
                          "  rtdeploy watch\n"
                          "  rtdeploy revert\n"
                          "  rtdeploy guest plan.xml --format sh -o run.sh\n"
                          "  rtdeploy fit plan1.xml plan2.xml --cpus 8 --cap 0.95\n"
                          "\n" RTDEPLOY_EXIT_DOC;

int main(int argc, char **argv)
{
    const struct rtpart_command *commands[COMMANDS];
    const struct rtpart_tool tool = {
        .name = "rtdeploy",
        .args_doc = "COMMAND [OPTION...] [PLAN]",
        .doc = doc,
        .commands = commands,
        .command_count = COMMANDS,
    };
    const struct rtpart_cli cli = {.tool = tool.name};
    enum rtpart_duty duty = RTPART_DUTY_FILES; /* of --help and of mistakes */
    struct rtpart_error err;

    for (size_t i = 0; i < COMMANDS; i++) {
        commands[i] = table[i].command;
        if (argc > 1 && strcmp(argv[1], commands[i]->name) == 0)
            duty = table[i].duty;
    }
    if (rtpart_privilege_keep(duty, &err) != RTPART_OK)
        return rtpart_cli_report(&cli, &err);
    return rtpart_commands_main(&tool, argc, argv);
}
