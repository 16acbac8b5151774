/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands about global scheduling share: --list and --priorities. */
#include "analysis/rtanalyze.h"
#include "common/auto.h"
#include "common/json_out.h"
#include "common/result.h"

enum rtpart_gfp_policy rtanalyze_priorities(const struct argp_state *state,
                                            const char *arg)
{
    enum rtpart_gfp_policy policy = RTPART_GFP_RM;

    if (!rtpart_gfp_policy_from_name(arg, &policy))
        argp_error(state, "--priorities: \"%.60s\" is not one of rm, dm, prio, dkc, opa",
                   arg);
    return policy;
}

enum rtpart_code rtanalyze_list_tests(const struct rtpart_cli *cli, const char *schema,
                                      rtanalyze_test_fn *test, size_t count,
                                      struct rtpart_error *err)
{
    static const struct rtpart_column columns[] = {
        {"test", NULL, "test", RTPART_ALIGN_LEFT},
        {"paper", NULL, "paper", RTPART_ALIGN_LEFT},
        {"guest", NULL, "guest", RTPART_ALIGN_LEFT},
        {"how", NULL, "summary", RTPART_ALIGN_LEFT},
    };
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    RTPART_AUTO_JSON json_t *rows = json_array();
    RTPART_AUTO_JSON json_t *json = NULL;

    rtpart_table_init(&table, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < count; i++) {
        const struct rtanalyze_test t = test(i);
        const char *guest = t.priorities ? "fixed priority" : "EDF";

        rtpart_table_cell(&table, "%s", t.name);
        rtpart_table_cell(&table, "%s", t.paper);
        rtpart_table_cell(&table, "%s", guest);
        rtpart_table_cell(&table, "%s", t.summary);
        if (json_array_append_new(rows,
                                  json_pack("{s:s, s:b, s:s, s:s, s:s}", "name", t.name,
                                            "exact", t.exact, "paper", t.paper, "guest",
                                            guest, "summary", t.summary)) != 0)
            return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the list");
    }
    json = json_pack("{s:s, s:O}", "schema", schema, "tests", rows);

    const struct rtpart_result result = {.json = json, .table = &table};

    return rtpart_result_print(cli, &result, err);
}
