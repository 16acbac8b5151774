/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "generators/periods.h"
#include "generators/spec.h"
#include "tests/support/stats.h"

enum { SAMPLES = 20000 };

static struct rtpart_rng start(uint64_t seed)
{
    const struct rtpart_rng_key key = {.seed = seed};
    struct rtpart_rng r;

    rtpart_rng_start(&r, &key, RTPART_STREAM_PERIOD);
    return r;
}

/* Periods as `text` asks for them, which is in order. */
static struct rtpart_periods parse(const char *text)
{
    struct rtpart_periods p = {0};
    struct rtpart_error err = {0};

    if (rtpart_spec_periods(text, &p, &err) || rtpart_periods_check(&p, &err))
        fail_msg("%s: %s", text, err.message);
    return p;
}

static void draw(const struct rtpart_periods *p, uint64_t seed, rtpart_ns *out, size_t n)
{
    struct rtpart_rng r = start(seed);
    struct rtpart_error err = {0};

    if (rtpart_periods_draw(p, &r, out, n, &err))
        fail_msg("%s", err.message);
}

/* log t uniform in [log lo, log hi) */
struct range {
    double lo, hi;
};

static double log_uniform_cdf(double t, const void *ctx)
{
    const struct range *x = ctx;

    return log(t / x->lo) / log(x->hi / x->lo);
}

static void test_periods_log_uniform(void **state)
{
    enum { N = 10 * SAMPLES };
    static rtpart_ns periods[N];
    static double values[N];
    struct rtpart_periods p = parse("log-uniform:10ms:1s");
    const struct range range = {1e7, 1e9};

    (void)state;
    p.step = 1; /* fine enough for a continuous distribution */
    draw(&p, 1, periods, N);
    for (size_t i = 0; i < N; i++) {
        assert_true(periods[i] >= 10 * RTPART_MS && periods[i] <= RTPART_S);
        values[i] = (double)periods[i];
    }
    assert_true(test_ks(values, N, log_uniform_cdf, &range) < 1.95);
}

/* [ESD10]: T is taken with probability log(1 + step/T) / log((max + step) / min). */
static void test_periods_log_uniform_steps(void **state)
{
    static rtpart_ns periods[SAMPLES];
    struct rtpart_periods p = parse("log-uniform:4ms:9ms");
    size_t counts[6] = {0};

    (void)state;
    p.step = RTPART_MS;
    draw(&p, 2, periods, SAMPLES);
    for (size_t i = 0; i < SAMPLES; i++) {
        assert_int_equal(periods[i] % RTPART_MS, 0);
        counts[periods[i] / RTPART_MS - 4]++;
    }
    for (size_t k = 0; k < 6; k++) {
        const double share = log(1 + 1.0 / (double)(4 + k)) / log(10.0 / 4);
        const double deviation = sqrt(SAMPLES * share * (1 - share));

        assert_true(fabs((double)counts[k] - SAMPLES * share) < 4 * deviation);
    }
}

static void test_periods_uniform(void **state)
{
    static rtpart_ns periods[SAMPLES];
    struct rtpart_periods p = parse("uniform:95us:205us");
    size_t counts[11] = {0};

    (void)state;
    p.step = 10 * RTPART_US; /* 100, 110, ..., 200 us */
    draw(&p, 3, periods, SAMPLES);
    for (size_t i = 0; i < SAMPLES; i++) {
        assert_int_equal(periods[i] % (10 * RTPART_US), 0);
        counts[periods[i] / (10 * RTPART_US) - 10]++;
    }
    assert_true(test_chi_square(counts, 11) > 0.001);
    /* more steps than 2^32 */
    p = parse("uniform:1ns:104s");
    p.step = 1;
    draw(&p, 4, periods, SAMPLES);
    double sum = 0;

    for (size_t i = 0; i < SAMPLES; i++)
        sum += (double)periods[i] / 104e9;
    assert_true(fabs(sum / SAMPLES - 0.5) < 4 / sqrt(12.0 * SAMPLES));
}

