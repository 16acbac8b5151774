/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export.h - the reservations of a plan in the words of other systems, and what is lost there
 */
#ifndef RTPART_DEPLOY_EXPORT_H
#define RTPART_DEPLOY_EXPORT_H

#include <stddef.h>
#include <stdio.h>

#include "common/error.h"
#include "model/plan.h"

/* One system. */
struct rtpart_plan_export {
    const char *name;    /* "xen" */
    const char *summary; /* one line */
    const char *loses;   /* what of the plan is not said there, one sentence */
    enum rtpart_code (*write)(const struct rtpart_plan *plan, const char *name, FILE *out,
                              const struct rtpart_notes *notes, struct rtpart_error *err);
};

extern const struct rtpart_plan_export rtpart_plan_exports[];
extern const size_t rtpart_plan_export_count;

/* The format of that name; NULL where there is none. */
const struct rtpart_plan_export *rtpart_plan_export_find(const char *name);

/*
 * Write the plan in that form. Errors of `out` stay in its error flag.
 *
 * Times that the form cannot hold are rounded to the safe side, budgets up and periods down,
 * each of which is a note; so is what the form loses.
 *
 * @name   of the domain, container or configuration; letters, digits, ".", "_", "-"
 * Returns 0; RTPART_ENOMEM; RTPART_EINPUT: the plan reserves nothing; RTPART_EMODEL: the form
 * cannot say it at all; RTPART_EHOST: a time is too short for the form.
 */
enum rtpart_code rtpart_plan_export_write(const struct rtpart_plan *plan,
                                          const struct rtpart_plan_export *format,
                                          const char *name, FILE *out,
                                          const struct rtpart_notes *notes,
                                          struct rtpart_error *err);

#endif
