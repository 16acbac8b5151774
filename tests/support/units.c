/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define UNITS_FILE RTPART_CONFORMANCE_DIR "/units.json"

static int64_t gcd(int64_t a, int64_t b)
{
    while (b != 0) {
        const int64_t r = a % b;

        a = b;
        b = r;
    }
    return a;
}

/* Digits at *s, appended to `value`; *s moves on. Returns how many there were. */
static int digits(const char **s, int64_t *value)
{
    int n = 0;

    for (; **s >= '0' && **s <= '9'; (*s)++, n++)
        if (__builtin_mul_overflow(*value, 10, value) ||
            __builtin_add_overflow(*value, **s - '0', value))
            return 0;
    return n;
}

/* "12", "0.25", "27/350" in lowest terms; false where `s` is not such a number. */
static bool parse(const char *s, struct rtpart_ratio *out)
{
    int64_t num = 0;
    int64_t den = 1;

    if (digits(&s, &num) == 0)
        return false;
    if (*s == '.') {
        s++;
        const int n = digits(&s, &num);

        if (n == 0 || n > 18)
            return false;
        for (int i = 0; i < n; i++)
            den *= 10;
    } else if (*s == '/') {
        s++;
        den = 0;
        if (digits(&s, &den) == 0 || den == 0)
            return false;
    }
    if (*s != '\0')
        return false;
    const int64_t g = gcd(num, den);

    *out = (struct rtpart_ratio){.num = num / g, .den = den / g};
    return true;
}

/* Least common multiple of `scale` and the denominators of all numbers in `value`. */
static rtpart_ns common_scale(const char *id, const json_t *value, rtpart_ns scale)
{
    struct rtpart_ratio r;
    const char *key;
    json_t *item;
    size_t i;

    if (json_is_string(value) && parse(json_string_value(value), &r)) {
        if (__builtin_mul_overflow(scale / gcd(scale, r.den), r.den, &scale))
            fail_msg("%s: the denominators have no common multiple in range", id);
    } else if (json_is_array(value)) {
        for (i = 0; i < json_array_size(value); i++)
            scale = common_scale(id, json_array_get(value, i), scale);
    } else if (json_is_object(value)) {
        json_object_foreach((json_t *)value, key, item) scale =
            common_scale(id, item, scale);
    }
    return scale;
}

static void run_case(const json_t *item, bool expect_times, units_case_fn *fn)
{
    struct units_case c = {
        .id = json_string_value(json_object_get(item, "id")),
        .input = json_object_get(item, "input"),
        .expected = json_object_get(item, "expected"),
    };

    if (c.id == NULL || !json_is_object(c.input) || c.expected == NULL)
        fail_msg(UNITS_FILE ": a case without id, input or expected");
    c.scale = common_scale(c.id, c.input, 1);
    if (expect_times)
        c.scale = common_scale(c.id, c.expected, c.scale);
    fn(&c);
}

void units_run(const char *kind, bool expect_times, units_case_fn *fn)
{
    json_error_t error;
    size_t count = 0;

    if (access(UNITS_FILE, R_OK) != 0) {
        print_message("no " UNITS_FILE ": known answers are not checked\n");
        skip();
    }
    json_t *const root = json_load_file(UNITS_FILE, 0, &error);

    if (root == NULL)
        fail_msg(UNITS_FILE ":%d: %s", error.line, error.text);
    const json_t *const cases = json_object_get(root, "cases");

    for (size_t i = 0; i < json_array_size(cases); i++) {
        const json_t *const item = json_array_get(cases, i);
        const char *const its = json_string_value(json_object_get(item, "kind"));

        if (its == NULL || strcmp(its, kind) != 0)
            continue;
        run_case(item, expect_times, fn);
        count++;
    }
    json_decref(root);
    if (count == 0)
        fail_msg(UNITS_FILE ": no case of kind %s", kind);
    print_message("%s: %zu known answers\n", kind, count);
}

struct rtpart_ratio units_ratio(const struct units_case *c, const json_t *value)
{
    struct rtpart_ratio r = {.num = 0, .den = 1};

    if (json_is_integer(value) && json_integer_value(value) >= 0)
        r.num = json_integer_value(value);
    else if (!json_is_string(value) || !parse(json_string_value(value), &r))
        fail_msg("%s: a number is missing or not exact", c->id);
    return r;
}

rtpart_ns units_time(const struct units_case *c, const json_t *value)
{
    const struct rtpart_ratio r = units_ratio(c, value);
    rtpart_ns scaled = 0;

    if (c->scale % r.den != 0 || __builtin_mul_overflow(r.num, c->scale / r.den, &scaled))
        fail_msg("%s: %ld/%ld is no whole time at scale %ld", c->id, (long)r.num,
                 (long)r.den, (long)c->scale);
    return scaled;
}

rtpart_ns units_input(const struct units_case *c, const char *key)
{
    return units_time(c, json_object_get(c->input, key));
}

int64_t units_count(const struct units_case *c, const char *key)
{
    const json_t *const value = json_object_get(c->input, key);

    if (!json_is_integer(value))
        fail_msg("%s: %s is not an integer", c->id, key);
    return json_integer_value(value);
}

bool units_alg_is(const struct units_case *c, const char *alg)
{
    const char *const its = json_string_value(json_object_get(c->input, "alg"));

    return its != NULL && strcmp(its, alg) == 0;
}

void units_taskset(const struct units_case *c, rtpart_ns factor,
                   struct rtpart_taskset *out)
{
    const json_t *const list = json_object_get(c->input, "tasks");
    const size_t n = json_array_size(list);

    *out =
        (struct rtpart_taskset){.tasks = calloc(n + 1, sizeof *out->tasks), .count = n};
    assert_non_null(out->tasks);
    for (size_t i = 0; i < n; i++) {
        const json_t *const ctd = json_array_get(list, i);
        rtpart_ns time[3];
        char name[24];

        assert_int_equal(json_array_size(ctd), 3);
        for (size_t k = 0; k < 3; k++)
            if (__builtin_mul_overflow(units_time(c, json_array_get(ctd, k)), factor,
                                       &time[k]) ||
                time[k] > RTPART_NS_MAX)
                fail_msg("%s: task %zu leaves the range of time", c->id, i);
        (void)snprintf(name, sizeof name, "t%zu", i);
        out->tasks[i] = (struct rtpart_task){.name = strdup(name),
                                             .wcet = time[0],
                                             .period = time[1],
                                             .deadline = time[2],
                                             .vcpu = -1};
    }
}

void units_taskset_free(struct rtpart_taskset *ts)
{
    for (size_t i = 0; i < ts->count; i++)
        free(ts->tasks[i].name);
    free(ts->tasks);
    *ts = (struct rtpart_taskset){0};
}

void units_assert_time(const struct units_case *c, rtpart_ns got, const json_t *value,
                       rtpart_ns none)
{
    const rtpart_ns want = json_is_null(value) ? none : units_time(c, value);

    if (got != want)
        fail_msg("%s: got %ld, expected %ld (scale %ld)", c->id, (long)got, (long)want,
                 (long)c->scale);
}

void units_assert_bool(const struct units_case *c, bool got)
{
    if (!json_is_boolean(c->expected) || got != json_is_true(c->expected))
        fail_msg("%s: got %s, expected the opposite", c->id, got ? "true" : "false");
}
