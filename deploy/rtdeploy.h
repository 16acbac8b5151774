/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtdeploy.h - the commands of rtdeploy; each is a file rtdeploy_NAME.c
 *
 * A command parses its options, calls the library, and prints. To add one: its file, a line
 * below, and a line in the table of rtdeploy.c.
 */
#ifndef RTPART_DEPLOY_RTDEPLOY_H
#define RTPART_DEPLOY_RTDEPLOY_H

#include "common/cli.h"
#include "common/commands.h"
#include "deploy/apply_plan.h"
#include "deploy/journal.h"
#include "deploy/target.h"
#include "model/plan.h"

extern const struct rtpart_command rtdeploy_apply;
extern const struct rtpart_command rtdeploy_doctor;
extern const struct rtpart_command rtdeploy_export;
extern const struct rtpart_command rtdeploy_fit;
extern const struct rtpart_command rtdeploy_guest;
extern const struct rtpart_command rtdeploy_revert;
extern const struct rtpart_command rtdeploy_status;
extern const struct rtpart_command rtdeploy_watch;

/* Formats of a command that answers with a table. */
#define RTDEPLOY_FORMATS                                                                 \
    (RTPART_FORMAT_BIT(RTPART_FORMAT_TABLE) | RTPART_FORMAT_BIT(RTPART_FORMAT_JSON) |    \
     RTPART_FORMAT_BIT(RTPART_FORMAT_CSV))

/* --state-dir; input of the child: const char **, set to RTPART_STATE_DIR at the start. */
extern const struct argp rtdeploy_state_argp;

/* The one option of rtpart_target_kinds that was given. */
struct rtdeploy_target {
    const struct rtpart_target_kind *kind; /* NULL: none */
    const char *value;                     /* borrowed from argv */
};

/* Options made from rtpart_target_kinds; input of the child: struct rtdeploy_target *. */
const struct argp *rtdeploy_target_argp(void);

/* What rtdeploy apply was told. */
struct rtdeploy_apply_arguments {
    struct rtpart_cli cli;
    struct rtdeploy_target target;
    const char *state_dir;
    const char *file;
    const char *name;
    struct rtpart_prm emulator; /* period 0: none */
    enum rtpart_placement placement;
    bool dry_run;
};

/*
 * The part of it that is about containers: find, test, show, make the changes.
 * @plan  read already. Returns 0, or what the library returned.
 */
enum rtpart_code rtdeploy_apply_container(const struct rtdeploy_apply_arguments *args,
                                          const struct rtpart_plan *plan,
                                          const struct rtpart_state *state,
                                          const struct rtpart_notes *notes,
                                          struct rtpart_error *err);

/* Print the changes of a deployment as commands that a person could type. */
void rtdeploy_print_commands(const struct rtpart_deployment *d);

/* For the end of each --help. */
#define RTDEPLOY_EXIT_DOC                                                                \
    "Exit status: 0 done, 1 the answer is no, 2 command line, 3 bad input file, 4 "      \
    "refused "                                                                           \
    "by the kernel or the environment."

#endif
