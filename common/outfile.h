/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outfile.h - a result file appears whole or not at all
 *
 * The text goes to a new file beside the wanted one, which replaces it by rename(2) once it
 * is complete and on disk. A full disk, a crash or an abort leaves the old file as it was.
 */
#ifndef RTPART_COMMON_OUTFILE_H
#define RTPART_COMMON_OUTFILE_H

#include <stdbool.h>
#include <stdio.h>

#include "common/error.h"

/* A zeroed struct is closed. */
struct rtpart_outfile {
    FILE *file; /* write here; not owned by the caller */
    char *path; /* where the file will be; NULL: standard output */
    char
        *temporary; /* where it is now; NULL: written in place (stdout, devices, pipes) */
    bool many; /* may be set after opening: one of many files that are easily made again
                  and not worth waiting for the disk at each */
};

/*
 * Open for writing.
 *
 * @path  file to make or replace: a link is followed, permissions of an existing file are
 *        kept, a new one gets those of the umask. A path that exists and is no regular file
 *        (/dev/full, a pipe) is written in place. NULL or "-": standard output.
 * Returns 0, RTPART_ENOMEM, or RTPART_EHOST with path and reason.
 */
enum rtpart_code rtpart_outfile_open(struct rtpart_outfile *o, const char *path,
                                     struct rtpart_error *err);

/*
 * Could `path` be opened now? To be asked before work that takes hours. Leaves nothing behind;
 * a device or a pipe is not touched, and is taken as fit.
 * Returns as rtpart_outfile_open.
 */
enum rtpart_code rtpart_outfile_try(const char *path, struct rtpart_error *err);

/*
 * Finish: flush, fsync (unless o->many), close, rename. On any failure (also an earlier one of a write to
 * o->file) the temporary file is removed and the old file stays. Closes `o` either way;
 * standard output is flushed and stays open.
 * Returns 0 or RTPART_EHOST with path and reason.
 */
enum rtpart_code rtpart_outfile_commit(struct rtpart_outfile *o,
                                       struct rtpart_error *err);

/* Are both the same file on disk? Links are followed; "-" is none. */
bool rtpart_outfile_is(const char *path, const char *input);

/* Give up: remove what was written. Accepts a closed struct; standard output stays open. */
void rtpart_outfile_abort(struct rtpart_outfile *o);

#endif
