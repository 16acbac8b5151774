/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "partition/cover.h"
#include "partition/prices.h"
#include "tests/support/random.h"

#define BIT(i) (UINT64_C(1) << (i))

/* Columns out of thin air: the cover knows of tasks only what the columns say. */
struct made_up {
    struct rtpart_partition_request req;
    struct rtpart_columns columns;
    struct rtpart_vcpu_set list[64];
    struct rtpart_limit limit;
};

static void add_column(struct made_up *u, uint64_t items, rtpart_ns budget,
                       rtpart_ns period)
{
    struct rtpart_vcpu_set *c = &u->list[u->columns.count++];

    *c = (struct rtpart_vcpu_set){.items = items,
                                  .prm = {.period = period, .budget = budget}};
    c->cost = rtpart_share_floor(rtpart_prm_bandwidth(&c->prm));
    c->overhead = c->cost - rtpart_columns_use(&u->columns, items);
}

static void begin(struct made_up *u, size_t items, unsigned vcpus)
{
    *u = (struct made_up){.req = {.vcpus = vcpus, .max_bandwidth = {1, 1}}};
    u->columns.req = &u->req;
    u->columns.item_count = items;
    u->columns.list = u->list;
    u->columns.width = RTPART_SHARE_ONE;
    for (size_t i = 0; i < items; i++) {
        u->columns.use[i] = RTPART_SHARE_ONE / 64;
        u->columns.all += u->columns.use[i];
    }
    rtpart_limit_start(&u->limit, &u->req);
}

static void random_columns(struct made_up *u, struct test_random *r)
{
    const size_t items = (size_t)test_random_range(r, 1, 6);
    const int count = (int)test_random_range(r, 1, 80);
    const int cheap = (int)test_random_range(r, 0, 1) * 4;
    uint64_t seen = 0;

    begin(u, items, (unsigned)test_random_range(r, 1, 5));
    for (int k = 0; k < count; k++) {
        const uint64_t set = (uint64_t)test_random_range(r, 1, (int64_t)(BIT(items) - 1));

        if (seen & BIT(set)) /* a set of items comes once */
            continue;
        seen |= BIT(set);
        /* half of the time small sets are cheap, so that the number of vCPUs counts */
        add_column(u, set,
                   cheap * __builtin_popcountll(set) + test_random_range(r, 12, 36),
                   64 + k % 3);
    }
}

/* The cheapest cover by trying every choice of columns. */
static void try_all(const struct made_up *u, uint64_t rest, struct rtpart_cover *now,
                    struct rtpart_cover *best)
{
    if (rest == 0) {
        now->found = true;
        if (rtpart_cover_cmp(now, best) < 0)
            *best = *now;
        return;
    }
    if (now->count == u->req.vcpus)
        return;
    for (size_t k = 0; k < u->columns.count; k++) {
        const struct rtpart_vcpu_set *c = &u->list[k];

        if ((c->items & ~rest) != 0 || (c->items & -c->items) != (rest & -rest))
            continue;
        now->column[now->count++] = *c;
        now->overhead += c->overhead;
        try_all(u, rest & ~c->items, now, best);
        now->count--;
        now->overhead -= c->overhead;
    }
}

static void test_cover_search_matches_all_covers(void **state)
{
    struct test_random r = {.state = 71};
    int found = 0;

    (void)state;
    for (int round = 0; round < 6000; round++) {
        struct made_up u;
        struct rtpart_cover now = {.found = false};
        struct rtpart_cover direct = {.found = false};
        struct rtpart_cover best = {.found = false};

        random_columns(&u, &r);
        const struct rtpart_cover_problem p = {
            .columns = &u.columns, .cap = {1, 1}, .limit = &u.limit};

        try_all(&u, rtpart_columns_all(&u.columns), &now, &direct);
        assert_int_equal(rtpart_cover_search(&p, &best, NULL), RTPART_OK);
        assert_int_equal(best.found, direct.found);
        assert_int_equal(rtpart_cover_cmp(&best, &direct), 0);
        found += best.found;
    }
    assert_true(found > 2000 && found < 5900);
}

/* Whatever cover is known before, the best one is the end: a bound that is too high would
 * leave it out, be it one with all m columns or with few. */
static void test_cover_search_improves_every_cover_it_is_given(void **state)
{
    struct test_random r = {.state = 73};
    int improved = 0;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        struct made_up u;
        struct rtpart_cover now = {.found = false};
        struct rtpart_cover direct = {.found = false};

        random_columns(&u, &r);
        const struct rtpart_cover_problem p = {
            .columns = &u.columns, .cap = {1, 1}, .limit = &u.limit};

        try_all(&u, rtpart_columns_all(&u.columns), &now, &direct);
        for (int more = 0; direct.found && more < 4; more++) {
            /* a cover that is dearer by little or much, of a column that is not there */
            struct rtpart_cover best = {.found = true, .count = 1};
            struct rtpart_vcpu_set *c = &best.column[0];

            c->items = rtpart_columns_all(&u.columns);
            c->prm = (struct rtpart_prm){.period = 1 << 20};
            for (size_t k = 0; k < direct.count; k++)
                c->prm.budget += ((rtpart_ns)direct.column[k].prm.budget << 20) /
                                 direct.column[k].prm.period;
            c->prm.budget += (rtpart_ns)direct.count + (more * more << 14);
            c->cost = rtpart_share_bandwidth(&c->prm);
            c->overhead = c->cost - rtpart_columns_use(&u.columns, c->items);
            best.overhead = c->overhead;
            assert_int_equal(rtpart_cover_search(&p, &best, NULL), RTPART_OK);
            assert_int_equal(rtpart_cover_cmp(&best, &direct), 0);
            improved++;
        }
    }
    assert_true(improved > 4000);
}

