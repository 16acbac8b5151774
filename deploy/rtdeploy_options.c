/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options that several commands of rtdeploy share. */
#include <string.h>

#include "deploy/rtdeploy.h"

enum { KEY_OUTPUT = 'o', KEY_STATE_DIR = 512, KEY_TARGET };

// NOLINTNEXTLINE(readability-non-const-parameter): argp's type
static error_t parse_state(int key, char *arg, struct argp_state *state)
{
    const char **dir = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        *dir = RTPART_STATE_DIR;
        return 0;
    case KEY_STATE_DIR:
        *dir = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option state_options[] = {
    {"state-dir", KEY_STATE_DIR, "DIR", 0,
     "Folder of the journals (default " RTPART_STATE_DIR ")", 0},
    {0},
};

const struct argp rtdeploy_state_argp = {.options = state_options, .parser = parse_state};

const char *rtdeploy_state_option(const char *dir)
{
    return strcmp(dir, RTPART_STATE_DIR) == 0 ? "" : " --state-dir ";
}

const char *rtdeploy_state_value(const char *dir)
{
    return strcmp(dir, RTPART_STATE_DIR) == 0 ? "" : dir;
}

// NOLINTNEXTLINE(readability-non-const-parameter): argp's type
static error_t parse_target(int key, char *arg, struct argp_state *state)
{
    struct rtdeploy_target *target = state->input;

    if (key < KEY_TARGET || key >= KEY_TARGET + (int)rtpart_target_kind_count)
        return ARGP_ERR_UNKNOWN;
    if (target->kind != NULL)
        argp_error(state, "--%s and --%s: one target at a time", target->kind->name,
                   rtpart_target_kinds[key - KEY_TARGET].name);
    target->kind = &rtpart_target_kinds[key - KEY_TARGET];
    target->value = arg;
    return 0;
}

const struct argp *rtdeploy_target_argp(void)
{
    enum { MOST = 16 };
    static struct argp_option options[MOST + 1];
    static const struct argp argp = {.options = options, .parser = parse_target};

    for (size_t i = 0; i < rtpart_target_kind_count && i < MOST; i++)
        options[i] = (struct argp_option){.name = rtpart_target_kinds[i].name,
                                          .key = KEY_TARGET + (int)i,
                                          .arg = rtpart_target_kinds[i].arg,
                                          .doc = rtpart_target_kinds[i].summary};
    return &argp;
}

// NOLINTNEXTLINE(readability-non-const-parameter): argp's type
static error_t parse_plan(int key, char *arg, struct argp_state *state)
{
    const char **plan = state->input;

    switch (key) {
    case ARGP_KEY_ARG:
        if (*plan != NULL)
            argp_error(state, "one plan at a time: \"%s\" and \"%s\"", *plan, arg);
        *plan = arg;
        return 0;
    case ARGP_KEY_END:
        if (*plan == NULL)
            argp_error(state, "which plan?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp rtdeploy_plan_argp = {.parser = parse_plan};

// NOLINTNEXTLINE(readability-non-const-parameter): argp's type
static error_t parse_output(int key, char *arg, struct argp_state *state)
{
    const char **output = state->input;

    if (key != KEY_OUTPUT)
        return ARGP_ERR_UNKNOWN;
    *output = arg;
    return 0;
}

static const struct argp_option output_options[] = {
    {"output", KEY_OUTPUT, "FILE", 0, "Write to FILE, whole or not at all", 0},
    {0},
};

const struct argp rtdeploy_output_argp = {.options = output_options,
                                          .parser = parse_output};
