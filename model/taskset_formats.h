/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * taskset_formats.h - the readers behind model/taskset_read.h, one for each format
 *
 * All take UTF-8 without NULs and without a byte order mark, fill a zeroed `out`, and may
 * leave it half filled on failure (the caller frees it).
 */
#ifndef RTPART_MODEL_TASKSET_FORMATS_H
#define RTPART_MODEL_TASKSET_FORMATS_H

#include <stddef.h>

#include "common/error.h"
#include "model/taskset.h"
#include "model/taskset_read.h"

/* XML: CARTS input and our superset. */
enum rtpart_code rtpart_taskset_read_xml(const char *text, size_t len, const char *name,
                                         const struct rtpart_read_options *opt,
                                         struct rtpart_system *out,
                                         struct rtpart_error *err);

/* XML as SchedCAT writes it: <taskset>, or <testpoint> with several. */
enum rtpart_code rtpart_taskset_read_schedcat(const char *text, size_t len,
                                              const char *name,
                                              const struct rtpart_read_options *opt,
                                              struct rtpart_system *out,
                                              struct rtpart_error *err);

/* Rows "C D T" or "C T". */
enum rtpart_code rtpart_taskset_read_rows(const char *text, size_t len, const char *name,
                                          const struct rtpart_read_options *opt,
                                          struct rtpart_system *out,
                                          struct rtpart_error *err);

/* CSV with a header line. */
enum rtpart_code rtpart_taskset_read_csv(const char *text, size_t len, const char *name,
                                         const struct rtpart_read_options *opt,
                                         struct rtpart_system *out,
                                         struct rtpart_error *err);

#endif
