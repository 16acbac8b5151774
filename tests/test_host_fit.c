/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/host_fit.h"
#include "tests/support/gsim.h"
#include "tests/support/random.h"

#define N 8

static void fit(const struct rtpart_host *host, const struct rtpart_prm *r, size_t count,
                struct rtpart_host_fit *out)
{
    struct rtpart_host_item items[N];

    assert_true(count <= N);
    for (size_t i = 0; i < count; i++)
        items[i] =
            (struct rtpart_host_item){.who = i == 0 ? "vCPU 0" : "vCPU 1", .prm = r[i]};
    assert_int_equal(rtpart_host_fit(host, items, count, out, NULL), RTPART_OK);
}

/* The plan of the paper for 2 vCPUs, in ms: 7.5/11 and 27.5/33. */
static const struct rtpart_prm paper[] = {
    {.period = 11 * RTPART_MS, .budget = 7500 * RTPART_US},
    {.period = 33 * RTPART_MS, .budget = 27500 * RTPART_US}};

static void test_host_pins_the_paper_s_plan(void **state)
{
    const struct rtpart_host two = {.cpus = 2, .cap = {95, 100}};
    const struct rtpart_host one = {.cpus = 1, .cap = {95, 100}};
    struct rtpart_host_fit f;

    (void)state;
    fit(&two, paper, 2, &f);
    assert_int_equal(f.guarantee, RTPART_GUARANTEE_HARD_PARTITIONED);
    assert_int_not_equal(f.cpu_of[0], f.cpu_of[1]);
    assert_string_equal(f.kernel_note, "");
    assert_string_equal(f.partition_note, "");
    /* as many reservations as CPUs: each has one of its own, wherever it runs */
    assert_string_equal(f.global_by, "own-cpu");
    rtpart_host_fit_free(&f);
    fit(&one, paper, 2, &f);
    assert_int_equal(f.guarantee, RTPART_GUARANTEE_NONE);
    assert_false(f.admitted);
    assert_non_null(strstr(f.kernel_note, "151.52 %"));
    assert_non_null(strstr(f.kernel_note, "1 CPU at 95.00 % give 95.00 %"));
    assert_null(strstr(f.kernel_note, "used"));
    rtpart_host_fit_free(&f);
}

/* "If no core has 83.33 % of idle time the VM is not schedulable": the paper's remark. */
static void test_host_says_what_a_loaded_host_lacks(void **state)
{
    const struct rtpart_ratio used[] = {{388, 1000}, {45, 100}, {5, 10}, {9, 10}};
    const struct rtpart_host host = {.cpus = 4, .cap = {1, 1}, .used = used};
    struct rtpart_host_fit f;

    (void)state;
    fit(&host, paper, 2, &f);
    assert_true(f.admitted); /* 151.5 % of 176.2 % */
    assert_int_equal(f.partitioned, RTPART_UNSCHEDULABLE);
    assert_string_equal(f.partition_note, "vCPU 1 needs 83.33 % of a core; the most any "
                                          "core has left is 61.20 %");
    assert_int_equal(f.guarantee, RTPART_GUARANTEE_KERNEL);
    assert_true(strlen(f.global_note) > 0);
    rtpart_host_fit_free(&f);
}

/* What is left beside what is used, in % of a core; nothing where more is used. */
static void test_host_says_what_is_left(void **state)
{
    const struct {
        struct rtpart_ratio cap;
        struct rtpart_ratio used[2];
        const char *note;
    } cases[] = {
        {{1, 1}, {{3, 4}, {1, 2}}, "give 200.00 %, of which 125.00 % are used: 75.00 % "},
        {{3, 4},
         {{0, 1}, {1, 200}},
         "give 150.00 %, of which 0.50 % are used: 149.50 % "},
        {{1, 2}, {{1, 1}, {1, 4}}, "give 100.00 %, of which 125.00 % are used: 0.00 % "},
    };
    struct rtpart_host_fit f;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct rtpart_host host = {
            .cpus = 2, .cap = cases[i].cap, .used = cases[i].used};

        fit(&host, paper, 2, &f);
        assert_false(f.admitted);
        assert_non_null(strstr(f.kernel_note, cases[i].note));
        rtpart_host_fit_free(&f);
    }
}

