/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of a command line end in values that are written as words of the same meaning, or
 * in an error that quotes them. */
#include <string.h>

#include "common/auto.h"
#include "deploy/cpu_list.h"
#include "deploy/monitor.h"
#include "deploy/proc_thread.h"
#include "generators/spec.h"
#include "model/reservation.h"
#include "tests/fuzz/fuzz.h"

#define TASKS 5 /* of the bounds */

/* What was written to `out`, which is closed. Owned. */
static char *written(FILE *out, char **text)
{
    FUZZ_CHECK(fclose(out) == 0);
    return *text;
}

static void check_reservation(const char *word)
{
    struct rtpart_prm r = {.period = -1, .budget = -1};
    struct rtpart_error err = {0};

    if (rtpart_prm_parse(word, &r, &err) == RTPART_OK)
        FUZZ_CHECK(rtpart_prm_check(&r, NULL) == RTPART_OK && r.budget > 0);
    else
        FUZZ_CHECK(err.code == RTPART_EUSAGE && r.period == -1 && r.budget == -1);
}

static void check_number(const char *word)
{
    RTPART_AUTO_FREE char *text = NULL;
    size_t len = 0;
    double number = -1;
    double again = -1;
    struct rtpart_error err = {0};

    if (rtpart_spec_number(word, &number, &err) != RTPART_OK) {
        FUZZ_CHECK(err.code == RTPART_EUSAGE);
        return;
    }
    FILE *out = open_memstream(&text, &len);

    FUZZ_CHECK(out != NULL && number >= 0 && number <= 1e6);
    rtpart_spec_put_number(out, number);
    FUZZ_CHECK(rtpart_spec_number(written(out, &text), &again, NULL) == RTPART_OK);
    FUZZ_CHECK(number == again);
}

static void check_periods(const char *word)
{
    RTPART_AUTO(rtpart_periods_free) struct rtpart_periods p = {0};
    RTPART_AUTO(rtpart_periods_free) struct rtpart_periods again = {0};
    RTPART_AUTO_FREE char *text = NULL;
    size_t len = 0;
    struct rtpart_error err = {0};

    if (rtpart_spec_periods(word, &p, &err) != RTPART_OK) {
        FUZZ_CHECK(err.code == RTPART_EUSAGE && p.method == NULL && p.list == NULL);
        return;
    }
    FILE *out = open_memstream(&text, &len);

    FUZZ_CHECK(out != NULL);
    rtpart_spec_put_periods(out, &p);
    FUZZ_CHECK(rtpart_spec_periods(written(out, &text), &again, NULL) == RTPART_OK);
    FUZZ_CHECK(p.method == again.method && p.min == again.min && p.max == again.max &&
               p.ratio == again.ratio && p.list_count == again.list_count);
    for (size_t i = 0; i < p.list_count; i++)
        FUZZ_CHECK(p.list[i] == again.list[i]);
    (void)rtpart_periods_check(&p, &err);
}

static void check_deadlines(const char *word)
{
    RTPART_AUTO_FREE char *text = NULL;
    size_t len = 0;
    struct rtpart_deadlines d = {-1, -1};
    struct rtpart_deadlines again;
    struct rtpart_error err = {0};

    if (rtpart_spec_deadlines(word, &d, &err) != RTPART_OK) {
        FUZZ_CHECK(err.code == RTPART_EUSAGE);
        return;
    }
    FILE *out = open_memstream(&text, &len);

    FUZZ_CHECK(out != NULL && d.lo >= 0 && d.lo <= d.hi && d.hi <= 1);
    rtpart_spec_put_deadlines(out, &d);
    FUZZ_CHECK(rtpart_spec_deadlines(written(out, &text), &again, NULL) == RTPART_OK);
    FUZZ_CHECK(d.lo == again.lo && d.hi == again.hi);
}

static void check_bounds(const char *word)
{
    RTPART_AUTO_FREE struct rtpart_bounds *b = NULL;
    RTPART_AUTO_FREE struct rtpart_bounds *again = NULL;
    RTPART_AUTO_FREE char *text = NULL;
    size_t len = 0;
    struct rtpart_error err = {0};

    if (rtpart_spec_bounds(word, TASKS, &b, &err) != RTPART_OK) {
        FUZZ_CHECK(err.code == RTPART_EUSAGE && b == NULL);
        return;
    }
    FILE *out = open_memstream(&text, &len);

    FUZZ_CHECK(out != NULL);
    rtpart_spec_put_bounds(out, b, TASKS);
    FUZZ_CHECK(rtpart_spec_bounds(written(out, &text), TASKS, &again, NULL) == RTPART_OK);
    for (size_t i = 0; i < TASKS; i++)
        FUZZ_CHECK(b[i].lo == again[i].lo && b[i].hi == again[i].hi);
}

static void check_cpus(const char *word)
{
    struct rtpart_cpus cpus;
    struct rtpart_cpus again;
    struct rtpart_error err = {0};
    char text[RTPART_CPUS_MAX * 4];
    char small[RTPART_CPUS_TEXT];

    if (rtpart_cpus_parse(word, &cpus, &err) != RTPART_OK) {
        FUZZ_CHECK(err.code == RTPART_EINPUT);
        return;
    }
    (void)rtpart_cpus_format(text, sizeof text, &cpus);
    FUZZ_CHECK(rtpart_cpus_parse(text, &again, NULL) == RTPART_OK);
    FUZZ_CHECK(rtpart_cpus_equal(&cpus, &again));
    FUZZ_CHECK(strlen(rtpart_cpus_format(small, sizeof small, &cpus)) < sizeof small);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RTPART_AUTO_FREE char *word = strndup((const char *)data, size);
    struct rtpart_error err = {0};
    pid_t tid;

    FUZZ_CHECK(word != NULL);
    check_reservation(word);
    check_number(word);
    check_periods(word);
    check_deadlines(word);
    check_bounds(word);
    check_cpus(word);
    FUZZ_CHECK(!rtpart_tid_parse(word, &tid) || tid > 0);
    FUZZ_CHECK(rtpart_domain_check(word, &err) == RTPART_OK || err.message[0] == '"');
    return 0;
}
