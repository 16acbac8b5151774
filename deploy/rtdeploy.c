/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtdeploy - the reservations of a plan on a live virtual machine or container, and off again
 */
#include "deploy/rtdeploy.h"

#include <string.h>

#include "deploy/privilege.h"

static const struct rtpart_command *const commands[] = {
    &rtdeploy_doctor, &rtdeploy_apply, &rtdeploy_status, &rtdeploy_watch,
    &rtdeploy_revert, &rtdeploy_fit,   &rtdeploy_guest,  &rtdeploy_export,
};

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

/* Commands that leave the host as it is. */
static bool is_about_files(const char *command)
{
    static const char *const names[] = {"fit", "guest", "export"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(command, names[i]) == 0)
            return true;
    return false;
}

int main(int argc, char **argv)
{
    static const struct rtpart_tool tool = {
        .name = "rtdeploy",
        .args_doc = "COMMAND [OPTION...] [PLAN]",
        .doc = doc,
        .commands = commands,
        .command_count = sizeof commands / sizeof *commands,
    };

    const struct rtpart_cli cli = {.tool = tool.name};
    const enum rtpart_duty duty =
        argc > 1 && is_about_files(argv[1]) ? RTPART_DUTY_FILES : RTPART_DUTY_CHANGE;
    struct rtpart_error err;

    if (rtpart_privilege_keep(duty, &err) != RTPART_OK)
        return rtpart_cli_report(&cli, &err);
    return rtpart_commands_main(&tool, argc, argv);
}
