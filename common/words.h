/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.h - the words of a command that is put together
 */
#ifndef RTPART_COMMON_WORDS_H
#define RTPART_COMMON_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* Words of a command line. Zeroed: empty. */
struct rtpart_words {
    char **argv; /* owned; ends with NULL */
    size_t count;
    bool failed; /* out of memory */
};

/* Append a word; printf-wise. */
void rtpart_words_add(struct rtpart_words *w, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Append each of a list that ends with NULL. */
void rtpart_words_add_all(struct rtpart_words *w, const char *const *list);
void rtpart_words_free(struct rtpart_words *w);

#endif
