/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/json_out.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/outfile.h"
#include "common/text.h"

json_t *rtpart_json_text(const char *text)
{
    RTPART_AUTO_FREE char *clean = NULL;

    if (text == NULL)
        return json_null();
    clean = rtpart_text_repair(text);
    return clean != NULL ? json_string(clean) : NULL;
}

json_t *rtpart_json_number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

enum rtpart_code rtpart_json_print(const json_t *object, FILE *out,
                                   struct rtpart_error *err)
{
    if (object == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the JSON output");
    errno = 0;
    if (json_dumpf(object, out, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) != 0 ||
        fputc('\n', out) == EOF)
        return rtpart_fail(err, RTPART_EHOST, "cannot write JSON: %s",
                           errno != 0 ? strerror(errno) : "the encoder failed");
    return RTPART_OK;
}

enum rtpart_code rtpart_json_write(const json_t *object, const char *path, bool many,
                                   struct rtpart_error *err)
{
    struct rtpart_outfile out = {0};
    enum rtpart_code code = rtpart_outfile_open(&out, path, err);

    if (code != RTPART_OK)
        return code;
    out.many = many;
    code = rtpart_json_print(object, out.file, err);
    if (code == RTPART_OK)
        return rtpart_outfile_commit(&out, err);
    rtpart_outfile_abort(&out);
    return code;
}
