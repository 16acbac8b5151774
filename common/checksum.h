/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * checksum.h - 64-bit checksum against torn and edited files; no protection from malice
 *
 * FNV-1a as published by its authors. RFC 9923 has the constants.
 */
#ifndef RTPART_COMMON_CHECKSUM_H
#define RTPART_COMMON_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

#define RTPART_CHECKSUM_START UINT64_C(0xcbf29ce484222325)

/* Checksum of what `sum` stands for, followed by `size` bytes. */
static inline uint64_t rtpart_checksum(uint64_t sum, const void *data, size_t size)
{
    const unsigned char *byte = data;

    for (size_t i = 0; i < size; i++)
        sum = (sum ^ byte[i]) * UINT64_C(0x100000001b3);
    return sum;
}

#endif
