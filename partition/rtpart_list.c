/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtpart --list: the methods, as the table of heuristics.c has them. */
#include "common/auto.h"
#include "common/json_out.h"
#include "common/result.h"
#include "partition/rtpart.h"

static json_t *to_json(const struct rtpart_heuristic *h, size_t count)
{
    RTPART_AUTO_JSON json_t *rows = json_array();

    for (size_t i = 0; i < count; i++)
        if (json_array_append_new(rows, json_pack("{s:s, s:b, s:s, s:s}", "name",
                                                  h[i].name, "exact", h[i].exact, "paper",
                                                  h[i].paper, "summary", h[i].summary)) !=
            0)
            return NULL;
    return json_pack("{s:s, s:O}", "schema", "rtpart.heuristics/1", "heuristics", rows);
}

enum rtpart_code rtpart_list_print(const struct rtpart_cli *cli, struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"method", NULL, "method", RTPART_ALIGN_LEFT},
        {"exact", NULL, "exact", RTPART_ALIGN_LEFT},
        {"paper", NULL, "paper", RTPART_ALIGN_LEFT},
        {"how", NULL, "summary", RTPART_ALIGN_LEFT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    size_t count;
    const struct rtpart_heuristic *h = rtpart_heuristics(&count);
    RTPART_AUTO_JSON json_t *json = to_json(h, count);
    const struct rtpart_result result = {.json = json, .table = &table};

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < count; i++) {
        rtpart_table_cell(&table, "%s", h[i].name);
        rtpart_table_cell(&table, "%s", h[i].exact ? "yes" : "no");
        rtpart_table_cell(&table, "%s", h[i].paper);
        rtpart_table_cell(&table, "%s", h[i].summary);
    }
    return rtpart_result_print(cli, &result, err);
}