/* 0.95 = 0.3 + 0.65 on each of two CPUs, in numbers that no binary fraction is. */
static void test_host_fills_a_cpu_to_the_last_bit(void **state)
{
    const struct rtpart_prm r[] = {{.period = 10 * RTPART_MS, .budget = 3 * RTPART_MS},
                                   {.period = 20 * RTPART_MS, .budget = 13 * RTPART_MS},
                                   {.period = 30 * RTPART_MS, .budget = 9 * RTPART_MS},
                                   {.period = 40 * RTPART_MS, .budget = 26 * RTPART_MS}};
    struct rtpart_prm more[4];
    const struct rtpart_host host = {.cpus = 2, .cap = {95, 100}};
    struct rtpart_host_fit f;

    (void)state;
    fit(&host, r, 4, &f);
    assert_true(f.admitted);
    assert_int_equal(f.partitioned, RTPART_SCHEDULABLE);
    rtpart_host_fit_free(&f);
    memcpy(more, r, sizeof more);
    more[0].budget++;
    fit(&host, more, 4, &f);
    assert_false(f.admitted);
    assert_int_equal(f.partitioned, RTPART_UNSCHEDULABLE);
    assert_int_equal(f.guarantee, RTPART_GUARANTEE_NONE);
    rtpart_host_fit_free(&f);
}

/* Nineteen quarters of 4.75 CPUs: one unit of 2^-20 too much, as the kernel rounds. */
static void test_host_is_refused_where_the_kernel_rounds_the_cap_down(void **state)
{
    const struct rtpart_host host = {.cpus = 5, .cap = {95, 100}};
    struct rtpart_host_item items[19];
    struct rtpart_host_fit f;

    (void)state;
    for (size_t i = 0; i < 19; i++)
        items[i] = (struct rtpart_host_item){
            .who = "vCPU", .prm = {.period = 4 * RTPART_MS, .budget = RTPART_MS}};
    assert_int_equal(rtpart_host_fit(&host, items, 19, &f, NULL), RTPART_OK);
    assert_false(f.admitted);
    rtpart_host_fit_free(&f);
    assert_int_equal(rtpart_host_fit(&host, items, 18, &f, NULL), RTPART_OK);
    assert_true(f.admitted);
    rtpart_host_fit_free(&f);
}

/* Periods without a common multiple in 64 bits: both roundings are needed, and agree. */
static void test_host_places_shares_without_a_common_denominator(void **state)
{
    const rtpart_ns primes[] = {1000003, 1000033, 1000037, 1000039, 1000081, 1000099};
    struct rtpart_prm r[6];
    const struct rtpart_host host = {.cpus = 3, .cap = {1, 1}};
    struct rtpart_host_fit f;

    (void)state;
    for (size_t i = 0; i < 6; i++)
        r[i] = (struct rtpart_prm){.period = primes[i], .budget = primes[i] / 2};
    fit(&host, r, 6, &f); /* each just under a half */
    assert_int_equal(f.partitioned, RTPART_SCHEDULABLE);
    rtpart_host_fit_free(&f);
    for (size_t i = 0; i < 6; i++)
        r[i].budget++; /* just over */
    fit(&host, r, 6, &f);
    assert_int_equal(f.partitioned, RTPART_UNSCHEDULABLE);
    rtpart_host_fit_free(&f);
    /* 0.6 and 0.4, 0.61 and 0.39, 0.62 and 0.38, exactly 1 each: only the exact check tells */
    for (size_t i = 0; i < 3; i++) {
        const rtpart_ns part = primes[i] * (60 + (rtpart_ns)i) / 100;

        r[2 * i] = (struct rtpart_prm){.period = primes[i], .budget = part};
        r[2 * i + 1] =
            (struct rtpart_prm){.period = primes[i], .budget = primes[i] - part};
    }
    fit(&host, r, 6, &f);
    assert_true(f.admitted);
    assert_int_equal(f.partitioned, RTPART_SCHEDULABLE);
    rtpart_host_fit_free(&f);
    r[5].budget++;
    fit(&host, r, 6, &f);
    assert_false(f.admitted);
    assert_int_not_equal(f.partitioned, RTPART_SCHEDULABLE);
    rtpart_host_fit_free(&f);
}

/* Oracle: every assignment, exactly; and what is called hard under global EDF is attacked. */
static bool fits(const struct rtpart_prm *r, size_t count, rtpart_ns *room, unsigned cpus,
                 rtpart_ns unit)
{
    for (unsigned c = 0; count > 0 && c < cpus; c++) {
        const rtpart_ns need = unit / r[count - 1].period * r[count - 1].budget;

        if (room[c] < need)
            continue;
        room[c] -= need;
        const bool found = fits(r, count - 1, room, cpus, unit);

        room[c] += need;
        if (found)
            return true;
    }
    return count == 0;
}

