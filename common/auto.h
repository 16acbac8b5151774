/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * auto.h - owned things that clean up after themselves when their scope ends
 *
 * One exit path without goto:
 *
 *     RTPART_AUTO_FREE char *text = NULL;
 *     RTPART_AUTO(rtpart_taskset_free) struct rtpart_taskset ts = {0};
 *
 * To hand ownership on, copy the pointer (or struct) and clear the variable. longjmp skips
 * these; only partition/glpk_guard.c uses it.
 */
#ifndef RTPART_COMMON_AUTO_H
#define RTPART_COMMON_AUTO_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Call `clean(&variable)` at the end of the scope: for the rtpart_x_free functions. */
#define RTPART_AUTO(clean) __attribute__((cleanup(clean)))

/* free() at the end of the scope. */
#define RTPART_AUTO_FREE RTPART_AUTO(rtpart_auto_free)
/* fclose() at the end of the scope; NULL is fine. For reading: nobody sees the errors. */
#define RTPART_AUTO_FILE RTPART_AUTO(rtpart_auto_fclose)
/* close() at the end of the scope; -1 is fine. */
#define RTPART_AUTO_FD RTPART_AUTO(rtpart_auto_close)

static inline void rtpart_auto_free(void *variable)
{
    free(*(void **)variable);
}

static inline void rtpart_auto_fclose(FILE **variable)
{
    if (*variable != NULL)
        (void)fclose(*variable);
}

static inline void rtpart_auto_close(const int *variable)
{
    if (*variable >= 0)
        (void)close(*variable);
}

#endif