static void test_periods_list(void **state)
{
    static rtpart_ns periods[SAMPLES];
    struct rtpart_periods p = parse("list:10ms,20ms,1s,7us");
    size_t counts[4] = {0};

    (void)state;
    draw(&p, 5, periods, SAMPLES);
    for (size_t i = 0; i < SAMPLES; i++)
        for (size_t k = 0; k < 4; k++)
            counts[k] += periods[i] == p.list[k];
    assert_int_equal(counts[0] + counts[1] + counts[2] + counts[3], SAMPLES);
    assert_true(test_chi_square(counts, 4) > 0.001);
    rtpart_periods_free(&p);
}

static void test_periods_harmonic_divide_each_other(void **state)
{
    static const char *const specs[] = {"harmonic:10ms:1s", "harmonic:3ms:2s:7",
                                        "harmonic:1ns:100s:1000000", "harmonic:5ms:5ms"};
    rtpart_ns periods[30];

    (void)state;
    for (size_t s = 0; s < 4; s++)
        for (uint64_t seed = 0; seed < 200; seed++) {
            const struct rtpart_periods p = parse(specs[s]);

            draw(&p, seed, periods, 30);
            for (size_t i = 0; i < 30; i++) {
                assert_true(periods[i] >= p.min && periods[i] <= p.max);
                for (size_t j = 0; j < 30; j++)
                    assert_true(periods[i] % periods[j] == 0 ||
                                periods[j] % periods[i] == 0);
            }
        }
    /* ratio 2: 10, 20, ..., 640 ms, all of them */
    const struct rtpart_periods p = parse("harmonic");
    static rtpart_ns many[SAMPLES];
    size_t counts[7] = {0};

    draw(&p, 1, many, SAMPLES);
    for (size_t i = 0; i < SAMPLES; i++)
        for (size_t k = 0; k < 7; k++)
            counts[k] += many[i] == (10 * RTPART_MS) << k;
    assert_true(test_chi_square(counts, 7) > 0.001);
}

/* Shares of [KZH15], table III, without the angle-synchronous ones. */
static void test_periods_automotive_shares(void **state)
{
    static const struct {
        int ms;
        double percent;
    } table[] = {{1, 3},  {2, 2},    {5, 2},   {10, 25}, {20, 25},
                 {50, 3}, {100, 20}, {200, 1}, {1000, 4}};
    static rtpart_ns periods[SAMPLES];
    const struct rtpart_periods p = parse("automotive");
    size_t all = 0;

    (void)state;
    draw(&p, 6, periods, SAMPLES);
    for (size_t k = 0; k < 9; k++) {
        const double share = table[k].percent / 85;
        size_t count = 0;

        for (size_t i = 0; i < SAMPLES; i++)
            count += periods[i] == table[k].ms * RTPART_MS;
        all += count;
        assert_true(fabs((double)count - SAMPLES * share) <
                    4 * sqrt(SAMPLES * share * (1 - share)));
    }
    assert_int_equal(all, SAMPLES);
}

static void test_periods_default_step(void **state)
{
    static const struct {
        const char *periods;
        rtpart_ns step;
    } cases[] = {{"uniform:10ms:1s", RTPART_MS},
                 {"uniform:99ms:1s", RTPART_MS},
                 {"uniform:100ms:1s", 10 * RTPART_MS},
                 {"uniform:100us:1s", 10 * RTPART_US},
                 {"uniform:1ns:1s", 1},
                 {"uniform:9ns:1s", 1}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct rtpart_periods p = parse(cases[i].periods);

        assert_int_equal(rtpart_periods_step(&p), cases[i].step);
    }
}

static void test_hyperperiod(void **state)
{
    static const rtpart_ns periods[] = {4, 6, 10};
    static const rtpart_ns primes[] = {9007199254740881, 9007199254740847};

    (void)state;
    assert_int_equal(rtpart_hyperperiod(periods, 3, 60), 60);
    assert_int_equal(rtpart_hyperperiod(periods, 3, 59), 0);
    assert_int_equal(rtpart_hyperperiod(periods, 0, 1), 1);
    assert_int_equal(rtpart_hyperperiod(primes, 1, RTPART_NS_MAX), primes[0]);
    assert_int_equal(rtpart_hyperperiod(primes, 2, RTPART_NS_MAX), 0);
}

