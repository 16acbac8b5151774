/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml_guard.h - XML from strangers, element by element
 *
 * libxml2 parses; this file decides what it may do: no network, no DTD, hence no entities
 * but the five of XML, UTF-8 only, bounded size, depth and number of attributes. Every
 * failure is one line, "file:line: ...".
 */
#ifndef RTPART_MODEL_XML_GUARD_H
#define RTPART_MODEL_XML_GUARD_H

#include <stddef.h>

#include "common/error.h"

#define RTPART_XML_DEPTH_MAX      256
#define RTPART_XML_ATTRIBUTES_MAX 1000 /* on one element */

struct rtpart_xml_attribute {
    const char *name;  /* without prefix */
    const char *ns;    /* "" where it has no prefix */
    const char *value; /* decoded UTF-8 */
};

/* Borrowed for the call of the handler. */
struct rtpart_xml_element {
    const char *name; /* without prefix */
    const char *ns;   /* "" where there is none */
    unsigned line;    /* of its '<', from 1 */
    size_t depth;     /* 0: the root */
    const struct rtpart_xml_attribute *attributes;
    size_t attribute_count;
};

/* What to do at tags. A non-zero return stops the parser and is passed on with its error.
 * Character data, comments and processing instructions are left out. */
struct rtpart_xml_handler {
    enum rtpart_code (*start)(void *ctx, const struct rtpart_xml_element *e,
                              struct rtpart_error *err);
    enum rtpart_code (*end)(void *ctx, size_t depth, struct rtpart_error *err);
};

/* Value of the attribute without prefix (@ns "") or in a namespace; NULL: not there. */
const char *rtpart_xml_get(const struct rtpart_xml_element *e, const char *ns,
                           const char *name);

/*
 * Parse `len` bytes at `text`, which must be UTF-8 without NULs (rtpart_input_check) and
 * without a byte order mark.
 *
 * @name  stands for the file in messages
 * Returns 0, RTPART_ENOMEM, RTPART_EINPUT (not well-formed, or beyond a limit), or what the
 * handler returned.
 */
enum rtpart_code rtpart_xml_parse(const char *text, size_t len, const char *name,
                                  const struct rtpart_xml_handler *handler, void *ctx,
                                  struct rtpart_error *err);

#endif
