/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text.h - UTF-8: is it, how wide is it, make it so (independent of the locale)
 *
 * [RFC3629] F. Yergeau, "UTF-8, a transformation format of ISO 10646", 2003.
 *           doi:10.17487/RFC3629
 */
#ifndef RTPART_COMMON_TEXT_H
#define RTPART_COMMON_TEXT_H

#include <stddef.h>
#include <stdint.h>

/*
 * The character at `s` and the number of its bytes (1..4).
 *
 * @len  bytes that may be looked at, >= 1
 * @c    the code point; may be NULL
 * Returns 0 where the bytes are not UTF-8 [RFC3629]: overlong forms, surrogates and code
 * points above 10FFFF are not.
 */
size_t rtpart_text_decode(const char *s, size_t len, uint32_t *c);

/* Place of the first byte that is not UTF-8, or is a NUL; `len` where all is well. O(n). */
size_t rtpart_text_check(const char *s, size_t len);

/* Columns of a terminal that a UTF-8 text takes; a broken byte counts as one. */
size_t rtpart_text_width(const char *text);

/* How many bytes of `text` to show where there is room for `max`: no character is cut. */
int rtpart_text_clip(const char *text, int max);

/* The name of something in a sentence, for "%.*s". */
#define RTPART_TEXT_NAME(name) rtpart_text_clip(name, 60), (name)

/* Copy with every broken byte replaced by U+FFFD; owned by the caller. NULL: no memory. */
char *rtpart_text_repair(const char *text);

#endif
