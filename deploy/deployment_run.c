/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/deployment_run.h"

#include <string.h>

#include "common/auto.h"

/* Does a change of `d` concern the thread? */
static bool concerns(const struct rtpart_deployment *d, const struct rtpart_thread *t)
{
    for (size_t i = 0; i < d->count; i++)
        if (d->changes[i].thread.tid == t->tid && d->changes[i].thread.start == t->start)
            return true;
    return false;
}

/* The group that a deployment gives its budget to: that of the last file it writes. Returns
 * the length of its path in *path; 0: it writes none. */
static size_t group_of(const struct rtpart_deployment *d, const char **path)
{
    for (size_t i = d->count; i-- > 0;)
        if (d->changes[i].kind == RTPART_CHANGE_FILE) {
            *path = d->changes[i].path;
            return (size_t)(strrchr(*path, '/') - *path);
        }
    return 0;
}

/* Reverting one would then write what the other is to have. */
static bool share_group(const struct rtpart_deployment *a,
                        const struct rtpart_deployment *b)
{
    const char *path_a = NULL;
    const char *path_b = NULL;
    const size_t len = group_of(a, &path_a);

    return len > 0 && len == group_of(b, &path_b) && memcmp(path_a, path_b, len) == 0;
}

enum rtpart_code rtpart_deployment_check(const struct rtpart_kernel *k,
                                         const struct rtpart_state *state,
                                         struct rtpart_deployment *d,
                                         struct rtpart_error *err)
{
    char **names = NULL;
    size_t count = 0;
    enum rtpart_code code = rtpart_deployment_name_check(d->name, err);

    rtpart_boot_id(k, d->boot_id);
    if (code == RTPART_OK)
        code = rtpart_journal_list(state, &names, &count, err);
    for (size_t n = 0; n < count && code == RTPART_OK; n++) {
        RTPART_AUTO(rtpart_deployment_free) struct rtpart_deployment other = {0};

        if (strcmp(names[n], d->name) == 0)
            code =
                rtpart_fail(err, RTPART_EUSAGE,
                            "there is a deployment \"%s\": rtdeploy revert %s, or choose "
                            "another --name",
                            d->name, d->name);
        else
            code = rtpart_journal_read(state, names[n], &other, err);
        const bool now = code == RTPART_OK && strcmp(other.boot_id, d->boot_id) == 0;

        if (now && share_group(&other, d))
            code = rtpart_fail(err, RTPART_EUSAGE,
                               "the group belongs to the deployment \"%s\": rtdeploy "
                               "revert %s",
                               names[n], names[n]);
        for (size_t i = 0; i < d->count && now && code == RTPART_OK; i++)
            if (d->changes[i].thread.tid > 0 && concerns(&other, &d->changes[i].thread))
                code = rtpart_fail(err, RTPART_EUSAGE,
                                   "%s (thread %d) belongs to the deployment \"%s\": "
                                   "rtdeploy revert %s",
                                   d->changes[i].who, d->changes[i].thread.tid, names[n],
                                   names[n]);
    }
    rtpart_names_free(names, count);
    return code;
}

/* Take back changes count-1 .. 0. */
static enum rtpart_code undo_all(const struct rtpart_kernel *k,
                                 const struct rtpart_deployment *d, size_t count,
                                 struct rtpart_reverted *result,
                                 const struct rtpart_notes *notes,
                                 struct rtpart_error *err)
{
    enum rtpart_code first = RTPART_OK;

    *result = (struct rtpart_reverted){0};
    for (size_t i = count; i-- > 0;) {
        struct rtpart_error why;
        enum rtpart_undone what = RTPART_UNDONE;

        if (rtpart_change_undo(k, &d->changes[i], &what, &why) != RTPART_OK) {
            rtpart_note(notes, "%s", why.message);
            if (result->failed++ == 0)
                first = rtpart_fail(err, RTPART_EHOST, "%s", why.message);
        } else if (what == RTPART_UNDONE_GONE) {
            result->gone++;
        } else {
            result->restored++;
        }
    }
    return first;
}

enum rtpart_code rtpart_deployment_apply(const struct rtpart_kernel *k,
                                         const struct rtpart_state *state,
                                         struct rtpart_deployment *d, rtpart_ns patience,
                                         const struct rtpart_notes *notes,
                                         struct rtpart_error *err)
{
    struct rtpart_error why;
    struct rtpart_reverted result;
    size_t made = 0;
    enum rtpart_code code = rtpart_deployment_check(k, state, d, err);

    d->applied = false;
    if (code == RTPART_OK)
        code = rtpart_journal_write(k, state, d, err);
    if (code != RTPART_OK)
        return code;
    while (made < d->count && code == RTPART_OK)
        code = rtpart_change_make(k, &d->changes[made++], patience, notes, &why);
    if (code == RTPART_OK) {
        d->applied = true;
        code = rtpart_journal_write(k, state, d, &why);
        d->applied = code == RTPART_OK;
    }
    if (code == RTPART_OK)
        return code;
    if (undo_all(k, d, made, &result, notes, NULL) != RTPART_OK)
        return rtpart_fail(err, code,
                           "%.300s; and not all could be put back: rtdeploy revert %s",
                           why.message, d->name);
    code =
        rtpart_journal_remove(k, state, d->name, NULL) == RTPART_OK ? code : RTPART_EHOST;
    return rtpart_fail(err, code, "%.400s; everything is as it was", why.message);
}

enum rtpart_code rtpart_deployment_revert(const struct rtpart_kernel *k,
                                          const struct rtpart_state *state,
                                          const struct rtpart_deployment *d,
                                          struct rtpart_reverted *result,
                                          const struct rtpart_notes *notes,
                                          struct rtpart_error *err)
{
    char boot_id[RTPART_BOOT_ID_SIZE];
    enum rtpart_code code = RTPART_OK;

    rtpart_boot_id(k, boot_id);
    *result = (struct rtpart_reverted){0};
    if (strcmp(boot_id, d->boot_id) != 0)
        result->gone = d->count; /* the host was started again since */
    else
        code = undo_all(k, d, d->count, result, notes, err);
    return code == RTPART_OK ? rtpart_journal_remove(k, state, d->name, err) : code;
}
