/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Engine "log": logs of rt-app that are there already. */
#include <stdlib.h>

#include "validate/engines.h"
#include "validate/real.h"
#include "validate/rt_app_log.h"

/* From the first release to the end of the last job that any log has. */
static rtpart_ns seen(const struct rtpart_taskset *ts,
                      const struct rtpart_rt_app_log *logs)
{
    rtpart_ns first = RTPART_NS_MAX;
    rtpart_ns last = 0;

    for (size_t i = 0; i < ts->count; i++)
        if (logs[i].count > 0) {
            const struct rtpart_rt_app_job *end = &logs[i].jobs[logs[i].count - 1];
            const rtpart_ns begin = logs[i].jobs[0].release - ts->tasks[i].period;

            first = begin < first ? begin : first;
            last =
                end->release + end->response > last ? end->release + end->response : last;
        }
    return last > first ? last - first : 0;
}

enum rtpart_code rtpart_run_log(const struct rtpart_run_request *request,
                                struct rtpart_run *run, struct rtpart_error *err)
{
    const struct rtpart_taskset *ts = &request->plan->taskset;
    struct rtpart_rt_app_log *logs;
    enum rtpart_code code;

    if (request->real.logs == NULL)
        return rtpart_fail(err, RTPART_EUSAGE, "engine log: which --logs DIR?");
    logs = calloc(ts->count + 1, sizeof *logs);
    if (logs == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    code = rtpart_rt_app_logs_read(request->real.logs, request->plan, logs, err);
    if (code == RTPART_OK)
        code = rtpart_real_responses(request->plan, logs, seen(ts, logs), &run->responses,
                                     err);
    run->duration = seen(ts, logs);
    if (code == RTPART_OK &&
        asprintf(&run->engine, "logs of rt-app in %s", request->real.logs) < 0) {
        run->engine = NULL;
        code = rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    for (size_t i = 0; i < ts->count; i++)
        rtpart_rt_app_log_free(&logs[i]);
    free(logs);
    return code;
}
