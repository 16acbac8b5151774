/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of rtpart: --format xml, and what -o gets. */
#include "common/auto.h"
#include "common/outfile.h"
#include "model/plan_file.h"
#include "partition/plan_make.h"
#include "partition/rtpart.h"

enum rtpart_code rtpart_job_write_plan(const struct rtpart_job *job, const char *path,
                                       const struct rtpart_notes *notes,
                                       struct rtpart_error *err)
{
    const struct rtpart_plan_origin origin = {.source = job->args->file,
                                              .tool = "rtpart",
                                              .version = RTPART_VERSION,
                                              .command = job->args->command,
                                              .taskset = &job->source.system.provenance};
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan plan = {0};
    struct rtpart_outfile out = {0};
    enum rtpart_code code = rtpart_plan_make(&job->request, &job->partition, job->method,
                                             &origin, notes, &plan, err);

    if (code == RTPART_OK)
        code = rtpart_outfile_open(&out, path, err);
    if (code == RTPART_OK)
        code = rtpart_plan_write_xml(&plan, out.file, err);
    if (code == RTPART_OK)
        return rtpart_outfile_commit(&out, err);
    rtpart_outfile_abort(&out);
    return code;
}
