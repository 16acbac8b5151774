/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * result.h - the answer of a tool, in the form and to the place that the command line asks
 *            for
 *
 * For people times are in ms and shares in %; for programs (JSON, CSV) times are whole ns
 * and shares are fractions.
 */
#ifndef RTPART_COMMON_RESULT_H
#define RTPART_COMMON_RESULT_H

#include <jansson.h>

#include "common/cli.h"
#include "common/error.h"
#include "common/table.h"

/* All borrowed. Only what the format needs has to be there. */
struct rtpart_result {
    const json_t *json;               /* --format json; NULL: out of memory */
    const char *headline;             /* --format table: line above it; NULL: none */
    const struct rtpart_table *table; /* --format table (NULL: none) and csv */
    const char *footnote;             /* --format table: line below it; NULL: none */
};

/*
 * Print to cli->output (whole or not at all), or to standard output.
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST (could not write).
 */
enum rtpart_code rtpart_result_print(const struct rtpart_cli *cli,
                                     const struct rtpart_result *result,
                                     struct rtpart_error *err);

/* Next cell: a time, in a column with the unit "ms" and a key in _ns. None if negative. */
void rtpart_table_time(struct rtpart_table *t, enum rtpart_format format, int64_t ns);

/* Next cell: a share of 1, in a column with the unit "%". */
void rtpart_table_share(struct rtpart_table *t, enum rtpart_format format, double share);

#endif
