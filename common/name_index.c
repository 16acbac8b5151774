/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/name_index.h"

#include <stdlib.h>
#include <string.h>

static int compare_entries(const void *a, const void *b)
{
    const struct rtpart_name_entry *x = a;
    const struct rtpart_name_entry *y = b;
    const int order = strcmp(x->name, y->name);

    return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

enum rtpart_code rtpart_name_index_build(struct rtpart_name_index *x, const void *first,
                                         size_t stride, size_t count,
                                         struct rtpart_error *err)
{
    *x = (struct rtpart_name_index){0};
    if (count == 0)
        return RTPART_OK;
    x->entries = calloc(count, sizeof *x->entries);
    if (x->entries == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu names", count);
    x->count = count;
    for (size_t i = 0; i < count; i++) {
        memcpy(&x->entries[i].name, (const char *)first + i * stride, sizeof(char *));
        x->entries[i].index = i;
    }
    qsort(x->entries, count, sizeof *x->entries, compare_entries);
    return RTPART_OK;
}

bool rtpart_name_index_find(const struct rtpart_name_index *x, const char *name,
                            size_t *index)
{
    size_t lo = 0;
    size_t hi = x->count;

    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;

        if (strcmp(x->entries[mid].name, name) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == x->count || strcmp(x->entries[lo].name, name) != 0)
        return false;
    *index = x->entries[lo].index;
    return true;
}

bool rtpart_name_index_duplicate(const struct rtpart_name_index *x, size_t *a, size_t *b)
{
    bool found = false;

    for (size_t i = 1; i < x->count; i++) {
        if (strcmp(x->entries[i - 1].name, x->entries[i].name) != 0)
            continue;
        if (!found || x->entries[i].index < *b) {
            *a = x->entries[i - 1].index;
            *b = x->entries[i].index;
            found = true;
        }
    }
    return found;
}

void rtpart_name_index_free(struct rtpart_name_index *x)
{
    free(x->entries);
    *x = (struct rtpart_name_index){0};
}
