/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partition/heuristics.h"

#include <string.h>

static const struct rtpart_heuristic table[] = {
    {.name = "ovh",
     .paper = "ABB22",
     .summary = "tasks by priority, each where the overhead (alpha - U) grows least",
     .run = rtpart_ovh},
    {.name = "first-fit",
     .paper = "JDU74",
     .summary = "tasks by falling utilisation, each on the first vCPU that holds it",
     .run = rtpart_first_fit},
    {.name = "best-fit",
     .paper = "JDU74",
     .summary = "the same, on the fullest vCPU by utilisation that holds it",
     .run = rtpart_best_fit},
    {.name = "worst-fit",
     .paper = "",
     .summary = "the same, on the emptiest vCPU by utilisation that holds it",
     .run = rtpart_worst_fit},
    {.name = "next-fit",
     .paper = "JDU74",
     .summary = "the same, on the current vCPU or one after it",
     .run = rtpart_next_fit},
    {.name = "first-fit-bw",
     .paper = "",
     .summary =
         "tasks by falling interface bandwidth, each on the first vCPU that holds it",
     .run = rtpart_first_fit_bw},
    {.name = "best-fit-bw",
     .paper = "",
     .summary = "the same, where the interface leaves the least room",
     .run = rtpart_best_fit_bw},
    {.name = "worst-fit-bw",
     .paper = "",
     .summary = "the same, where the interface leaves the most room",
     .run = rtpart_worst_fit_bw},
    {.name = "next-fit-bw",
     .paper = "",
     .summary = "the same, on the current vCPU or one after it",
     .run = rtpart_next_fit_bw},
    {.name = "resettle",
     .paper = "",
     .summary = "Ovh, first and worst fit; every task lifted and set down where it costs "
                "least",
     .run = rtpart_resettle},
    {.name = "local-search",
     .paper = "",
     .searches = true,
     .summary = "the best of the above, then tasks moved and exchanged while that helps",
     .run = rtpart_local},
    {.name = "exact",
     .paper = "",
     .exact = true,
     .searches = true,
     .summary = "the optimum, by branch and bound over the sets that can share a vCPU",
     .run = rtpart_exact},
    {.name = "milp",
     .paper = "",
     .searches = true,
     .summary = "the same as an integer programme for GLPK; floating point, so no proof",
     .run = rtpart_milp},
};

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
