/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results of a platform end in cells that survive being written and can be shown, or in an
 * error. */
#include <string.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "model/latency_file.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/memory_file.h"
#include "validate/platform_report.h"

static const struct rtpart_published *published(void)
{
    static struct rtpart_published p;

    if (p.count == 0)
        FUZZ_CHECK(rtpart_published_read(RTPART_SOURCE_DIR "/data/platform-paper.csv", &p,
                                         NULL) == RTPART_OK);
    return &p;
}

static void check_round_trip(const struct rtpart_platform_results *r)
{
    RTPART_AUTO(rtpart_platform_results_free) struct rtpart_platform_results again = {0};
    RTPART_AUTO_JSON json_t *first = rtpart_platform_json(r);
    RTPART_AUTO_JSON json_t *second = NULL;
    struct rtpart_error err = {0};

    FUZZ_CHECK(first != NULL);
    if (rtpart_platform_read(first, "written", &again, &err) != RTPART_OK) {
        (void)fprintf(stderr, "%s\n", err.message);
        abort();
    }
    second = rtpart_platform_json(&again);
    FUZZ_CHECK(second != NULL && json_equal(first, second));
}

/* What --latency @FILE is given is the largest of all. */
static void check_latency(const struct rtpart_platform_results *r)
{
    RTPART_AUTO(rtpart_measured_latency_free) struct rtpart_measured_latency l = {0};
    RTPART_AUTO_JSON json_t *json = rtpart_platform_latency_json(r);
    RTPART_AUTO_FREE char *text = json != NULL ? json_dumps(json, 0) : NULL;
    rtpart_ns most = 0;

    FUZZ_CHECK((json != NULL) == rtpart_platform_has(r, RTPART_PLATFORM_LATENCY));
    if (json == NULL)
        return;
    for (size_t i = 0; i < r->count; i++)
        if (rtpart_latency_bound(&r->cells[i].latency) > most)
            most = rtpart_latency_bound(&r->cells[i].latency);
    FUZZ_CHECK(text != NULL);
    FUZZ_CHECK(rtpart_measured_latency_read(test_memory_file(0, text, strlen(text)), &l,
                                            NULL) == RTPART_OK);
    FUZZ_CHECK(l.ns == most);
}

static void show(const struct rtpart_platform_results *r)
{
    RTPART_AUTO_FREE char *page = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&page, &len);

    FUZZ_CHECK(out != NULL);
    rtpart_platform_html(r, published(), "/nowhere", out);
    FUZZ_CHECK(fflush(out) == 0);
    FUZZ_CHECK(strstr(page, "<script") == NULL); /* nothing is taken as markup */
    for (int q = 0; q < RTPART_PLATFORM_QUANTITIES; q++) {
        RTPART_AUTO(rtpart_table_free) struct rtpart_table t;
        RTPART_AUTO_FREE char *head =
            rtpart_platform_headline(r, (enum rtpart_platform_quantity)q);
        RTPART_AUTO_FREE char *foot = rtpart_platform_footnote(
            r, (enum rtpart_platform_quantity)q, published(), true);

        FUZZ_CHECK(head != NULL);
        (void)foot; /* there may be none */
        rtpart_platform_table(&t, r, (enum rtpart_platform_quantity)q, published());
        FUZZ_CHECK(rtpart_table_print_csv(&t, out, NULL) == RTPART_OK);
    }
    FUZZ_CHECK(fclose(out) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RTPART_AUTO(rtpart_platform_results_free) struct rtpart_platform_results r = {0};
    RTPART_AUTO_JSON json_t *root = json_loadb((const char *)data, size, 0, NULL);
    struct rtpart_error err = {0};

    if (root == NULL)
        return 0;
    if (rtpart_platform_read(root, "f", &r, &err) != RTPART_OK) {
        FUZZ_CHECK(err.message[0] == 'f');
        return 0;
    }
    check_round_trip(&r);
    check_latency(&r);
    show(&r);
    return 0;
}
