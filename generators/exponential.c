/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "generators/exponential.h"

#include <stdbool.h>

#include "generators/portable_math.h"

/* Where the tail begins, for 256 layers: [MT00], section 3. */
#define TAIL 7.69711747013104972

void rtpart_exponential_init(struct rtpart_exponential *e)
{
    const double area = (TAIL + 1) * rtpart_exp(-TAIL);

    e->edge[0] = TAIL + 1; /* as if the tail were a rectangle */
    e->edge[1] = TAIL;
    for (size_t i = 1; i < RTPART_EXPONENTIAL_LAYERS - 1; i++)
        e->edge[i + 1] = -rtpart_log(rtpart_exp(-e->edge[i]) + area / e->edge[i]);
    e->edge[RTPART_EXPONENTIAL_LAYERS] = 0;
}

/* Below the curve, for x right of the rectangle that lies wholly below it? */
static bool below_curve(const struct rtpart_exponential *e, struct rtpart_rng *r,
                        size_t layer, double x)
{
    const double bottom = rtpart_exp(-e->edge[layer]);
    const double top = rtpart_exp(-e->edge[layer + 1]);

    return bottom + rtpart_rng_uniform(r) * (top - bottom) < rtpart_exp(-x);
}

/* A point that was not in its layer's rectangle: `bits` chose it. */
static double draw_slowly(const struct rtpart_exponential *e, struct rtpart_rng *r,
                          uint64_t bits)
{
    double shift = 0; /* the tail is the whole once more, from TAIL on */

    for (;; bits = rtpart_rng_next(r)) {
        const size_t layer = bits % RTPART_EXPONENTIAL_LAYERS;
        const double x = rtpart_rng_unit(bits) * e->edge[layer];

        if (x < e->edge[layer + 1])
            return shift + x;
        if (layer == 0)
            shift += TAIL;
        else if (below_curve(e, r, layer, x))
            return shift + x;
    }
}

double rtpart_exponential_fill(const struct rtpart_exponential *e, struct rtpart_rng *r,
                               double *x, size_t n)
{
    struct rtpart_rng local = *r; /* in registers */
    double sum = 0;

    for (size_t i = 0; i < n; i++) {
        const uint64_t bits = rtpart_rng_next(&local);
        const size_t layer = bits % RTPART_EXPONENTIAL_LAYERS;

        x[i] = rtpart_rng_unit(bits) * e->edge[layer];
        if (__builtin_expect(x[i] >= e->edge[layer + 1], 0))
            x[i] = draw_slowly(e, &local, bits);
        sum += x[i];
    }
    *r = local;
    return sum;
}
