/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * says.h - does a message say what it should?
 */
#ifndef RTPART_TESTS_SUPPORT_SAYS_H
#define RTPART_TESTS_SUPPORT_SAYS_H

/* Fails the test, and shows both, where `words` is not in `text`. */
void test_says(const char *text, const char *words);

#endif
