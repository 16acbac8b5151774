/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/deployment.h"

#include <stdlib.h>
#include <string.h>

void rtpart_deployment_free(struct rtpart_deployment *d)
{
    for (size_t i = 0; i < d->count; i++)
        rtpart_change_free(&d->changes[i]);
    free(d->changes);
    free(d->name);
    free(d->target);
    free(d->target_name);
    free(d->plan);
    *d = (struct rtpart_deployment){0};
}

/* Copy `text` (may be NULL) to *out. */
static bool copy_text(const char *text, char **out)
{
    *out = text != NULL ? strdup(text) : NULL;
    return text == NULL || *out != NULL;
}

enum rtpart_code rtpart_deployment_add(struct rtpart_deployment *d,
                                       const struct rtpart_change *c,
                                       struct rtpart_error *err)
{
    struct rtpart_change copy = *c;
    bool complete = copy_text(c->who, &copy.who);

    /* every copy is made, so that all are ours to free */
    complete = copy_text(c->path, &copy.path) && complete;
    complete = copy_text(c->found, &copy.found) && complete;
    complete = copy_text(c->wanted, &copy.wanted) && complete;

    struct rtpart_change *bigger =
        complete ? reallocarray(d->changes, d->count + 1, sizeof *bigger) : NULL;

    if (bigger == NULL) {
        rtpart_change_free(&copy);
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    d->changes = bigger;
    d->changes[d->count++] = copy;
    return RTPART_OK;
}

void rtpart_boot_id(const struct rtpart_kernel *k, char id[RTPART_BOOT_ID_SIZE])
{
    char path[RTPART_PATH_SIZE];

    if (!rtpart_path(path, "%s/sys/kernel/random/boot_id", k->roots.proc) ||
        k->read_file(k->ctx, path, id, RTPART_BOOT_ID_SIZE) != 0)
        id[0] = '\0';
    id[strcspn(id, "\n")] = '\0';
}

enum rtpart_code rtpart_deployment_name_check(const char *name, struct rtpart_error *err)
{
    const size_t len = strlen(name);

    if (len == 0 || len > RTPART_DEPLOYMENT_NAME_MAX || *name == '.' || *name == '-' ||
        strspn(name,
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") !=
            len)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "\"%.40s\" cannot name a deployment: letters, digits, \".\", "
                           "\"_\" and \"-\", at most %d of them",
                           name, RTPART_DEPLOYMENT_NAME_MAX);
    return RTPART_OK;
}

enum rtpart_code rtpart_deployment_describe(struct rtpart_deployment *d, const char *name,
                                            const char *target, const char *target_name,
                                            const char *plan, struct rtpart_error *err)
{
    bool complete = name != NULL && copy_text(name, &d->name);

    complete = copy_text(target, &d->target) && complete;
    complete = copy_text(target_name, &d->target_name) && complete;
    complete = copy_text(plan, &d->plan) && complete;
    d->free_before = d->booked_before = -1;
    return complete ? RTPART_OK : rtpart_fail(err, RTPART_ENOMEM, "out of memory");
}

/* Append a change of a control group; the texts are copied, whatever the types say. */
static enum rtpart_code add_of_group(struct rtpart_deployment *d,
                                     enum rtpart_change_kind kind, const char *who,
                                     const char *path, const char *found,
                                     const char *wanted, struct rtpart_error *err)
{
    return rtpart_deployment_add(
        d,
        &(struct rtpart_change){.kind = kind,
                                .who = (char *)(uintptr_t)who,
                                .vcpu = -1,
                                .path = (char *)(uintptr_t)path,
                                .found = (char *)(uintptr_t)found,
                                .wanted = (char *)(uintptr_t)wanted},
        err);
}

enum rtpart_code rtpart_deployment_add_group(struct rtpart_deployment *d, const char *who,
                                             const char *dir, const char *file,
                                             struct rtpart_error *err)
{
    if (rtpart_file_exists(dir, "."))
        return rtpart_fail(err, RTPART_EHOST,
                           "the group %s is there, and no deployment is: if it is empty, "
                           "rmdir it, or choose another --name",
                           dir);
    return add_of_group(d, RTPART_CHANGE_GROUP, who, dir, NULL, file, err);
}

enum rtpart_code rtpart_deployment_add_file(struct rtpart_deployment *d, const char *who,
                                            const char *dir, const char *file,
                                            const char *found, const char *wanted,
                                            struct rtpart_error *err)
{
    char path[RTPART_PATH_SIZE];

    if (!rtpart_path(path, "%s/%s", dir, file))
        return rtpart_fail(err, RTPART_EHOST, "%s: the path is too long", dir);
    return add_of_group(d, RTPART_CHANGE_FILE, who, path, found, wanted, err);
}

enum rtpart_code rtpart_deployment_add_controller(const struct rtpart_kernel *k,
                                                  struct rtpart_deployment *d,
                                                  const char *who, const char *dir,
                                                  const char *controller,
                                                  struct rtpart_error *err)
{
    return rtpart_controller_on(k, dir, controller)
               ? RTPART_OK
               : add_of_group(d, RTPART_CHANGE_CONTROLLER, who, dir, NULL, controller,
                              err);
}
