/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal_json.h - a deployment as JSON ("rtpart.journal/1"), and back
 */
#ifndef RTPART_DEPLOY_JOURNAL_JSON_H
#define RTPART_DEPLOY_JOURNAL_JSON_H

#include <jansson.h>

#include "common/error.h"
#include "deploy/journal.h"

/* New reference; NULL when out of memory. */
json_t *rtpart_deployment_to_json(const struct rtpart_deployment *d);

/*
 * Read it back; every field is checked.
 * @out  owned by the caller (rtpart_deployment_free); empty on failure
 * Returns 0, RTPART_ENOMEM or RTPART_EINPUT.
 */
enum rtpart_code rtpart_deployment_from_json(const json_t *object,
                                             struct rtpart_deployment *out,
                                             struct rtpart_error *err);

#endif
