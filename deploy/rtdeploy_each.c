/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What commands of rtdeploy do with every plan, and with every deployment. */
#include <string.h>

#include "common/auto.h"
#include "common/outfile.h"
#include "deploy/rtdeploy.h"
#include "model/plan_file.h"

enum rtpart_code rtdeploy_convert(const char *plan, const char *output,
                                  enum rtpart_code (*write)(const struct rtpart_plan *,
                                                            FILE *, void *ctx,
                                                            struct rtpart_error *),
                                  void *ctx, struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_plan_free) struct rtpart_plan p = {0};
    struct rtpart_outfile out = {0};
    enum rtpart_code code = rtpart_plan_read(plan, &p, err);

    if (code == RTPART_OK)
        code = rtpart_outfile_open(&out, output, err);
    if (code != RTPART_OK)
        return code;
    code = write(&p, out.file, ctx, err);
    if (code == RTPART_OK)
        return rtpart_outfile_commit(&out, err);
    rtpart_outfile_abort(&out);
    return code;
}

enum rtpart_code rtdeploy_each(const char *state_dir, const char *name,
                               enum rtpart_code (*visit)(const struct rtpart_deployment *,
                                                         void *ctx,
                                                         struct rtpart_error *),
                               void *ctx, size_t *count, struct rtpart_error *err)
{
    struct rtpart_state state = {.dir = -1};
    char **names = NULL;
    size_t n = 0;
    enum rtpart_code code = rtpart_state_open(&state, state_dir, false, err);

    if (code == RTPART_OK)
        code = rtpart_journal_list(&state, &names, &n, err);
    *count = 0;
    for (size_t i = 0; i < n && code == RTPART_OK; i++) {
        RTPART_AUTO(rtpart_deployment_free) struct rtpart_deployment d = {0};

        if (name != NULL && strcmp(name, names[i]) != 0)
            continue;
        ++*count;
        code = rtpart_journal_read(&state, names[i], &d, err);
        if (code == RTPART_OK)
            code = visit(&d, ctx, err);
    }
    if (code == RTPART_OK && name != NULL && *count == 0)
        code = rtpart_fail(err, RTPART_EUSAGE, "there is no deployment \"%s\" in %s",
                           name, state_dir);
    rtpart_names_free(names, n);
    rtpart_state_close(&state);
    return code;
}
