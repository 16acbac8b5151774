/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan_file.h - plans as XML: written by rtpart, read by rtdeploy and rtvalidate
 *
 * Root <plan xmlns="urn:rtpart:plan:1" version="1">; data/plan.rng is its grammar. All times
 * are integers in ns (attributes end in _ns). An element <certificates> carries the proofs
 * (certificate.h) where there are any.
 */
#ifndef RTPART_MODEL_PLAN_FILE_H
#define RTPART_MODEL_PLAN_FILE_H

#include <stddef.h>
#include <stdio.h>

#include "common/error.h"
#include "model/plan.h"

#define RTPART_PLAN_NS      "urn:rtpart:plan:1"
#define RTPART_PLAN_VERSION 1

/*
 * Write a sound plan (rtpart_plan_check). Errors of `out` stay in its error flag
 * (rtpart_outfile_commit looks). Returns 0 or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_plan_write_xml(const struct rtpart_plan *p, FILE *out,
                                       struct rtpart_error *err);

/*
 * Read a plan and check it (rtpart_plan_check).
 *
 * @path  file, or "-" for standard input
 * @out   zeroed or unset before; owned by the caller (rtpart_plan_free); empty on failure
 * Returns 0, RTPART_ENOMEM, or RTPART_EINPUT with a message "file:line: ...".
 */
enum rtpart_code rtpart_plan_read(const char *path, struct rtpart_plan *out,
                                  struct rtpart_error *err);

/* The same from memory: `len` bytes at `text`; `name` stands for the file in messages. */
enum rtpart_code rtpart_plan_read_memory(const char *text, size_t len, const char *name,
                                         struct rtpart_plan *out,
                                         struct rtpart_error *err);

#endif
