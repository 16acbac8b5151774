/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtgen --list: the methods, as the tables of utilization.c and periods.c have them. */
#include "common/auto.h"
#include "common/json_out.h"
#include "common/result.h"
#include "generators/rtgen.h"

/* One more row; 0, or -1 when out of memory. */
static int add_row(struct rtpart_table *table, json_t *rows, const char *option,
                   const char *name, const char *paper, const char *summary)
{
    rtpart_table_cell(table, "%s", option);
    rtpart_table_cell(table, "%s", name);
    rtpart_table_cell(table, "%s", paper);
    rtpart_table_cell(table, "%s", summary);
    return json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:s}", "option", option,
                                                 "name", name, "paper", paper, "summary",
                                                 summary));
}

static int add_rows(struct rtpart_table *table, json_t *rows)
{
    size_t count;
    const struct rtpart_utilization_method *u = rtpart_utilization_methods(&count);
    int failed = 0;

    for (size_t i = 0; i < count; i++)
        failed |= add_row(table, rows, "--method", u[i].name, u[i].paper, u[i].summary);

    const struct rtpart_period_method *p = rtpart_period_methods(&count);

    for (size_t i = 0; i < count; i++)
        failed |= add_row(table, rows, "--periods", p[i].name, p[i].paper, p[i].summary);
    return failed;
}

enum rtpart_code rtgen_list_print(const struct rtpart_cli *cli, struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"option", NULL, "option", RTPART_ALIGN_LEFT},
        {"name", NULL, "name", RTPART_ALIGN_LEFT},
        {"paper", NULL, "paper", RTPART_ALIGN_LEFT},
        {"how", NULL, "summary", RTPART_ALIGN_LEFT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table;
    RTPART_AUTO_JSON json_t *rows = json_array();

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    const int failed = add_rows(&table, rows);
    RTPART_AUTO_JSON json_t *json =
        failed ? NULL
               : json_pack("{s:s, s:O}", "schema", "rtpart.generators/1", "generators",
                           rows);
    const struct rtpart_result result = {.json = json, .table = &table};

    return rtpart_result_print(cli, &result, err);
}
