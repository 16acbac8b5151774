/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/extras.h"

#include <stdlib.h>
#include <string.h>

enum rtpart_code rtpart_extras_add(struct rtpart_extras *x, const char *name,
                                   const char *value, struct rtpart_error *err)
{
    const struct rtpart_extra extra = {.name = strdup(name), .value = strdup(value)};
    struct rtpart_extra *list = reallocarray(x->list, x->count + 1, sizeof *list);

    if (list != NULL)
        x->list = list;
    if (list == NULL || extra.name == NULL || extra.value == NULL) {
        free(extra.name);
        free(extra.value);
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for an attribute");
    }
    x->list[x->count++] = extra;
    return RTPART_OK;
}

enum rtpart_code rtpart_extras_copy(struct rtpart_extras *dst,
                                    const struct rtpart_extras *src,
                                    struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    *dst = (struct rtpart_extras){0};
    for (size_t i = 0; code == RTPART_OK && i < src->count; i++)
        code = rtpart_extras_add(dst, src->list[i].name, src->list[i].value, err);
    if (code != RTPART_OK)
        rtpart_extras_free(dst);
    return code;
}

void rtpart_extras_free(struct rtpart_extras *x)
{
    for (size_t i = 0; i < x->count; i++) {
        free(x->list[i].name);
        free(x->list[i].value);
    }
    free(x->list);
    *x = (struct rtpart_extras){0};
}