static void attack(const struct rtpart_prm *r, size_t count, unsigned cpus,
                   struct test_random *rnd)
{
    struct rtpart_task tasks[N];
    const struct rtpart_taskset ts = {.tasks = tasks, .count = count};
    struct gsim_supply whole;

    for (size_t i = 0; i < count; i++)
        tasks[i] = (struct rtpart_task){
            .wcet = r[i].budget, .deadline = r[i].period, .period = r[i].period};
    gsim_supply_whole(&whole, cpus);
    assert_int_equal(gsim_attack(&ts, NULL, &whole, 3, 100, rnd), RTPART_NO_TASK);
}

static void test_host_agrees_with_all_placements(void **state)
{
    const rtpart_ns unit = 5040; /* common multiple of 1..10 and 20 */
    struct test_random rnd = {.state = 121};
    int count_of[4] = {0};

    (void)state;
    for (int i = 0; i < 10000; i++) {
        const unsigned cpus = (unsigned)test_random_range(&rnd, 1, 3);
        const size_t count = (size_t)test_random_range(&rnd, 0, 6);
        struct rtpart_ratio used[3];
        struct rtpart_host host = {.cpus = cpus, .cap = {19, 20}};
        struct rtpart_prm r[6];
        rtpart_ns room[3];
        rtpart_ns sum = 0;
        struct rtpart_host_fit f;

        for (unsigned c = 0; c < cpus; c++) {
            used[c] =
                (struct rtpart_ratio){i % 2 ? test_random_range(&rnd, 0, 5) : 0, 10};
            room[c] = unit / 20 * 19 - unit / 10 * used[c].num;
            sum += unit / 20 * 19 - room[c];
        }
        if (i % 2)
            host.used = used;
        for (size_t k = 0; k < count; k++) {
            r[k].period = test_random_range(&rnd, 1, 10);
            r[k].budget = test_random_range(&rnd, 1, r[k].period);
            if (r[k].budget > 1)
                r[k].budget -= test_random_range(&rnd, 0, r[k].budget / 2);
            sum += unit / r[k].period * r[k].budget;
        }
        fit(&host, r, count, &f);
        assert_int_equal(f.admitted, sum <= unit / 20 * 19 * cpus);
        const bool placed = fits(r, count, room, cpus, unit);

        assert_int_equal(f.partitioned,
                         placed ? RTPART_SCHEDULABLE : RTPART_UNSCHEDULABLE);
        for (size_t k = 0; placed && k < count; k++) {
            assert_true(f.cpu_of[k] < cpus);
            room[f.cpu_of[k]] -= unit / r[k].period * r[k].budget;
        }
        for (unsigned c = 0; placed && c < cpus; c++)
            assert_true(room[c] >= 0);
        if (f.global_by != NULL && host.used == NULL)
            attack(r, count, cpus, &rnd);
        count_of[f.guarantee]++;
        rtpart_host_fit_free(&f);
    }
    for (int g = 0; g < 4; g++)
        assert_true(count_of[g] > 0);
}

/* A set that GFB refuses and Baruah's test takes. */
static void test_host_uses_stronger_tests_where_it_is_empty(void **state)
{
    const struct rtpart_prm r[] = {{.period = 10, .budget = 9},
                                   {.period = 10, .budget = 5},
                                   {.period = 10, .budget = 1}};
    const struct rtpart_ratio used[] = {{1, 100}, {0, 1}};
    struct rtpart_host host = {.cpus = 2, .cap = {1, 1}};
    struct rtpart_host_fit f;

    (void)state;
    fit(&host, r, 3, &f);
    assert_non_null(f.global_by);
    assert_string_not_equal(f.global_by, "gfb");
    rtpart_host_fit_free(&f);
    host.used = used; /* somebody is there, of whom only the share is known */
    fit(&host, r, 3, &f);
    assert_null(f.global_by);
    rtpart_host_fit_free(&f);
}

