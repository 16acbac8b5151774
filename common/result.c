/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/result.h"

#include "common/decimal.h"
#include "common/json_out.h"
#include "common/outfile.h"

static enum rtpart_code print_table(const struct rtpart_result *result, FILE *out,
                                    struct rtpart_error *err)
{
    const char *gap = "";
    enum rtpart_code code = RTPART_OK;

    if (result->headline != NULL) {
        (void)fprintf(out, "%s\n", result->headline);
        gap = "\n";
    }
    if (result->table != NULL) {
        (void)fputs(gap, out);
        code = rtpart_table_print(result->table, out, err);
        gap = "\n";
    }
    if (result->footnote != NULL)
        (void)fprintf(out, "%s%s\n", gap, result->footnote);
    return code;
}

enum rtpart_code rtpart_result_print(const struct rtpart_cli *cli,
                                     const struct rtpart_result *result,
                                     struct rtpart_error *err)
{
    struct rtpart_outfile out = {0};
    enum rtpart_code code = rtpart_outfile_open(&out, cli->output, err);

    if (code != RTPART_OK)
        return code;
    if (cli->format == RTPART_FORMAT_JSON)
        code = rtpart_json_print(result->json, out.file, err);
    else if (cli->format == RTPART_FORMAT_CSV)
        code = rtpart_table_print_csv(result->table, out.file, err);
    else
        code = print_table(result, out.file, err);
    if (code == RTPART_OK)
        return rtpart_outfile_commit(&out, err);
    rtpart_outfile_abort(&out);
    return code;
}

void rtpart_table_time(struct rtpart_table *t, enum rtpart_format format, int64_t ns)
{
    char text[RTPART_DECIMAL_SIZE];

    if (ns < 0)
        rtpart_table_cell(t, "%s", "");
    else
        rtpart_table_cell(
            t, "%s",
            rtpart_time_format(
                text, sizeof text, ns,
                rtpart_unit_from_name(format == RTPART_FORMAT_CSV ? "ns" : "ms")));
}

void rtpart_table_share(struct rtpart_table *t, enum rtpart_format format, double share)
{
    if (format == RTPART_FORMAT_CSV)
        rtpart_table_cell(t, "%.17g", share);
    else
        rtpart_table_cell(t, "%.2f", 100 * share);
}
