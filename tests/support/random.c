/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/random.h"

uint64_t test_random_next(struct test_random *r)
{
    uint64_t z = (r->state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int64_t test_random_range(struct test_random *r, int64_t lo, int64_t hi)
{
    return lo + (int64_t)(test_random_next(r) % (uint64_t)(hi - lo + 1));
}
