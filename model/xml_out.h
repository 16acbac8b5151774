/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml_out.h - building a small XML document with libxml2, and printing it
 *
 * Failures (out of memory) are remembered and reported by rtpart_xml_out_print, so that a
 * document can be built without a check at every step.
 */
#ifndef RTPART_MODEL_XML_OUT_H
#define RTPART_MODEL_XML_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/error.h"

struct _xmlDoc;
struct _xmlNode;
struct _xmlNs;

/* Use only through the functions below. */
struct rtpart_xml_out {
    struct _xmlDoc *doc;
    struct _xmlNode *root;
    struct _xmlNs *ns; /* prefixed namespace; NULL: none */
    bool failed;
};

/*
 * Start a document whose root is <name>.
 *
 * @ns      its namespace, or NULL
 * @prefix  NULL: `ns` is that of all elements. Else elements have none, and `ns` with this
 *          prefix is that of the attributes set with rtpart_xml_out_ours.
 */
void rtpart_xml_out_open(struct rtpart_xml_out *x, const char *name, const char *ns,
                         const char *prefix);

/* A new last child of `parent`. NULL, which all functions here take, after a failure. */
struct _xmlNode *rtpart_xml_out_child(struct rtpart_xml_out *x, struct _xmlNode *parent,
                                      const char *name);

/* Set an attribute; nothing happens for a NULL value. What XML cannot hold becomes U+FFFD. */
void rtpart_xml_out_text(struct rtpart_xml_out *x, struct _xmlNode *node,
                         const char *name, const char *value);
void rtpart_xml_out_integer(struct rtpart_xml_out *x, struct _xmlNode *node,
                            const char *name, int64_t value);

/* Set an attribute in the prefixed namespace, likewise. */
void rtpart_xml_out_ours(struct rtpart_xml_out *x, struct _xmlNode *node,
                         const char *name, const char *value);

/*
 * Print in UTF-8, indented by two blanks. Errors of `out` stay in its error flag.
 * Returns 0 or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_xml_out_print(struct rtpart_xml_out *x, FILE *out,
                                      struct rtpart_error *err);

void rtpart_xml_out_close(struct rtpart_xml_out *x);

#endif
