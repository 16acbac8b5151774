/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Engine "host": the tasks directly on this host under SCHED_FIFO, the baseline. */
#include <stdlib.h>

#include "common/auto.h"
#include "validate/engines.h"
#include "validate/guest_root.h"
#include "validate/real.h"

static enum rtpart_code open_host(struct rtpart_real *r, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *rt_app = NULL;
    enum rtpart_code code = rtpart_program_find("rt-app", &rt_app, err);

    if (code == RTPART_OK)
        code = rtpart_real_check_cpus(r->plan, "host", err);
    if (code != RTPART_OK)
        return code;
    r->where = "host";
    r->logdir = r->raw;
    r->reserved = false;
    r->expected_ms += RTPART_CALIBRATION_TIME / RTPART_MS;
    if (asprintf(&r->about, "host: SCHED_FIFO, no reservations") < 0) {
        r->about = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    return RTPART_OK;
}

static enum rtpart_code execute_host(struct rtpart_real *r, const char *config,
                                     rtpart_ns duration, bool measured,
                                     struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    if (measured)
        code = rtpart_real_begin(r, NULL, NULL, 0, duration, err);
    return code == RTPART_OK ? rtpart_real_rt_app(r, config, duration, err) : code;
}

static void close_host(struct rtpart_real *r)
{
    (void)r;
}

enum rtpart_code rtpart_run_host(const struct rtpart_run_request *request,
                                 struct rtpart_run *run, struct rtpart_error *err)
{
    static const struct rtpart_real_way way = {open_host, execute_host, close_host};

    return rtpart_real_run(&way, request, run, err);
}
