/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtdeploy.h - the commands of rtdeploy; each is a file rtdeploy_NAME.c
 *
 * A command parses its options, calls the library, and prints. To add one: its file, a line
 * below, and a line in the table of rtdeploy.c.
 */
#ifndef RTPART_DEPLOY_RTDEPLOY_H
#define RTPART_DEPLOY_RTDEPLOY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

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

/* How a message repeats it: " --state-dir " and `dir`, or "" and "" for the default. */
const char *rtdeploy_state_option(const char *dir);
const char *rtdeploy_state_value(const char *dir);

/* The one option of rtpart_target_kinds that was given. */
struct rtdeploy_target {
    const struct rtpart_target_kind *kind; /* NULL: none */
    const char *value;                     /* borrowed from argv */
};

/* Options made from rtpart_target_kinds; input of the child: struct rtdeploy_target *. */
const struct argp *rtdeploy_target_argp(void);

/* The one plan that a command is about; input of the child: const char **, NULL at first. */
extern const struct argp rtdeploy_plan_argp;

/* --output of a command that writes no table; input of the child: const char **. */
extern const struct argp rtdeploy_output_argp;

/*
 * Read the plan and write what `write` makes of it, whole or not at all.
 * @output  NULL: standard output
 * Returns 0, RTPART_EHOST, or what reading and `write` return.
 */
enum rtpart_code rtdeploy_convert(const char *plan, const char *output,
                                  enum rtpart_code (*write)(const struct rtpart_plan *,
                                                            FILE *, void *ctx,
                                                            struct rtpart_error *),
                                  void *ctx, struct rtpart_error *err);

/*
 * Read the deployments of this host and hand each to `visit`, until one fails. The state is
 * locked meanwhile.
 *
 * @name   of the only one that is meant; NULL: all
 * @count  how many were visited
 * Returns 0, RTPART_EUSAGE (there is none of that name), or what the journals or `visit` return.
 */
enum rtpart_code rtdeploy_each(const char *state_dir, const char *name,
                               enum rtpart_code (*visit)(const struct rtpart_deployment *,
                                                         void *ctx,
                                                         struct rtpart_error *),
                               void *ctx, size_t *count, struct rtpart_error *err);

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
 * The parts of it that are about virtual machines and about containers: find, test, show,
 * make the changes.
 * @plan  read already. Returns 0, or what the library returned.
 */
enum rtpart_code rtdeploy_apply_vm(const struct rtdeploy_apply_arguments *args,
                                   const struct rtpart_plan *plan,
                                   const struct rtpart_state *state,
                                   const struct rtpart_notes *notes,
                                   struct rtpart_error *err);
enum rtpart_code rtdeploy_apply_container(const struct rtdeploy_apply_arguments *args,
                                          const struct rtpart_plan *plan,
                                          const struct rtpart_state *state,
                                          const struct rtpart_notes *notes,
                                          struct rtpart_error *err);

/* What those two do their own way with what they prepared (`ctx`). */
struct rtdeploy_prepared {
    const struct rtpart_deployment *deployment;
    enum rtpart_code (*print)(const struct rtdeploy_apply_arguments *args, void *ctx,
                              bool applied, struct rtpart_error *err);
    enum rtpart_code (*make)(void *ctx, struct rtpart_error *err);
    void *ctx;
};

/*
 * Show what was prepared, and make it unless it is a dry run: the table comes before anything
 * is touched, JSON and CSV when all is done. Returns 0, or what `print` and `make` return.
 */
enum rtpart_code rtdeploy_act(const struct rtdeploy_apply_arguments *args,
                              const struct rtdeploy_prepared *p,
                              struct rtpart_error *err);

/* For the end of each --help. */
#define RTDEPLOY_EXIT_DOC                                                                \
    "Exit status: 0 done, 1 the answer is no, 2 command line, 3 bad input file, "        \
    "4 refused by the kernel or the environment."

#endif
