/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * latency_file.h - the scheduling latency of a host and its guests, as it was measured
 *
 * A JSON object, schema "rtpart.latency/1". One measurement:
 *
 *     {"schema": "rtpart.latency/1", "latency_ns": 1290000, "backend": "kvm",
 *      "samples": 1000000, "tool": "cyclictest"}
 *
 * and, or instead, several, each with a name ("name" or "backend"):
 *
 *     {"schema": "rtpart.latency/1", "tool": "cyclictest",
 *      "backends": [{"name": "kvm", "latency_ns": 1290000, "samples": 1000000},
 *                   {"name": "tcg", "latency_ns": 4100000, "samples": 1000000}]}
 *
 * Where there is no "latency_ns", "max_ns" counts: the largest sample. All other keys tell
 * people how it was measured and are left alone. rtvalidate platform writes such files.
 */
#ifndef RTPART_MODEL_LATENCY_FILE_H
#define RTPART_MODEL_LATENCY_FILE_H

#include <stddef.h>

#include "common/error.h"
#include "model/time.h"

#define RTPART_LATENCY_SCHEMA "rtpart.latency/1"

/* A latency, and where it comes from. A zeroed struct is no latency at all. */
struct rtpart_measured_latency {
    rtpart_ns ns;  /* 0 <= ns <= RTPART_NS_MAX */
    char *file;    /* owned; NULL: it was given as a number */
    char *backend; /* owned: the measurement in that file; NULL: it has no name */
};

/*
 * Read a measurement.
 *
 * @where  FILE, or FILE:NAME for the measurement of that name (NAME is what follows the last
 *         colon behind the last slash). Without a name the file must have exactly one.
 * @out    zeroed or unset before; owned by the caller (rtpart_measured_latency_free); zeroed on
 *         failure
 * Returns 0, RTPART_EINPUT with a message that begins with the file, RTPART_ENOMEM.
 */
enum rtpart_code rtpart_measured_latency_read(const char *where,
                                              struct rtpart_measured_latency *out,
                                              struct rtpart_error *err);

/*
 * "latency 1.29 ms", "latency 1.29 ms (measured, host.json)", "latency 1.29 ms (measured,
 * host.json: kvm)"; "" where there is none. @buf is filled and returned.
 */
char *rtpart_measured_latency_text(char *buf, size_t size,
                                   const struct rtpart_measured_latency *l);

/* Frees the contents and leaves a zeroed struct. Accepts a zeroed struct. */
void rtpart_measured_latency_free(struct rtpart_measured_latency *l);

#endif
