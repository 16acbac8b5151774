/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/file_kind.h"

#include <string.h>
#include <strings.h>

#include "common/readall.h"
#include "model/xml_guard.h"

/* The root decides; the failure ends the parser there. */
static enum rtpart_code at_root(void *ctx, const struct rtpart_xml_element *e,
                                struct rtpart_error *err)
{
    enum rtpart_file_kind *kind = ctx;

    if (strcasecmp(e->name, "plan") == 0)
        *kind = RTPART_FILE_PLAN;
    else if (strcmp(e->name, "taskset") == 0 || strcmp(e->name, "testpoint") == 0)
        *kind = RTPART_FILE_SCHEDCAT;
    return rtpart_fail(err, RTPART_EUSAGE, "seen enough");
}

enum rtpart_file_kind rtpart_file_kind(const char *text, size_t len)
{
    static const struct rtpart_xml_handler handler = {.start = at_root};
    enum rtpart_file_kind kind = RTPART_FILE_TASKSET;

    if (rtpart_input_check(&text, &len, "", NULL) == RTPART_OK && len > 0 &&
        text[strspn(text, " \t\r\n")] == '<')
        (void)rtpart_xml_parse(text, len, "", &handler, &kind, NULL);
    return kind;
}
