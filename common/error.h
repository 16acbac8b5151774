/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * error.h - what went wrong, in one sentence a person can act on
 *
 * An error is not an answer: "not schedulable" is a result (model/verdict.h); these codes
 * are for calls that could not give one.
 */
#ifndef RTPART_COMMON_ERROR_H
#define RTPART_COMMON_ERROR_H

enum rtpart_code {
    RTPART_OK = 0,
    RTPART_EUSAGE, /* the request makes no sense: bad option or argument */
    RTPART_EINPUT, /* a file is missing, unreadable, malformed, or holds a bad value */
    RTPART_EMODEL, /* valid input, outside the assumptions of the analysis asked for */
    RTPART_ERANGE, /* a time or a sum leaves the range the library computes in */
    RTPART_ENOMEM, /* out of memory */
    RTPART_EHOST, /* refused by the kernel or the environment: disk full, no permission */
};

/* Owned by the caller, often on the stack; valid after a call returned non-zero. */
struct rtpart_error {
    enum rtpart_code code;
    char message[512]; /* one line, no newline at the end */
};

/*
 * Record an error and return its code, so that `return rtpart_fail(err, ...)` reads well.
 *
 * @err   where to put it; may be NULL (then only the code is returned)
 * @code  not RTPART_OK
 * @fmt   printf format of a one-line message: what, where, and what to do. Control
 *        characters in the result are replaced by '?' (names come from hostile files), and
 *        a message that does not fit ends in "...".
 */
enum rtpart_code rtpart_fail(struct rtpart_error *err, enum rtpart_code code,
                             const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#if defined(__clang_analyzer__) || defined(__CPPCHECK__)
/* What an analyser cannot see from a caller's file: the code that goes in comes out. */
#define rtpart_fail(err, code, ...) (rtpart_fail(err, code, __VA_ARGS__), (code))
#endif

/* Put "where: " before the message of an error: the file, once it is known which. */
void rtpart_error_in(struct rtpart_error *err, const char *where);

/*
 * Exit status of a tool for `code` (the table is in docs/design.md):
 * 0 done, 2 command line, 3 bad input, 4 refused by the environment.
 */
int rtpart_exit_status(enum rtpart_code code);

/*
 * Things worth telling that are not errors (an unknown attribute, a rounded value).
 * The library calls it with one line at a time and never prints by itself. May be NULL.
 */
typedef void rtpart_note_fn(void *ctx, const char *message);

struct rtpart_notes {
    rtpart_note_fn *note;
    void *ctx;
};

/* Format one line and hand it to `notes`; does nothing where notes or notes->note is NULL. */
void rtpart_note(const struct rtpart_notes *notes, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
