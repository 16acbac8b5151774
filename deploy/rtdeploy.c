/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtdeploy - the reservations of a plan on a live virtual machine or container, and off again
 */
#include "deploy/rtdeploy.h"

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

int main(int argc, char **argv)
{
    static const struct rtpart_tool tool = {
        .name = "rtdeploy",
        .args_doc = "COMMAND [OPTION...] [PLAN]",
        .doc = doc,
        .commands = commands,
        .command_count = sizeof commands / sizeof *commands,
    };

    return rtpart_commands_main(&tool, argc, argv);
}