/* 1/2 three times on 2 CPUs is GFB's equality; what is used counts as one reservation. */
static void test_host_gfb_counts_what_is_used(void **state)
{
    const struct rtpart_prm half[] = {{.period = 2, .budget = 1},
                                      {.period = 4, .budget = 2},
                                      {.period = 6, .budget = 3}};
    const struct rtpart_ratio some[] = {{1, 2}, {0, 1}};
    const struct rtpart_ratio heavy[] = {{9, 10}, {0, 1}};
    struct rtpart_host host = {.cpus = 2, .cap = {1, 1}};
    struct rtpart_host_fit f;

    (void)state;
    fit(&host, half, 3, &f);
    assert_string_equal(f.global_by, "gfb");
    rtpart_host_fit_free(&f);
    host.used = some;
    fit(&host, half, 2, &f);
    assert_string_equal(f.global_by, "gfb");
    rtpart_host_fit_free(&f);
    fit(&host, half, 3, &f);
    assert_null(f.global_by);
    rtpart_host_fit_free(&f);
    host.used = heavy; /* 1.4 > 2 - 0.9 */
    fit(&host, half, 1, &f);
    assert_null(f.global_by);
    rtpart_host_fit_free(&f);
}

static void test_host_edges(void **state)
{
    const struct rtpart_ratio full[] = {{1, 1}, {1, 1}};
    const struct rtpart_prm idle = {.period = 10, .budget = 0};
    const struct rtpart_host host = {.cpus = 2, .cap = {95, 100}, .used = full};
    struct rtpart_host_fit f;

    (void)state;
    fit(&host, NULL, 0, &f);
    assert_false(f.admitted); /* the host is over its own cap */
    assert_int_equal(f.partitioned, RTPART_SCHEDULABLE);
    rtpart_host_fit_free(&f);
    fit(&host, &idle, 1, &f);
    assert_int_equal(f.partitioned, RTPART_SCHEDULABLE);
    rtpart_host_fit_free(&f);
}

static void test_host_descriptions_that_make_no_sense_are_errors(void **state)
{
    const struct rtpart_ratio used[] = {{3, 2}};
    const struct rtpart_ratio none[] = {{0, 0}};
    const struct rtpart_host_item bad = {.who = "vCPU 0",
                                         .prm = {.period = 10, .budget = 11}};
    const struct rtpart_host hosts[] = {{.cpus = 0, .cap = {1, 1}},
                                        {.cpus = 5000, .cap = {1, 1}},
                                        {.cpus = 1, .cap = {0, 1}},
                                        {.cpus = 1, .cap = {11, 10}},
                                        {.cpus = 1, .cap = {1, 0}},
                                        {.cpus = 1, .cap = {1, 1}, .used = used},
                                        {.cpus = 1, .cap = {1, 1}, .used = none}};
    const struct rtpart_host good = {.cpus = 1, .cap = {1, 1}};
    struct rtpart_host_fit f;
    struct rtpart_error err;

    (void)state;
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        assert_int_equal(rtpart_host_fit(&hosts[i], NULL, 0, &f, &err), RTPART_EUSAGE);
        rtpart_host_fit_free(&f);
    }
    assert_int_equal(rtpart_host_fit(&good, &bad, 1, &f, &err), RTPART_EINPUT);
    rtpart_host_fit_free(&f);
}

/* Two of 60 % beside a CPU that is full: either fits alone, wherever the free CPU is. */
static void test_host_says_too_large_only_where_no_cpu_holds_it_alone(void **state)
{
    const struct rtpart_prm r[] = {{.period = 10, .budget = 6},
                                   {.period = 10, .budget = 6}};
    struct rtpart_host_fit f;

    (void)state;
    for (int full = 0; full < 2; full++) {
        struct rtpart_ratio used[] = {{0, 1}, {0, 1}};
        const struct rtpart_host host = {.cpus = 2, .cap = {1, 1}, .used = used};

        used[full].num = 1;
        fit(&host, r, 2, &f);
        assert_int_equal(f.partitioned, RTPART_UNSCHEDULABLE);
        assert_non_null(strstr(f.partition_note, "no placement on 2 CPUs"));
        assert_non_null(strstr(f.partition_note, "has left is 100.00 %"));
        assert_non_null(
            strstr(f.partition_note, "the largest is vCPU 0 ")); /* of equals */
        rtpart_host_fit_free(&f);
    }
}

/*
 * n = 2^40: n/(n + 1) + 1/n = 1 + 1/(n (n + 1)) is more than a CPU by 2^-80. Shares that are
 * rounded down fit; what they find must not pass.
 */
