/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * campaign_report.h - what a campaign has found, as tables, as JSON and as plans on file
 */
#ifndef RTPART_VALIDATE_CAMPAIGN_REPORT_H
#define RTPART_VALIDATE_CAMPAIGN_REPORT_H

#include <stdio.h>

#include <jansson.h>

#include "common/cli.h"
#include "common/table.h"
#include "validate/campaign.h"

/* Columns of the table below. */
extern const struct rtpart_column rtpart_campaign_columns[];
extern const size_t rtpart_campaign_column_count;

/* A row for the least budgets, and one for each level below them. */
void rtpart_campaign_fill_table(struct rtpart_table *t,
                                const struct rtpart_campaign_request *request,
                                const struct rtpart_campaign_result *result,
                                enum rtpart_format format);

/* Schema "rtpart.campaign/1". New reference; NULL when out of memory. */
json_t *rtpart_campaign_json(const struct rtpart_campaign_request *request,
                             const struct rtpart_campaign_result *result);

/* The verdict in one sentence; @size at least 200. */
void rtpart_campaign_verdict(const struct rtpart_campaign_request *request,
                             const struct rtpart_campaign_result *result, char *text,
                             size_t size);

/*
 * Describe a counter-example so that it can be repeated: the tasks, the reservation, the
 * job that is late, and two commands.
 * @directory  where its plan is (rtpart_campaign_keep); NULL: nowhere
 */
void rtpart_counter_example_print(const struct rtpart_campaign_request *request,
                                  const struct rtpart_counter_example *c,
                                  const char *directory, FILE *out);

/*
 * Can rtpart_campaign_keep write there? To be asked before the campaign. Leaves nothing
 * behind. Returns 0 or RTPART_EHOST.
 */
enum rtpart_code rtpart_campaign_try_directory(const char *directory,
                                               struct rtpart_error *err);

/*
 * Write the plans of the counter-examples that were kept as DIRECTORY/draw-NUMBER.xml; the
 * directory is made where it is missing.
 * Returns 0, RTPART_EHOST or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_campaign_keep(const struct rtpart_campaign_result *result,
                                      const char *directory, struct rtpart_error *err);

#endif
