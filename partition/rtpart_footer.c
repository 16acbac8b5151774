/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands below the table of vCPUs: what a mode or an option adds to the answer. */
#include <stdlib.h>

#include "partition/rtpart.h"

/* Blocks, with an empty line between them. */
static enum rtpart_code put_all(FILE *out, const struct rtpart_job *job,
                                struct rtpart_error *err)
{
    const char *gap = "";
    enum rtpart_code code = RTPART_OK;

    if (job->args->vcpus_auto) {
        code = rtpart_choices_put(out, job, err);
        gap = "\n";
    }
    if (code == RTPART_OK && rtpart_is_update(job->args)) {
        code = rtpart_changes_put(out, job, err);
        gap = "\n";
    }
    if (code == RTPART_OK && job->args->host.cpus > 0) {
        (void)fputs(gap, out);
        code = rtpart_host_put(out, job, err);
    }
    return code;
}

enum rtpart_code rtpart_footer_text(const struct rtpart_job *job, char **text,
                                    struct rtpart_error *err)
{
    size_t size = 0;
    FILE *out;
    enum rtpart_code code;

    *text = NULL;
    out = open_memstream(text, &size);
    if (out == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the answer");
    code = put_all(out, job, err);
    if (fclose(out) != 0 && code == RTPART_OK)
        code = rtpart_fail(err, RTPART_ENOMEM, "out of memory for the answer");
    if (code == RTPART_OK && size > 0 && (*text)[size - 1] == '\n')
        (*text)[--size] = '\0'; /* whoever prints it ends the line */
    if (code != RTPART_OK || size == 0) {
        free(*text);
        *text = NULL;
    }
    return code;
}
