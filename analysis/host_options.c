/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/host_options.h"

#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/cli.h"

enum { KEY_CPUS = 256, KEY_CAP, KEY_USED };

static const struct argp_option options[] = {
    {"host-cpus", KEY_CPUS, "N", 0, "CPUs of the host", 0},
    {"host-cap", KEY_CAP, "SHARE", 0,
     "Share of each CPU that reservations may have: 95% or 0.95 (default: 90%, the "
     "kernel's 95% less the 5% of its fair servers)",
     0},
    {"host-used", KEY_USED, "SHARE,...", 0,
     "Share of each CPU that other reservations have, one for each CPU (default: "
     "nothing)",
     0},
    {0},
};

static struct rtpart_ratio share(const struct argp_state *state, const char *option,
                                 const char *arg, bool zero)
{
    return (struct rtpart_ratio){.num = rtpart_cli_share(state, option, arg, zero),
                                 .den = RTPART_CLI_SHARE_ONE};
}

/* "0.3,61%,..." */
static void parse_used(const struct argp_state *state, struct rtpart_host_options *o,
                       const char *arg)
{
    RTPART_AUTO_FREE char *text = strdup(arg);
    char *rest = text;
    const char *one;

    free(o->used);
    o->used = calloc(strlen(arg) + 1, sizeof *o->used); /* more than there are words */
    o->used_count = 0;
    if (text == NULL || o->used == NULL) {
        argp_error(state, "--host-used: out of memory");
        return;
    }
    while ((one = strsep(&rest, ",")) != NULL)
        o->used[o->used_count++] = share(state, "--host-used", one, true);
}

static void check(const struct argp_state *state, const struct rtpart_host_options *o)
{
    if (o->cpus == 0 && (o->used != NULL || o->cap_given))
        argp_error(state, "how many CPUs has the host? Say --host-cpus N");
    else if (o->used != NULL && o->used_count != o->cpus)
        argp_error(state, "--host-used: %zu share%s for %u CPU%s; give one for each",
                   o->used_count, o->used_count == 1 ? "" : "s", o->cpus,
                   o->cpus == 1 ? "" : "s");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct rtpart_host_options *o = state->input;

    switch (key) {
    case KEY_CPUS:
        o->cpus = (unsigned)rtpart_cli_count(state, "--host-cpus", arg, 1,
                                             RTPART_HOST_CPUS_MAX);
        return 0;
    case KEY_CAP:
        o->cap = share(state, "--host-cap", arg, false);
        o->cap_given = true;
        return 0;
    case KEY_USED:
        parse_used(state, o, arg);
        return 0;
    case ARGP_KEY_END:
        check(state, o);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp rtpart_host_argp = {.options = options, .parser = parse_option};

void rtpart_host_options_free(struct rtpart_host_options *o)
{
    free(o->used);
    o->used = NULL;
    o->used_count = 0;
}
