/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/notes.h"

#include <stdio.h>

static void keep(void *ctx, const char *message)
{
    struct test_notes *n = ctx;

    if (n->count < TEST_NOTES_MAX)
        (void)snprintf(n->lines[n->count], sizeof n->lines[0], "%s", message);
    n->count++;
}

struct rtpart_notes test_notes(struct test_notes *n)
{
    return (struct rtpart_notes){.note = keep, .ctx = n};
}
