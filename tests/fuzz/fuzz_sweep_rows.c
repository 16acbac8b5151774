/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of a campaign ends in rows that survive being written, or in an error. */
#include <string.h>

#include "common/auto.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/memory_file.h"
#include "validate/sweep_summary.h"

/* The tables of rtsweep show and merge. */
static void sum_up(const struct rtpart_sweep_rows *rows, const char *header)
{
    RTPART_AUTO(rtpart_sweep_grid_free) struct rtpart_sweep_grid grid = {0};
    RTPART_AUTO_FREE struct rtpart_sweep_total *totals = NULL;
    RTPART_AUTO(rtpart_table_free) struct rtpart_table table = {0};
    struct rtpart_error err = {0};
    uint32_t point = 0;
    uint32_t chunk = 0;

    if (rtpart_sweep_grid_read(&grid, header, "f", &err) != RTPART_OK) {
        FUZZ_CHECK(err.code == RTPART_EINPUT && err.message[0] == 'f');
        return;
    }
    if (grid.task_count * grid.utilization_count * grid.vcpu_count > 10000)
        return; /* many empty lines, and nothing new in them */
    (void)rtpart_sweep_gaps(&grid, rows, &point, &chunk);
    if (rtpart_sweep_totals(&grid, rows, &totals, &err) != RTPART_OK) {
        FUZZ_CHECK(err.message[0] != '\0');
        return;
    }
    rtpart_table_init(&table, rtpart_sweep_columns, rtpart_sweep_column_count);
    rtpart_sweep_fill_table(&table, &grid, totals, RTPART_FORMAT_CSV);
}

static void read_back(const char *path, bool partial)
{
    RTPART_AUTO(rtpart_sweep_rows_free) struct rtpart_sweep_rows rows = {0};
    RTPART_AUTO_FREE char *header = NULL;
    struct rtpart_error err = {0};
    char line[256];

    if (rtpart_sweep_rows_read(&rows, &header, path, partial, &err) != RTPART_OK) {
        FUZZ_CHECK(err.code == RTPART_EINPUT && err.message[0] == '/');
        return;
    }
    FUZZ_CHECK(header != NULL);
    if (rtpart_sweep_rows_settle(&rows, &err) != RTPART_OK)
        return;
    for (size_t i = 0; i < rows.count; i++) {
        const struct rtpart_sweep_row *r = &rows.rows[i];

        FUZZ_CHECK(r->sets == r->yes + r->no + r->undecided);
        FUZZ_CHECK(rtpart_sweep_rows_has(&rows, r->point, r->chunk, r->method));
        rtpart_sweep_row_format(r, line);
        FUZZ_CHECK(strlen(line) < 200);
    }
    sum_up(&rows, header);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = test_memory_file(0, data, size);

    read_back(path, false);
    read_back(path, true);
    return 0;
}