static bool stop_at_second_look(void *ctx, double done)
{
    (void)done;
    return ++*(int *)ctx == 2;
}

/* No overhead at all is hoped for, so that the prices are good enough at their first look at
 * the limit: the second is one of the search. */
static void test_cover_search_stops_when_told(void **state)
{
    (void)state;
    for (int stop = 0; stop < 2; stop++) {
        struct made_up u;
        struct rtpart_cover best = {.found = false};
        int looks = 0;

        begin(&u, 2, 2);
        u.columns.width = 0;
        u.req.tick = stop ? stop_at_second_look : NULL;
        u.req.tick_ctx = &looks;
        add_column(&u, 1, 30, 100);
        add_column(&u, 2, 30, 100);
        const struct rtpart_cover_problem p = {
            .columns = &u.columns, .cap = {1, 1}, .limit = &u.limit};

        assert_int_equal(rtpart_cover_search(&p, &best, NULL), RTPART_OK);
        assert_int_equal(u.limit.reached, stop);
        assert_int_equal(best.found, !stop);
    }
}

/* Sixty-four columns on each side, the last of which decides. */
static void test_cover_cmp_takes_as_many_columns_as_there_can_be(void **state)
{
    static struct rtpart_cover a = {.found = true, .count = RTPART_ITEMS_MAX};
    static struct rtpart_cover b;

    (void)state;
    for (size_t i = 0; i < RTPART_ITEMS_MAX; i++)
        a.column[i].prm = (struct rtpart_prm){.period = 100, .budget = 1};
    b = a;
    assert_int_equal(rtpart_cover_cmp(&a, &b), 0);
    b.column[RTPART_ITEMS_MAX - 1].prm.budget = 2;
    assert_true(rtpart_cover_cmp(&a, &b) < 0);
    assert_true(rtpart_cover_cmp(&b, &a) > 0);
}

/* The bound is one for every cover, at the prices found and at any others. */
static void test_prices_never_exceed_a_cover(void **state)
{
    struct test_random r = {.state = 72};
    int tight = 0;

    (void)state;
    for (int round = 0; round < 6000; round++) {
        struct made_up u;
        struct rtpart_priced priced[64];
        struct rtpart_prices prices;
        struct rtpart_cover now = {.found = false};
        struct rtpart_cover direct = {.found = false};

        random_columns(&u, &r);
        try_all(&u, rtpart_columns_all(&u.columns), &now, &direct);
        for (size_t k = 0; k < u.columns.count; k++)
            priced[k].column = &u.list[k];
        /* a target far too high makes bad prices: the bound must hold all the same */
        rtpart_prices_find(&prices, priced, u.columns.count, u.columns.item_count,
                           u.req.vcpus,
                           round % 2 ? direct.overhead : 8 * RTPART_SHARE_ONE, &u.limit);
        for (size_t i = 0; i < u.columns.item_count;
             i++) /* even where no column has it */
            assert_true(-RTPART_UNPRICED < prices.item[i] &&
                        prices.item[i] < RTPART_UNPRICED);
        if (!direct.found)
            continue;
        const rtpart_i128 bound =
            prices.sum +
            rtpart_prices_rest(&prices, rtpart_columns_all(&u.columns), u.req.vcpus);

        assert_true(bound <= (rtpart_i128)direct.overhead);
        tight += bound >= (rtpart_i128)(direct.overhead - RTPART_SHARE_ONE / 1000);
    }
    assert_true(tight > 500);
}

/*
 * Two covers 1/(pq) apart, about 2^-100: the cheaper one is chosen, whichever it is.
 * With p = 2^50 - 1 and q = 2^50 - 3, (2^49 - 1) q = (2^49 - 2) p + 1 and
 * 2^49 q = (2^49 - 1) p - 1.
 */
