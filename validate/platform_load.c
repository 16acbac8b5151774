/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/platform_load.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/auto.h"

#define STRESS "stress-ng --cpu %u --switch %u --fork 1 --vm 1 --vm-bytes 64m --timer 1"

char *rtpart_load_text(const char *kind, unsigned cpus, char *buf, size_t size)
{
    if (strcmp(kind, "stress-ng") == 0)
        (void)snprintf(buf, size, STRESS, cpus, cpus);
    else if (strcmp(kind, "hogs") == 0)
        (void)snprintf(buf, size, "%u loops", cpus);
    else
        (void)snprintf(buf, size, "none of ours");
    return buf;
}

static enum rtpart_code start_stress(struct rtpart_host_load *l, unsigned cpus,
                                     unsigned limit_s, const char *directory,
                                     struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *log = NULL;
    char count[16];
    char limit[16];

    (void)snprintf(count, sizeof count, "%u", cpus);
    (void)snprintf(limit, sizeof limit, "%us", limit_s);
    if (asprintf(&log, "%s/stress.log", directory) < 0) {
        log = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    const char *const argv[] = {"stress-ng", "--cpu",      count, "--switch",
                                count,       "--fork",     "1",   "--vm",
                                "1",         "--vm-bytes", "64m", "--timer",
                                "1",         "--timeout",  limit, "--temp-path",
                                directory,   "--quiet",    NULL};

    return rtpart_child_start(&l->stress, argv, log, err);
}

enum rtpart_code rtpart_load_start(struct rtpart_host_load *l, const char *kind,
                                   unsigned cpus, unsigned limit_s, const char *directory,
                                   struct rtpart_error *err)
{
    *l = (struct rtpart_host_load){0};
    if (strcmp(kind, "none") == 0)
        return RTPART_OK;
    if (strcmp(kind, "hogs") == 0)
        return rtpart_background_start(NULL, &l->hogs, 0, cpus, limit_s, err);
    if (strcmp(kind, "stress-ng") == 0)
        return start_stress(l, cpus, limit_s, directory, err);
    return rtpart_fail(err, RTPART_EUSAGE, "no load is called \"%.40s\"", kind);
}

/* stress-ng ends its children, which have process groups of their own, when it is asked to. */
void rtpart_load_stop(struct rtpart_host_load *l)
{
    const struct timespec nap = {.tv_nsec = 10000000};

    if (l->stress.pid > 0)
        (void)kill(l->stress.pid, SIGTERM);
    for (int i = 0; i < 300 && !rtpart_child_ended(&l->stress); i++)
        (void)nanosleep(&nap, NULL);
    rtpart_child_kill(&l->stress);
    rtpart_background_stop(&l->hogs);
}
