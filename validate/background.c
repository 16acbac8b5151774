/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/background.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/auto.h"
#include "deploy/sched_deadline.h"

/* Bandwidth of what ended a moment ago comes back by then. */
#define PATIENCE (200 * RTPART_MS)

size_t rtpart_interfering(double bandwidth, struct rtpart_prm **out)
{
    const size_t count = (size_t)(bandwidth / RTPART_INTERFERENCE_SHARE) + 1;
    struct rtpart_prm *servers = calloc(count, sizeof *servers);
    size_t n = 0;

    for (; servers != NULL && n < count && bandwidth > 0.001;
         bandwidth -= RTPART_INTERFERENCE_SHARE) {
        const double share =
            bandwidth < RTPART_INTERFERENCE_SHARE ? bandwidth : RTPART_INTERFERENCE_SHARE;

        servers[n++] = (struct rtpart_prm){
            .period = RTPART_INTERFERENCE_PERIOD,
            .budget = (rtpart_ns)(share * (double)RTPART_INTERFERENCE_PERIOD)};
    }
    *out = servers;
    return n;
}

/* Use all the CPU that comes, until the alarm. */
static void spin(void *ctx)
{
    volatile unsigned long turns = 0;

    (void)alarm(*(const unsigned *)ctx);
    for (;;)
        turns = turns + 1;
}

void rtpart_background_stop(struct rtpart_background *b)
{
    for (size_t i = 0; i < b->count; i++)
        rtpart_child_kill(&b->children[i]);
    free(b->children);
    *b = (struct rtpart_background){0};
}

static enum rtpart_code start_reserved(const struct rtpart_kernel *k,
                                       struct rtpart_background *b,
                                       const struct rtpart_prm *r, unsigned limit_s,
                                       struct rtpart_error *err)
{
    const struct rtpart_sched s = rtpart_sched_reservation(r);
    struct rtpart_child *c = &b->children[b->count];
    char who[48];
    enum rtpart_code code = rtpart_child_fork(c, spin, &limit_s, err);

    if (code != RTPART_OK)
        return code;
    (void)snprintf(who, sizeof who, "interference %zu", b->count);
    b->count++;
    return rtpart_sched_apply(k, who, c->pid, &s, PATIENCE, NULL, err);
}

enum rtpart_code rtpart_background_start(const struct rtpart_kernel *k,
                                         struct rtpart_background *b, double interference,
                                         unsigned hogs, unsigned limit_s,
                                         struct rtpart_error *err)
{
    RTPART_AUTO_FREE struct rtpart_prm *servers = NULL;
    const size_t count = rtpart_interfering(interference, &servers);
    enum rtpart_code code = RTPART_OK;

    *b = (struct rtpart_background){.children =
                                        calloc(count + hogs + 1, sizeof *b->children)};
    if (servers == NULL || b->children == NULL) {
        rtpart_background_stop(b);
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    for (size_t i = 0; i < count && code == RTPART_OK; i++)
        code = start_reserved(k, b, &servers[i], limit_s, err);
    for (unsigned i = 0; i < hogs && code == RTPART_OK; i++) {
        code = rtpart_child_fork(&b->children[b->count], spin, &limit_s, err);
        b->count += code == RTPART_OK;
    }
    if (code != RTPART_OK)
        rtpart_background_stop(b);
    return code;
}
