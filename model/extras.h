/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extras.h - attributes of a file that rtpart does not use, kept for those who do
 */
#ifndef RTPART_MODEL_EXTRAS_H
#define RTPART_MODEL_EXTRAS_H

#include <stddef.h>

#include "common/error.h"

struct rtpart_extra {
    char *name;  /* owned */
    char *value; /* owned; UTF-8, as after parsing */
};

/* In the order of the file. A zeroed struct is empty. */
struct rtpart_extras {
    struct rtpart_extra *list; /* owned */
    size_t count;
};

/* Append a copy of both texts. 0 or RTPART_ENOMEM, then nothing has changed. */
enum rtpart_code rtpart_extras_add(struct rtpart_extras *x, const char *name,
                                   const char *value, struct rtpart_error *err);

/* Deep copy into `dst` (unset before). 0 or RTPART_ENOMEM, dst then empty. */
enum rtpart_code rtpart_extras_copy(struct rtpart_extras *dst,
                                    const struct rtpart_extras *src,
                                    struct rtpart_error *err);

/* Frees the texts and leaves `x` empty. */
void rtpart_extras_free(struct rtpart_extras *x);

#endif
