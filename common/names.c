/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/names.h"

#include <stdio.h>
#include <string.h>

char *rtpart_names_list(char *buf, size_t size, const void *table, size_t count,
                        size_t entry, const char *before)
{
    size_t used = 0;

    buf[0] = '\0';
    for (size_t i = 0; i < count && used < size; i++) {
        const char *between = i == 0 ? "" : i + 1 < count ? ", " : " or ";
        const char *name;

        memcpy(&name, (const char *)table + i * entry, sizeof name);
        used +=
            (size_t)snprintf(buf + used, size - used, "%s%s%s", between, before, name);
    }
    return buf;
}
