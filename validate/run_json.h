/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run_json.h - a run as one JSON object, schema "rtpart.run/1"
 */
#ifndef RTPART_VALIDATE_RUN_JSON_H
#define RTPART_VALIDATE_RUN_JSON_H

#include <jansson.h>

#include "validate/run.h"

#define RTPART_RUN_SCHEMA "rtpart.run/1"

/* New reference; NULL when out of memory. */
json_t *rtpart_run_json(const struct rtpart_run *run, const struct rtpart_taskset *ts,
                        rtpart_ns duration);

#endif
