/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plural.h - "1 CPU", "2 CPUs"
 */
#ifndef RTPART_COMMON_PLURAL_H
#define RTPART_COMMON_PLURAL_H

#include <stdint.h>

/* What comes behind a noun that `n` of it are told: printf("%u CPU%s", n, rtpart_plural(n)). */
static inline const char *rtpart_plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

#endif
