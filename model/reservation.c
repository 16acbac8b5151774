/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/reservation.h"

#include <string.h>

#include "common/decimal.h"

enum { TIME_TEXT_MAX = 100 }; /* longer than any time that makes sense */

enum rtpart_code rtpart_prm_check(const struct rtpart_prm *r, struct rtpart_error *err)
{
    char q[RTPART_DECIMAL_SIZE];
    char p[RTPART_DECIMAL_SIZE];

    (void)rtpart_time_format_auto(q, sizeof q, r->budget);
    (void)rtpart_time_format_auto(p, sizeof p, r->period);
    if (r->period <= 0 || r->period > RTPART_NS_MAX)
        return rtpart_fail(
            err, RTPART_EINPUT,
            "period %s of the reservation is not in 1 ns .. 2^53 ns (about 104 "
            "days)",
            p);
    if (r->budget < 0 || r->budget > r->period)
        return rtpart_fail(err, RTPART_EINPUT,
                           "runtime %s of the reservation is not in 0 .. its period %s",
                           q, p);
    return RTPART_OK;
}

enum rtpart_code rtpart_mpr_check(const struct rtpart_mpr *r, struct rtpart_error *err)
{
    char b[RTPART_DECIMAL_SIZE];
    char p[RTPART_DECIMAL_SIZE];

    (void)rtpart_time_format_auto(b, sizeof b, r->budget);
    (void)rtpart_time_format_auto(p, sizeof p, r->period);
    if (r->cpus < 1)
        return rtpart_fail(err, RTPART_EINPUT, "the global reservation has no CPUs");
    if (r->period <= 0 || r->period > RTPART_NS_MAX)
        return rtpart_fail(
            err, RTPART_EINPUT,
            "period %s of the global reservation is not in 1 ns .. 2^53 ns "
            "(about 104 days)",
            p);
    if (r->budget < 0 || r->budget > RTPART_MPR_BUDGET_MAX ||
        rtpart_ns_ceil_div(r->budget, r->cpus) > r->period)
        return rtpart_fail(
            err, RTPART_EINPUT,
            "budget %s of the global reservation is not in 0 .. %u times its "
            "period %s",
            b, r->cpus, p);
    return RTPART_OK;
}

struct rtpart_prm rtpart_mpr_share(const struct rtpart_mpr *r)
{
    return (struct rtpart_prm){.period = r->period,
                               .budget = rtpart_ns_ceil_div(r->budget, r->cpus)};
}

enum rtpart_code rtpart_prm_parse(const char *text, struct rtpart_prm *out,
                                  struct rtpart_error *err)
{
    const char *slash = strchr(text, '/');
    const size_t len = slash != NULL ? (size_t)(slash - text) : 0;
    char runtime[TIME_TEXT_MAX + 1];
    struct rtpart_error why;
    struct rtpart_prm r;

    if (slash == NULL || len > TIME_TEXT_MAX)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "\"%.60s\" is not RUNTIME/PERIOD, as in 7.5ms/11ms", text);
    memcpy(runtime, text, len);
    runtime[len] = '\0';
    if (rtpart_time_parse(runtime, &r.budget, &why) != RTPART_OK ||
        rtpart_time_parse(slash + 1, &r.period, &why) != RTPART_OK)
        return rtpart_fail(err, RTPART_EUSAGE, "\"%.60s\": %s", text, why.message);
    if (r.budget == 0 || r.period == 0)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "\"%.60s\": runtime and period must be longer than 0", text);
    if (r.budget > r.period)
        return rtpart_fail(err, RTPART_EUSAGE,
                           "\"%.60s\": the runtime is longer than the period", text);
    *out = r;
    return RTPART_OK;
}