static void test_host_does_not_place_what_fits_only_rounded_down(void **state)
{
    const rtpart_ns n = (rtpart_ns)1 << 40;
    const struct rtpart_prm r[] = {{.period = n + 1, .budget = n},
                                   {.period = n, .budget = 1}};
    const struct rtpart_host host = {.cpus = 1, .cap = {1, 1}};
    struct rtpart_host_fit f;

    (void)state;
    fit(&host, r, 2, &f);
    assert_false(f.admitted);
    assert_int_not_equal(f.partitioned, RTPART_SCHEDULABLE);
    assert_int_equal(f.guarantee, RTPART_GUARANTEE_NONE);
    rtpart_host_fit_free(&f);
}

/*
 * The common denominator of two shares is the largest that is computed with, 2^61 / 3. One of
 * them and what is used on CPU 1 are more than a CPU by 2^-62, and that proves the "no".
 */
static void test_host_is_exact_up_to_the_largest_denominator(void **state)
{
    const struct rtpart_prm r[] = {{.period = 3060757, .budget = 2448605},
                                   {.period = 251119032450, .budget = 150671466067}};
    const struct rtpart_ratio used[] = {{0, 1}, {9053797, 22634503}};
    const struct rtpart_host host = {.cpus = 2, .cap = {1, 1}, .used = used};
    struct rtpart_host_fit f;

    (void)state;
    fit(&host, r, 2, &f);
    assert_int_equal(f.partitioned, RTPART_UNSCHEDULABLE);
    assert_non_null(strstr(f.partition_note, "(proved)"));
    rtpart_host_fit_free(&f);
}

/* What is left is said to the hundredth: nothing, and half of a percent. */
static void test_host_says_how_little_is_left(void **state)
{
    const struct rtpart_prm r = {.period = 10, .budget = 6};
    const struct rtpart_ratio used[] = {{1, 1}, {3, 4}, {199, 200}};
    const char *left[] = {" 0.00 %", " 25.00 %", " 0.50 %"};
    struct rtpart_host_fit f;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const struct rtpart_host host = {.cpus = 1, .cap = {1, 1}, .used = &used[i]};

        fit(&host, &r, 1, &f);
        assert_int_equal(f.partitioned, RTPART_UNSCHEDULABLE);
        assert_non_null(strstr(f.partition_note, "the most any core has left is"));
        assert_non_null(strstr(f.partition_note, left[i]));
        rtpart_host_fit_free(&f);
    }
}

/*
 * The first two have the largest denominator that is computed with, 2^61 / 5, and 17 does not
 * divide it: 16/17 and 1/17 are one CPU to the last bit, the other two fit on the second.
 */
static void test_host_takes_every_share_into_its_denominator(void **state)
{
    const struct rtpart_prm r[] = {{.period = 165128277401, .budget = 82564138700},
                                   {.period = 2792790, .budget = 1256767},
                                   {.period = 17, .budget = 16},
                                   {.period = 17, .budget = 1}};
    const struct rtpart_host host = {.cpus = 2, .cap = {1, 1}};
    struct rtpart_host_fit f;

    (void)state;
    fit(&host, r, 4, &f);
    assert_int_equal(f.partitioned, RTPART_SCHEDULABLE);
    assert_int_equal(f.cpu_of[0], f.cpu_of[1]);
    assert_int_equal(f.cpu_of[2], f.cpu_of[3]);
    assert_int_not_equal(f.cpu_of[0], f.cpu_of[2]);
    rtpart_host_fit_free(&f);
}

/* What needs nothing is at home on a CPU that is over the cap, whatever its neighbours are:
 * they are one CPU to the last bit, without a common denominator. */
static void test_host_places_nothing_on_a_cpu_that_is_over_the_cap(void **state)
{
    const rtpart_ns primes[] = {1000003, 1000033, 1000037, 1000039};
    const struct rtpart_ratio used[] = {{1, 1}, {1, 10}, {1, 10}, {1, 10}, {1, 10}};
    const struct rtpart_host host = {.cpus = 5, .cap = {9, 10}, .used = used};
    struct rtpart_prm r[8];
    struct rtpart_host_fit f;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        const rtpart_ns part = primes[i] * (48 + (rtpart_ns)i) / 100;

        r[2 * i] = (struct rtpart_prm){.period = 5 * primes[i], .budget = 4 * part};
        r[2 * i + 1] = (struct rtpart_prm){.period = 5 * primes[i],
                                           .budget = 4 * (primes[i] - part)};
    }
    for (int idle = 0; idle < 2; idle++) {
        fit(&host, r, 8, &f);
        assert_int_equal(f.partitioned, RTPART_SCHEDULABLE);
        rtpart_host_fit_free(&f);
        r[0].budget = 0; /* whose place is then on any CPU, the first as well */
    }
}

