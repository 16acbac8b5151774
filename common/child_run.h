/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * child_run.h - run another program (gnuplot, virsh, crun) and read what it prints
 */
#ifndef RTPART_COMMON_CHILD_RUN_H
#define RTPART_COMMON_CHILD_RUN_H

#include "common/error.h"

#define RTPART_CHILD_OUTPUT_MAX ((size_t)4 << 20)

/*
 * Run `argv` (ends with NULL; argv[0] is looked for in PATH; no shell is involved) with an
 * empty standard input, and wait for it.
 *
 * @timeout_ms  the program is killed after that
 * @output      what it wrote to standard output, with a NUL; owned by the caller (free)
 * Returns 0, RTPART_ENOMEM, or RTPART_EHOST: not there, took too long, wrote more than
 * RTPART_CHILD_OUTPUT_MAX, or failed (the message then has its own first words).
 */
enum rtpart_code rtpart_child_run(const char *const *argv, int timeout_ms, char **output,
                                  struct rtpart_error *err);

#endif
