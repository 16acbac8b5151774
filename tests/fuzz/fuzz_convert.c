/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A task set is written in the formats of others, and what can be read of these is the same
 * tasks, rounded to the safe side where the format is coarse. */
#include <string.h>

#include "common/auto.h"
#include "model/taskset_export.h"
#include "model/taskset_read.h"
#include "model/taskset_write.h"
#include "tests/fuzz/fuzz.h"

/* Are the tasks of `s` those of `c`, at least as hard to serve, by less than `step`? */
static void check_same(const struct rtpart_component *c, const struct rtpart_system *s,
                       rtpart_ns step)
{
    const struct rtpart_component *back;
    struct rtpart_error err = {0};

    FUZZ_CHECK(rtpart_system_component(s, NULL, &back, &err) == RTPART_OK);
    FUZZ_CHECK(back->taskset.count == c->taskset.count);
    for (size_t i = 0; i < c->taskset.count; i++) {
        const struct rtpart_task *a = &c->taskset.tasks[i];
        const struct rtpart_task *b = &back->taskset.tasks[i];

        FUZZ_CHECK(b->wcet >= a->wcet && b->wcet - a->wcet < step);
        FUZZ_CHECK(b->deadline <= a->deadline && a->deadline - b->deadline < step);
        FUZZ_CHECK(b->period <= a->period && a->period - b->period < step);
    }
}

/* `must`: what was written has to be readable. */
static void read_back(const struct rtpart_component *c, const char *text, size_t size,
                      rtpart_ns unit, rtpart_ns step, bool must)
{
    const struct rtpart_read_options opt = {.unit = unit, .rename_duplicates = true};
    struct rtpart_system s;
    struct rtpart_error err = {0};

    if (rtpart_system_read_memory(text, size, "written", &opt, &s, &err) == RTPART_OK) {
        check_same(c, &s, step);
        rtpart_system_free(&s);
    } else if (must) {
        (void)fprintf(stderr, "%s\n%s\n", err.message, text);
        abort();
    }
}

static void check_own(const struct rtpart_component *c, rtpart_ns unit, bool csv)
{
    RTPART_AUTO_FREE char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    FUZZ_CHECK(out != NULL);
    if (csv)
        rtpart_component_write_csv(c, unit, out, NULL);
    else
        rtpart_component_write_rows(c, unit, out, NULL);
    FUZZ_CHECK(fclose(out) == 0);
    read_back(c, text, size, unit, 1, true);
}

static void check_foreign(const struct rtpart_component *c,
                          const struct rtpart_export_format *f, rtpart_ns unit,
                          rtpart_ns step)
{
    RTPART_AUTO_FREE char *text = NULL;
    size_t size = 0;
    struct rtpart_error err = {0};
    FILE *out = open_memstream(&text, &size);
    const enum rtpart_code code = out != NULL ? f->write(c, out, NULL, &err) : 1;

    FUZZ_CHECK(out != NULL && fclose(out) == 0);
    FUZZ_CHECK(code == RTPART_OK || err.message[0] != '\0');
    if (code == RTPART_OK && unit > 0)
        read_back(c, text, size, unit, step, false);
}

static void check_all(const struct rtpart_component *c)
{
    for (rtpart_ns unit = 1; unit <= RTPART_S; unit *= 1000) {
        check_own(c, unit, true);
        check_own(c, unit, false);
    }
    for (const struct rtpart_export_format *f = rtpart_export_formats; f->name != NULL;
         f++)
        if (strcmp(f->name, "schedcat") == 0)
            check_foreign(c, f, RTPART_US, RTPART_US);
        else if (strcmp(f->name, "carts") == 0)
            check_foreign(c, f, RTPART_MS, 1);
        else
            check_foreign(c, f, 0, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct rtpart_component *c;
    struct rtpart_system s;

    if (rtpart_system_read_memory((const char *)data, size, "f", NULL, &s, NULL) !=
        RTPART_OK)
        return 0;
    if (rtpart_system_component(&s, NULL, &c, NULL) == RTPART_OK && c->taskset.count > 0)
        check_all(c);
    rtpart_system_free(&s);
    return 0;
}