/* 2^53 ns on 128 CPUs are beyond what the global tests compute with: no error, no proof. */
static void test_host_does_without_global_tests_where_they_are_out_of_range(void **state)
{
    const struct rtpart_prm whole = {.period = RTPART_NS_MAX, .budget = RTPART_NS_MAX};
    const struct rtpart_prm r[] = {whole, whole};
    const struct rtpart_host host = {.cpus = 128, .cap = {1, 1}};
    struct rtpart_host_fit f;

    (void)state;
    fit(&host, r, 2, &f);
    assert_null(f.global_by);
    assert_int_equal(f.guarantee, RTPART_GUARANTEE_HARD_PARTITIONED);
    rtpart_host_fit_free(&f);
}

/* Each limit itself is taken, one beyond is not. */
static void test_host_takes_descriptions_up_to_their_limits(void **state)
{
    const rtpart_ns max = RTPART_NS_MAX;
    const struct {
        unsigned cpus;
        struct rtpart_ratio cap;
        struct rtpart_ratio used; /* on the last CPU, of two at most */
        enum rtpart_code code;
    } rows[] = {
        {0, {1, 1}, {0, 1}, RTPART_EUSAGE},
        {1, {1, 1}, {0, 1}, RTPART_OK},
        {RTPART_HOST_CPUS_MAX, {1, 1}, {0, 0}, RTPART_OK},
        {RTPART_HOST_CPUS_MAX + 1, {1, 1}, {0, 0}, RTPART_EUSAGE},
        {1, {1, max}, {0, 1}, RTPART_OK},
        {1, {1, max + 1}, {0, 1}, RTPART_EUSAGE},
        {1, {0, 1}, {0, 1}, RTPART_EUSAGE},
        {1, {max, max}, {0, 1}, RTPART_OK},
        {1, {max, max - 1}, {0, 1}, RTPART_EUSAGE},
        {2, {1, 1}, {1, 1}, RTPART_OK},
        {2, {1, 1}, {2, 1}, RTPART_EUSAGE},
        {2, {1, 1}, {-1, 1}, RTPART_EUSAGE},
        {2, {1, 1}, {1, -1}, RTPART_EUSAGE},
        {2, {1, 1}, {1, max}, RTPART_OK},
        {2, {1, 1}, {1, max + 1}, RTPART_EUSAGE},
        {2, {1, 1}, {max, max - 1}, RTPART_EUSAGE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rtpart_ratio used[2] = {{0, 1}, {0, 1}};
        struct rtpart_host host = {.cpus = rows[i].cpus, .cap = rows[i].cap};

        if (rows[i].used.den != 0) {
            used[host.cpus > 1 ? 1 : 0] = rows[i].used;
            host.used = used;
        }
        assert_int_equal(rtpart_host_check(&host, NULL), rows[i].code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_host_pins_the_paper_s_plan),
        cmocka_unit_test(test_host_says_what_a_loaded_host_lacks),
        cmocka_unit_test(test_host_says_what_is_left),
        cmocka_unit_test(test_host_fills_a_cpu_to_the_last_bit),
        cmocka_unit_test(test_host_is_refused_where_the_kernel_rounds_the_cap_down),
        cmocka_unit_test(test_host_places_shares_without_a_common_denominator),
        cmocka_unit_test(test_host_agrees_with_all_placements),
        cmocka_unit_test(test_host_uses_stronger_tests_where_it_is_empty),
        cmocka_unit_test(test_host_gfb_counts_what_is_used),
        cmocka_unit_test(test_host_edges),
        cmocka_unit_test(test_host_descriptions_that_make_no_sense_are_errors),
        cmocka_unit_test(test_host_says_too_large_only_where_no_cpu_holds_it_alone),
        cmocka_unit_test(test_host_does_not_place_what_fits_only_rounded_down),
        cmocka_unit_test(test_host_is_exact_up_to_the_largest_denominator),
        cmocka_unit_test(test_host_says_how_little_is_left),
        cmocka_unit_test(test_host_takes_every_share_into_its_denominator),
        cmocka_unit_test(test_host_places_nothing_on_a_cpu_that_is_over_the_cap),
        cmocka_unit_test(test_host_does_without_global_tests_where_they_are_out_of_range),
        cmocka_unit_test(test_host_takes_descriptions_up_to_their_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
