/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cpu_list.h - sets of CPUs, as the kernel writes them: "0-3,8"
 */
#ifndef RTPART_DEPLOY_CPU_LIST_H
#define RTPART_DEPLOY_CPU_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

/* As many CPUs as a kernel for x86 can be built for (CONFIG_MAXSMP). */
#define RTPART_CPUS_MAX 8192

#define RTPART_CPUS_WORD  (8 * sizeof(unsigned long))
#define RTPART_CPUS_WORDS (RTPART_CPUS_MAX / RTPART_CPUS_WORD)

/* A zeroed struct is the empty set. The words are laid out as sched_setaffinity has them. */
struct rtpart_cpus {
    unsigned long words[RTPART_CPUS_WORDS];
};

static inline void rtpart_cpus_add(struct rtpart_cpus *c, unsigned cpu)
{
    if (cpu < RTPART_CPUS_MAX)
        c->words[cpu / RTPART_CPUS_WORD] |= 1ul << cpu % RTPART_CPUS_WORD;
}

static inline bool rtpart_cpus_has(const struct rtpart_cpus *c, unsigned cpu)
{
    return cpu < RTPART_CPUS_MAX &&
           (c->words[cpu / RTPART_CPUS_WORD] >> cpu % RTPART_CPUS_WORD & 1) != 0;
}

/* Leave in `c` what is not in `but` (c = c \ but). */
void rtpart_cpus_remove(struct rtpart_cpus *c, const struct rtpart_cpus *but);

/* Leave in `c` what is in `other`, too. */
void rtpart_cpus_keep(struct rtpart_cpus *c, const struct rtpart_cpus *other);

/* Add to `c` all of `other`. */
void rtpart_cpus_join(struct rtpart_cpus *c, const struct rtpart_cpus *other);

/* How many CPUs are in the set? */
unsigned rtpart_cpus_count(const struct rtpart_cpus *c);

/* The least CPU of the set that is >= `from`; RTPART_CPUS_MAX where there is none. */
unsigned rtpart_cpus_next(const struct rtpart_cpus *c, unsigned from);

/* The CPU of the set that has `n` others before it; RTPART_CPUS_MAX where there is none. */
unsigned rtpart_cpus_nth(const struct rtpart_cpus *c, unsigned n);

bool rtpart_cpus_equal(const struct rtpart_cpus *a, const struct rtpart_cpus *b);

/* Is every CPU of `a` in `b`? */
bool rtpart_cpus_subset(const struct rtpart_cpus *a, const struct rtpart_cpus *b);

/*
 * Read "0-3,8"; blanks and a newline at the end are ignored, "" is the empty set.
 * Returns 0, or RTPART_EINPUT quoting the text; *out is untouched on failure.
 */
enum rtpart_code rtpart_cpus_parse(const char *text, struct rtpart_cpus *out,
                                   struct rtpart_error *err);

/* Write as "0-3,8", shortened with "..." where it does not fit. Returns buf. */
char *rtpart_cpus_format(char *buf, size_t size, const struct rtpart_cpus *c);

/* For messages: enough for the lists of most hosts. */
#define RTPART_CPUS_TEXT 128
/* For what goes to the kernel: enough for any list. */
#define RTPART_CPUS_LIST (RTPART_CPUS_MAX / 2 * sizeof "8192")

#endif
