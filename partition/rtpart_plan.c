/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of rtpart: --format xml, and what -o gets. */
#include "analysis/certify.h"
#include "common/outfile.h"
#include "common/readall.h"
#include "model/plan_file.h"
#include "partition/plan_make.h"
#include "partition/rtpart.h"

enum rtpart_code rtpart_job_make_plan(struct rtpart_job *job,
                                      const struct rtpart_notes *notes,
                                      struct rtpart_error *err)
{
    const struct rtpart_plan_origin origin = {.source = job->origin_source,
                                              .tool = "rtpart",
                                              .version = RTPART_VERSION,
                                              .command = job->args->command,
                                              .taskset = job->origin_set};
    enum rtpart_code code = rtpart_plan_make(&job->request, &job->partition, job->method,
                                             &origin, notes, &job->plan, err);

    if (code == RTPART_OK) /* a plan that was updated may never have held */
        code = rtpart_plan_add_proof(&job->plan, notes, err);
    if (code == RTPART_EINPUT)
        rtpart_error_in(err, rtpart_input_name(job->args->file));
    return code;
}

enum rtpart_code rtpart_job_write_plan(const struct rtpart_job *job, const char *path,
                                       struct rtpart_error *err)
{
    struct rtpart_outfile out = {0};
    enum rtpart_code code = rtpart_outfile_open(&out, path, err);

    if (code == RTPART_OK)
        code = rtpart_plan_write_xml(&job->plan, out.file, err);
    if (code == RTPART_OK)
        return rtpart_outfile_commit(&out, err);
    rtpart_outfile_abort(&out);
    return code;
}
