/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/open_sets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/wide.h"

static void add(struct rtpart_taskset *ts, rtpart_ns wcet, rtpart_ns deadline,
                rtpart_ns period)
{
    assert_int_equal(rtpart_taskset_add(ts, NULL, wcet, deadline, period, NULL),
                     RTPART_OK);
}

void open_sets_full(struct rtpart_taskset *ts)
{
    const rtpart_ns a = 67108819;
    const rtpart_ns b = 67108837;
    const rtpart_ns c = 67108859;

    *ts = (struct rtpart_taskset){0};
    add(ts, 43620731, a * b, a * b);
    add(ts, 3, a * c, a * c);
    add(ts, 4503597436266223, b * c, b * c);
    /* what each takes of abc ns, in all that is there */
    assert_true((rtpart_i128)43620731 * c + (rtpart_i128)3 * b +
                    (rtpart_i128)4503597436266223 * a ==
                (rtpart_i128)a * b * c);
}

void open_sets_half(struct rtpart_taskset *ts)
{
    const rtpart_ns t = RTPART_NS_MAX - 111; /* odd, and no multiple of 5 */
    const rtpart_ns c = t / 4 - (t >> 12);

    *ts = (struct rtpart_taskset){0};
    add(ts, c, t / 2, t);
    add(ts, c, t, t);
}
