/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outdir.h - a result directory appears whole or not at all
 *
 * Files are written to a new directory beside the wanted one, which takes its place by
 * rename(2) once all of them are there. A full disk, an interrupt or an abort leaves an
 * older result as it was, and nothing new.
 */
#ifndef RTPART_COMMON_OUTDIR_H
#define RTPART_COMMON_OUTDIR_H

#include <stdio.h>

#include "common/error.h"

/* A zeroed struct is closed. */
struct rtpart_outdir {
    char *path;      /* where it will be; owned */
    char *temporary; /* where it is now: write files here; owned */
};

/*
 * Begin a directory.
 *
 * @path    to be made, or replaced: only where it is empty or has a file called `marker`, so
 *          that nobody loses another directory by a slip
 * Returns 0; RTPART_EUSAGE (it has other files), RTPART_EHOST, RTPART_ENOMEM.
 */
enum rtpart_code rtpart_outdir_open(struct rtpart_outdir *o, const char *path,
                                    const char *marker, struct rtpart_error *err);

/* "temporary/name", owned by the caller; NULL: out of memory. */
char *rtpart_outdir_file(const struct rtpart_outdir *o, const char *name);

/*
 * Write one file of it. @write  is given the open file and `ctx`; its code is passed on
 * Returns 0, RTPART_EHOST (with the name the file would have had), RTPART_ENOMEM.
 */
enum rtpart_code rtpart_outdir_write(const struct rtpart_outdir *o, const char *name,
                                     enum rtpart_code (*write)(void *ctx, FILE *out,
                                                               struct rtpart_error *err),
                                     void *ctx, struct rtpart_error *err);

/* Name the wanted directory, not the temporary one, in a message about a file in it. */
void rtpart_outdir_rename_in(const struct rtpart_outdir *o, struct rtpart_error *err);

/* Put it into its place. Closes `o` either way. Returns 0 or RTPART_EHOST. */
enum rtpart_code rtpart_outdir_commit(struct rtpart_outdir *o, struct rtpart_error *err);

/* Give up: remove what was written. Accepts a closed struct. */
void rtpart_outdir_abort(struct rtpart_outdir *o);

#endif
