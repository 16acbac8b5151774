/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * location.h - errors that say where in a file: "file:line: ..."
 */
#ifndef RTPART_COMMON_LOCATION_H
#define RTPART_COMMON_LOCATION_H

#include "common/error.h"

struct rtpart_location {
    const char *file; /* borrowed */
    unsigned line;    /* from 1; 0: the whole file */
};

/* rtpart_fail with "file:line: " ("file: " for line 0) before the message. */
enum rtpart_code rtpart_fail_at(struct rtpart_error *err, enum rtpart_code code,
                                struct rtpart_location at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

#if defined(__clang_analyzer__) || defined(__CPPCHECK__)
/* As in common/error.h. */
#define rtpart_fail_at(err, code, ...) (rtpart_fail_at(err, code, __VA_ARGS__), (code))
#endif

/* rtpart_note, likewise. */
void rtpart_note_at(const struct rtpart_notes *notes, struct rtpart_location at,
                    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
