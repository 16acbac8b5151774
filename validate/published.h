/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * published.h - values that others published, to stand beside measured ones
 *
 * A CSV file (data/platform-paper.csv is one, and says what its columns mean).
 */
#ifndef RTPART_VALIDATE_PUBLISHED_H
#define RTPART_VALIDATE_PUBLISHED_H

#include <stddef.h>

#include "common/error.h"

struct rtpart_published_value {
    char *quantity;  /* "latency", "startup", "memory", "guest_memory" */
    char *backend;   /* "crun" */
    char *guest;     /* "linux", "rt", ... */
    char *statistic; /* "mean", "worst" */
    char relation;   /* '=', '<', '>' or '~' */
    double value;    /* in us, ms or MB */
    char *place;     /* "Table 3" */
};

/* A zeroed struct is empty. */
struct rtpart_published {
    struct rtpart_published_value *values; /* owned */
    size_t count;
    size_t room;
};

/*
 * Read a file of published values.
 * @path  the file, or "paper": the one that comes with rtpart
 * Returns 0, RTPART_ENOMEM, or RTPART_EINPUT.
 */
enum rtpart_code rtpart_published_read(const char *path, struct rtpart_published *out,
                                       struct rtpart_error *err);

/*
 * The value of a back end, of the first of its guests that is there among "host", `guest`
 * and any other. NULL: none.
 */
const struct rtpart_published_value *
rtpart_published_find(const struct rtpart_published *p, const char *quantity,
                      const char *backend, const char *guest, const char *statistic);

void rtpart_published_free(struct rtpart_published *p);

#endif