static void test_periods_keep_hyperperiod(void **state)
{
    struct rtpart_periods p = parse("uniform:10ms:100ms");
    struct rtpart_rng r = start(7);
    rtpart_ns periods[20];

    (void)state;
    p.step = 10 * RTPART_MS;
    p.max_hyperperiod = 1200 * RTPART_MS;
    for (int i = 0; i < 100; i++) {
        assert_int_equal(rtpart_periods_draw(&p, &r, periods, 4, NULL), 0);
        assert_true(rtpart_hyperperiod(periods, 4, p.max_hyperperiod) > 0);
    }
    struct rtpart_error err = {0};

    p.max_hyperperiod = 5 * RTPART_MS; /* below every period */
    assert_int_equal(rtpart_periods_draw(&p, &r, periods, 4, &err), RTPART_ERANGE);
    assert_non_null(strstr(err.message, "5 ms"));
}

static void test_periods_check_refuses(void **state)
{
    static const char *const specs[] = {
        "uniform:0ms:1s",     "uniform:2s:1s",      "list:0ms",           "list:5ms,0ns",
        "harmonic:1ms:2ms:1", "harmonic:1ms:2ms:0", "log-uniform:0ns:5ns"};
    struct rtpart_error err;

    (void)state;
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        struct rtpart_periods p = {0};

        assert_int_equal(rtpart_spec_periods(specs[i], &p, &err), 0);
        assert_int_equal(rtpart_periods_check(&p, &err), RTPART_EUSAGE);
        rtpart_periods_free(&p);
    }
    struct rtpart_periods p = parse("uniform:11ms:19ms");

    p.step = 10 * RTPART_MS; /* no multiple in between */
    assert_int_equal(rtpart_periods_check(&p, &err), RTPART_EUSAGE);
    p = parse("automotive");
    p.step = RTPART_MS;
    assert_int_equal(rtpart_periods_check(&p, &err), RTPART_EUSAGE);
    p = parse("automotive");
    p.max_hyperperiod = -1;
    assert_int_equal(rtpart_periods_check(&p, &err), RTPART_EUSAGE);
}

static void test_deadlines(void **state)
{
    static double fractions[SAMPLES];
    const struct rtpart_deadlines implicit = {1, 1};
    const struct rtpart_deadlines half = {0.5, 1};
    const struct rtpart_deadlines tight = {0, 0};
    struct rtpart_rng r = start(8);
    size_t counts[10] = {0};

    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        const rtpart_ns wcet = 1 + (rtpart_ns)rtpart_rng_below(&r, RTPART_MS);
        const rtpart_ns period = wcet + (rtpart_ns)rtpart_rng_below(&r, RTPART_S);
        const rtpart_ns d = rtpart_deadline_draw(&half, &r, wcet, period);

        assert_true(d >= wcet && d <= period);
        assert_int_equal(rtpart_deadline_draw(&implicit, &r, wcet, period), period);
        assert_int_equal(rtpart_deadline_draw(&tight, &r, wcet, period), wcet);
        fractions[i] = (double)(d - wcet) / (double)(period - wcet);
        if (period - wcet < RTPART_MS)
            continue; /* rounding would show */
        assert_true(fractions[i] > 0.5 - 1e-5 && fractions[i] <= 1);
        counts[(size_t)((fractions[i] - 0.5 + 1e-6) * 20) % 10]++;
    }
    assert_true(test_chi_square(counts, 10) > 0.001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_periods_log_uniform),
        cmocka_unit_test(test_periods_log_uniform_steps),
        cmocka_unit_test(test_periods_uniform),
        cmocka_unit_test(test_periods_list),
        cmocka_unit_test(test_periods_harmonic_divide_each_other),
        cmocka_unit_test(test_periods_automotive_shares),
        cmocka_unit_test(test_periods_default_step),
        cmocka_unit_test(test_hyperperiod),
        cmocka_unit_test(test_periods_keep_hyperperiod),
        cmocka_unit_test(test_periods_check_refuses),
        cmocka_unit_test(test_deadlines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
