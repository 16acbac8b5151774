/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/fraction.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "common/wide.h"

static struct fraction reduced(rtpart_i128 num, rtpart_i128 den)
{
    rtpart_i128 a = num < 0 ? -num : num;
    rtpart_i128 b = den;

    while (b != 0) {
        const rtpart_i128 rest = a % b;

        a = b;
        b = rest;
    }
    num /= a;
    den /= a;
    assert_true(den > 0 && den < (rtpart_i128)1 << 62);
    assert_true(num < (rtpart_i128)1 << 62 && num > -((rtpart_i128)1 << 62));
    return (struct fraction){.num = (int64_t)num, .den = (int64_t)den};
}

struct fraction fraction_of(int64_t num, int64_t den)
{
    return reduced(num, den);
}

struct fraction fraction_add(struct fraction a, struct fraction b)
{
    return reduced((rtpart_i128)a.num * b.den + (rtpart_i128)b.num * a.den,
                   (rtpart_i128)a.den * b.den);
}

struct fraction fraction_sub(struct fraction a, struct fraction b)
{
    return fraction_add(a, (struct fraction){.num = -b.num, .den = b.den});
}

int fraction_cmp(struct fraction a, struct fraction b)
{
    const rtpart_i128 l = (rtpart_i128)a.num * b.den;
    const rtpart_i128 r = (rtpart_i128)b.num * a.den;

    return (l > r) - (l < r);
}
