/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * child.h - another program that runs beside this one, and ends with it
 *
 * For programs that only answer a question, common/child_run.h is simpler.
 */
#ifndef RTPART_COMMON_CHILD_H
#define RTPART_COMMON_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/error.h"

/* A zeroed struct is no child. */
struct rtpart_child {
    pid_t pid;  /* 0: none, or it ended and was waited for */
    int status; /* of wait(2), once it ended */
};

/*
 * Start `argv` (ends with NULL; argv[0] is looked for in PATH; no shell) in a process group
 * of its own, so that a terminal's Ctrl-C does not reach it, with an empty standard input.
 * The kernel kills it when this program ends, however that happens.
 *
 * @output  file that gets both of its output streams; replaced where it is there
 * Returns 0, or RTPART_EHOST: it is not installed, or cannot be started.
 */
enum rtpart_code rtpart_child_start(struct rtpart_child *c, const char *const *argv,
                                    const char *output, struct rtpart_error *err);

/*
 * Start a copy of this program that only calls body(ctx), likewise; body does not return.
 * For loads that consist of one loop. The body has the signals of a fresh program.
 */
enum rtpart_code rtpart_child_fork(struct rtpart_child *c, void (*body)(void *ctx),
                                   void *ctx, struct rtpart_error *err);

/* Has it ended? Does not wait. True for no child, too. */
bool rtpart_child_ended(struct rtpart_child *c);

/* Did it end by itself, with exit status 0? */
bool rtpart_child_succeeded(const struct rtpart_child *c);

/* Kill it and all of its process group, and wait for it. Accepts what ended already. */
void rtpart_child_kill(struct rtpart_child *c);

/*
 * The last words of a file (its last line that is not blank), or "it says nothing": for
 * messages about a program that failed. Returns text.
 */
const char *rtpart_last_words(const char *file, char *text, size_t size);

#endif
