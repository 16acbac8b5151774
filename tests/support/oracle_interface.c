/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/oracle_interface.h"

#include "tests/support/oracle_edf.h"
#include "tests/support/oracle_fp.h"

bool oracle_holds(const struct small_set *s, bool edf, const struct rtpart_prm *r)
{
    return edf ? oracle_edf_holds(s, r) : oracle_fp_failing(s, r) == s->count;
}

bool oracle_interface(const struct small_set *s, bool edf, const struct rtpart_grid *grid,
                      struct rtpart_prm *out)
{
    bool found = false;
    struct rtpart_prm r;

    for (r.period = grid->min_period; r.period <= grid->max_period;
         r.period += grid->period_step)
        for (r.budget = 0; r.budget <= r.period; r.budget += grid->runtime_step) {
            if (found && r.budget * out->period > out->budget * r.period)
                break; /* dearer than the best so far, and so are all larger budgets */
            if (!oracle_holds(s, edf, &r))
                continue;
            *out = r; /* at least as cheap, and longer */
            found = true;
            break;
        }
    return found;
}
