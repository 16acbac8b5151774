/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/heuristics.h"

#include <string.h>

/* clang-format off: one line for each method */
static const struct rtpart_heuristic table[] = {
    {"ovh", "ABB22", false,
     "tasks by priority, each where the overhead (alpha - U) grows least", rtpart_ovh},
    {"first-fit", "", false,
     "tasks by falling utilisation, each on the first vCPU that holds it",
     rtpart_first_fit},
    {"best-fit", "", false, "the same, on the fullest vCPU by utilisation that holds it",
     rtpart_best_fit},
    {"worst-fit", "", false,
     "the same, on the emptiest vCPU by utilisation that holds it", rtpart_worst_fit},
    {"next-fit", "", false, "the same, on the current vCPU or one after it",
     rtpart_next_fit},
    {"first-fit-bw", "", false,
     "tasks by falling interface bandwidth, each on the first vCPU that holds it",
     rtpart_first_fit_bw},
    {"best-fit-bw", "", false, "the same, where the interface leaves the least room",
     rtpart_best_fit_bw},
    {"worst-fit-bw", "", false, "the same, where the interface leaves the most room",
     rtpart_worst_fit_bw},
    {"next-fit-bw", "", false, "the same, on the current vCPU or one after it",
     rtpart_next_fit_bw},
};
/* clang-format on */

const struct rtpart_heuristic *rtpart_heuristics(size_t *count)
{
    *count = sizeof table / sizeof table[0];
    return table;
}

const struct rtpart_heuristic *rtpart_heuristic_find(const char *name)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}
