/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_out.h - printing one JSON object, always the same way (a thin layer over jansson)
 *
 * Build objects with json_pack(), whose NULL on failure rtpart_json_print turns into an
 * error; use rtpart_json_text for text from outside and rtpart_json_number for doubles.
 */
#ifndef RTPART_COMMON_JSON_OUT_H
#define RTPART_COMMON_JSON_OUT_H

#include <stdbool.h>
#include <stdio.h>

#include <jansson.h>

#include "common/auto.h"
#include "common/error.h"

/* json_decref() at the end of the scope; NULL is fine. */
#define RTPART_AUTO_JSON RTPART_AUTO(rtpart_auto_json)

static inline void rtpart_auto_json(json_t **variable)
{
    json_decref(*variable);
}

/*
 * Text that may not be UTF-8 (a file name, a command line): broken bytes become U+FFFD.
 * NULL gives JSON null. New reference; NULL when out of memory.
 */
json_t *rtpart_json_text(const char *text);

/* A double, or JSON null where it is not finite. New reference; NULL when out of memory. */
json_t *rtpart_json_number(double value);

/*
 * Print `object` and a newline: keys in the order they were set, indented by two blanks,
 * doubles so that they read back to the same double.
 *
 * @object  borrowed; NULL (a json_pack that failed) gives RTPART_ENOMEM
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST (could not write).
 */
enum rtpart_code rtpart_json_print(const json_t *object, FILE *out,
                                   struct rtpart_error *err);

/*
 * The same into a file, whole or not at all.
 *
 * @many  as in struct rtpart_outfile: not worth waiting for the disk
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST; then the file is as it was.
 */
enum rtpart_code rtpart_json_write(const json_t *object, const char *path, bool many,
                                   struct rtpart_error *err);

#endif