static void test_cover_search_tells_near_ties_apart(void **state)
{
    const rtpart_ns half = (rtpart_ns)1 << 49;
    const rtpart_ns p = 2 * half - 1;
    const rtpart_ns q = 2 * half - 3;

    (void)state;
    for (int one_is_less = 0; one_is_less < 2; one_is_less++)
        for (int order = 0; order < 2; order++) {
            struct made_up u;
            struct rtpart_cover best = {.found = false};
            const rtpart_ns together = half - 1 + one_is_less;
            const rtpart_ns apart = half - 2 + one_is_less;

            begin(&u, 3, 2);
            if (order)
                add_column(&u, 7, together, p);
            add_column(&u, 3, apart / 3, q);
            add_column(&u, 4, apart - apart / 3, q);
            if (!order)
                add_column(&u, 7, together, p);
            const struct rtpart_cover_problem problem = {
                .columns = &u.columns, .cap = {1, 1}, .limit = &u.limit};

            assert_int_equal(rtpart_cover_search(&problem, &best, NULL), RTPART_OK);
            assert_int_equal(best.count, one_is_less ? 1 : 2);
        }
}

static void test_cover_search_keeps_to_the_cap(void **state)
{
    struct made_up u;
    struct rtpart_cover best = {.found = false};

    (void)state;
    begin(&u, 2, 2);
    add_column(&u, 3, 50, 100);
    add_column(&u, 1, 30, 100);
    add_column(&u, 2, 30, 100);
    struct rtpart_cover_problem p = {
        .columns = &u.columns, .cap = {1, 2}, .limit = &u.limit};

    assert_int_equal(rtpart_cover_search(&p, &best, NULL), RTPART_OK);
    assert_int_equal(best.count, 1);
    p.below = true; /* one half itself is too much now */
    best.found = false;
    assert_int_equal(rtpart_cover_search(&p, &best, NULL), RTPART_OK);
    assert_int_equal(best.count, 2);
    p.cap = (struct rtpart_ratio){.num = 3, .den = 10};
    best.found = false;
    assert_int_equal(rtpart_cover_search(&p, &best, NULL), RTPART_OK);
    assert_false(best.found);
    p.below = false;
    assert_int_equal(rtpart_cover_search(&p, &best, NULL), RTPART_OK);
    assert_int_equal(best.count, 2);
    p.cap = (struct rtpart_ratio){.num = 29, .den = 100};
    best.found = false;
    assert_int_equal(rtpart_cover_search(&p, &best, NULL), RTPART_OK);
    assert_false(best.found);
}

static void test_cover_search_takes_as_many_items_as_there_can_be(void **state)
{
    struct made_up u;
    struct rtpart_cover best = {.found = false};

    (void)state;
    begin(&u, RTPART_ITEMS_MAX, RTPART_ITEMS_MAX);
    for (size_t i = 0; i < RTPART_ITEMS_MAX; i++)
        add_column(&u, BIT(i), 2, 100);
    const struct rtpart_cover_problem p = {
        .columns = &u.columns, .cap = {1, 1}, .limit = &u.limit};

    assert_int_equal(rtpart_cover_search(&p, &best, NULL), RTPART_OK);
    assert_int_equal(best.count, RTPART_ITEMS_MAX);
}

/* Two items that fill a vCPU each: no room is left, and none is needed. */
static void test_cover_search_fills_vcpus_to_the_last_bit(void **state)
{
    struct made_up u;
    struct rtpart_cover best = {.found = false};

    (void)state;
    begin(&u, 2, 2);
    u.columns.use[0] = u.columns.use[1] = RTPART_SHARE_ONE;
    u.columns.all = 2 * RTPART_SHARE_ONE;
    add_column(&u, 1, 100, 100);
    add_column(&u, 2, 100, 100);
    const struct rtpart_cover_problem p = {
        .columns = &u.columns, .cap = {1, 1}, .limit = &u.limit};

    assert_int_equal(rtpart_cover_search(&p, &best, NULL), RTPART_OK);
    assert_true(best.found);
    assert_int_equal(best.count, 2);
}

/* Item i with 4^i: the use of every set shows which items were counted, and how often. */
static void test_columns_use_counts_every_item_of_a_set_once(void **state)
{
    struct rtpart_columns c = {.item_count = 8};

    (void)state;
    for (int i = 0; i < 8; i++)
        c.use[i] = (rtpart_share)1 << 2 * i;
    for (uint64_t set = 0; set < 256; set++) {
        rtpart_share want = 0;

        for (int i = 0; i < 8; i++)
            want += (set >> i & 1) << 2 * i;
        assert_true(rtpart_columns_use(&c, set) == want);
    }
    c.use[63] = 5;
    assert_true(rtpart_columns_use(&c, BIT(63)) == 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cover_search_matches_all_covers),
        cmocka_unit_test(test_cover_search_improves_every_cover_it_is_given),
        cmocka_unit_test(test_cover_search_stops_when_told),
        cmocka_unit_test(test_cover_cmp_takes_as_many_columns_as_there_can_be),
        cmocka_unit_test(test_prices_never_exceed_a_cover),
        cmocka_unit_test(test_cover_search_tells_near_ties_apart),
        cmocka_unit_test(test_cover_search_keeps_to_the_cap),
        cmocka_unit_test(test_cover_search_takes_as_many_items_as_there_can_be),
        cmocka_unit_test(test_cover_search_fills_vcpus_to_the_last_bit),
        cmocka_unit_test(test_columns_use_counts_every_item_of_a_set_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
