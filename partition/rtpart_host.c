/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtpart --host-cpus: what does the host make of the reservations? */
#include "common/auto.h"
#include "partition/rtpart.h"

enum rtpart_code rtpart_host_ask(struct rtpart_job *job, struct rtpart_error *err)
{
    const struct rtpart_partition *p = &job->partition;
    enum rtpart_code code = RTPART_OK;

    for (unsigned v = 0; code == RTPART_OK && v < p->vcpus; v++)
        code = rtpart_host_report_add(&job->host, NULL, v, &p->prm[v], err);
    return code == RTPART_OK ? rtpart_host_report_ask(&job->host, &job->args->host, err)
                             : code;
}

enum rtpart_code rtpart_host_put(FILE *out, const struct rtpart_job *job,
                                 struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    char head[256];
    char notes[3 * RTPART_HOST_NOTE + 256];
    enum rtpart_code code;

    (void)fprintf(out, "host: %s\n\n",
                  rtpart_host_report_headline(head, sizeof head, &job->host));
    rtpart_host_report_table(&table, RTPART_FORMAT_TABLE, &job->host);
    code = rtpart_table_print(&table, out, err);
    (void)fprintf(out, "\n%s\n",
                  rtpart_host_report_notes(notes, sizeof notes, &job->host));
    return code;
}
