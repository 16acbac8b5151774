/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/cpu_list.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned rtpart_cpus_count(const struct rtpart_cpus *c)
{
    unsigned count = 0;

    for (size_t i = 0; i < RTPART_CPUS_WORDS; i++)
        count += (unsigned)__builtin_popcountl(c->words[i]);
    return count;
}

unsigned rtpart_cpus_next(const struct rtpart_cpus *c, unsigned from)
{
    while (from < RTPART_CPUS_MAX && !rtpart_cpus_has(c, from))
        from++;
    return from < RTPART_CPUS_MAX ? from : RTPART_CPUS_MAX;
}

unsigned rtpart_cpus_nth(const struct rtpart_cpus *c, unsigned n)
{
    unsigned cpu = rtpart_cpus_next(c, 0);

    for (; n > 0; n--)
        cpu = rtpart_cpus_next(c, cpu + 1);
    return cpu;
}

void rtpart_cpus_remove(struct rtpart_cpus *c, const struct rtpart_cpus *but)
{
    for (size_t i = 0; i < RTPART_CPUS_WORDS; i++)
        c->words[i] &= ~but->words[i];
}

void rtpart_cpus_keep(struct rtpart_cpus *c, const struct rtpart_cpus *other)
{
    for (size_t i = 0; i < RTPART_CPUS_WORDS; i++)
        c->words[i] &= other->words[i];
}

void rtpart_cpus_join(struct rtpart_cpus *c, const struct rtpart_cpus *other)
{
    for (size_t i = 0; i < RTPART_CPUS_WORDS; i++)
        c->words[i] |= other->words[i];
}

bool rtpart_cpus_equal(const struct rtpart_cpus *a, const struct rtpart_cpus *b)
{
    return memcmp(a->words, b->words, sizeof a->words) == 0;
}

bool rtpart_cpus_subset(const struct rtpart_cpus *a, const struct rtpart_cpus *b)
{
    for (size_t i = 0; i < RTPART_CPUS_WORDS; i++)
        if ((a->words[i] & ~b->words[i]) != 0)
            return false;
    return true;
}

/* A CPU number at *p, which then points behind it. */
static bool parse_cpu(const char **p, unsigned *cpu)
{
    char *end;

    if (!isdigit((unsigned char)**p))
        return false;
    const unsigned long n = strtoul(*p, &end, 10);

    *p = end;
    *cpu = (unsigned)n;
    return n < RTPART_CPUS_MAX;
}

/* "3" or "0-3" at *p, added to `set`. */
static bool parse_range(const char **p, struct rtpart_cpus *set)
{
    unsigned first;
    unsigned last;

    if (!parse_cpu(p, &first))
        return false;
    last = first;
    if (**p == '-') {
        (*p)++;
        if (!parse_cpu(p, &last) || last < first)
            return false;
    }
    for (unsigned cpu = first; cpu <= last; cpu++)
        rtpart_cpus_add(set, cpu);
    return true;
}

enum rtpart_code rtpart_cpus_parse(const char *text, struct rtpart_cpus *out,
                                   struct rtpart_error *err)
{
    struct rtpart_cpus set = {0};
    const char *p = text;
    bool more = *p != '\0' && !isspace((unsigned char)*p);
    bool good = true;

    while (more && good) {
        good = parse_range(&p, &set);
        more = *p == ',';
        if (more)
            p++;
    }
    while (isspace((unsigned char)*p))
        p++;
    if (!good || *p != '\0')
        return rtpart_fail(err, RTPART_EINPUT,
                           "\"%.40s\" is no list of CPUs below %d (as \"0-3,8\")", text,
                           RTPART_CPUS_MAX);
    *out = set;
    return RTPART_OK;
}

char *rtpart_cpus_format(char *buf, size_t size, const struct rtpart_cpus *c)
{
    size_t used = 0;

    buf[0] = '\0';
    for (unsigned first = rtpart_cpus_next(c, 0); first < RTPART_CPUS_MAX;) {
        unsigned last = first;
        char range[32];

        while (rtpart_cpus_has(c, last + 1))
            last++;
        if (last > first)
            (void)snprintf(range, sizeof range, "%s%u-%u", used > 0 ? "," : "", first,
                           last);
        else
            (void)snprintf(range, sizeof range, "%s%u", used > 0 ? "," : "", first);
        if (used + strlen(range) + sizeof ",..." > size) {
            (void)snprintf(buf + used, size - used, ",...");
            break;
        }
        used += (size_t)snprintf(buf + used, size - used, "%s", range);
        first = rtpart_cpus_next(c, last + 1);
    }
    return buf;
}
