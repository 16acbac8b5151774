/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan_elements.h - the tasks, vCPUs and certificates of a plan file, for model/plan_file.c
 */
#ifndef RTPART_MODEL_PLAN_ELEMENTS_H
#define RTPART_MODEL_PLAN_ELEMENTS_H

#include <stddef.h>

#include "common/error.h"
#include "common/name_index.h"
#include "model/plan.h"
#include "model/xml_guard.h"

struct rtpart_plan_child;

struct rtpart_plan_reader {
    const char *file;
    struct rtpart_plan *plan;
    struct rtpart_name_index names; /* of the tasks, once </tasks> was read */
    unsigned *placed;               /* line of the <run> of each task; 0: none yet */
    unsigned seen;                  /* bit for each child of <plan> that was there */
    const struct rtpart_plan_child *inside; /* the child of <plan> that is open */
};

/* What to do at a start tag. 0, RTPART_ENOMEM, or RTPART_EINPUT at file and line. */
typedef enum rtpart_code rtpart_plan_start_fn(struct rtpart_plan_reader *r,
                                              const struct rtpart_xml_element *e,
                                              struct rtpart_error *err);

rtpart_plan_start_fn rtpart_plan_start_tasks;
rtpart_plan_start_fn rtpart_plan_start_task;
rtpart_plan_start_fn rtpart_plan_start_vcpu;
rtpart_plan_start_fn rtpart_plan_start_run;
rtpart_plan_start_fn rtpart_plan_start_certificates;
rtpart_plan_start_fn rtpart_plan_start_certificate;

/* At </tasks>: index the names for the <run>s that follow, refuse duplicates. */
enum rtpart_code rtpart_plan_end_tasks(struct rtpart_plan_reader *r,
                                       struct rtpart_error *err);

#endif
