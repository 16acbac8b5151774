/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/xml_out.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/tree.h>

#include "common/auto.h"
#include "common/text.h"

static const xmlChar *xml(const char *s)
{
    return (const xmlChar *)s;
}

void rtpart_xml_out_open(struct rtpart_xml_out *x, const char *name, const char *ns,
                         const char *prefix)
{
    xmlNsPtr declared = NULL;

    *x = (struct rtpart_xml_out){.doc = xmlNewDoc(xml("1.0"))};
    if (x->doc != NULL)
        x->root = xmlNewDocNode(x->doc, NULL, xml(name), NULL);
    if (x->root != NULL) {
        (void)xmlDocSetRootElement(x->doc, x->root);
        if (ns != NULL)
            declared = xmlNewNs(x->root, xml(ns), xml(prefix));
    }
    x->failed = x->root == NULL || (ns != NULL && declared == NULL);
    if (prefix != NULL)
        x->ns = declared;
    else if (x->root != NULL)
        xmlSetNs(x->root, declared);
}

void rtpart_xml_out_close(struct rtpart_xml_out *x)
{
    xmlFreeDoc(x->doc);
    *x = (struct rtpart_xml_out){0};
}

struct _xmlNode *rtpart_xml_out_child(struct rtpart_xml_out *x, struct _xmlNode *parent,
                                      const char *name)
{
    xmlNodePtr node = NULL;

    if (!x->failed)
        node = xmlNewChild(parent, NULL, xml(name), NULL); /* inherits the namespace */
    x->failed = node == NULL;
    return node;
}

/* Can XML 1.0 hold this character? */
static bool is_xml_char(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' ||
           (c >= 0x20 && c != 0xfffe && c != 0xffff);
}

/* `text` as UTF-8 that XML can hold; owned by the caller. */
static char *clean(const char *text)
{
    RTPART_AUTO_FREE char *utf8 = rtpart_text_repair(text);
    const size_t len = utf8 != NULL ? strlen(utf8) : 0;

    for (size_t i = 0; i < len;) {
        uint32_t c = 0;
        const size_t n = rtpart_text_decode(utf8 + i, len - i, &c);

        if (!is_xml_char(c)) /* one byte, or U+FFFE, U+FFFF: as long as U+FFFD */
            memcpy(utf8 + i, n == 3 ? "\xef\xbf\xbd" : "?", n);
        i += n;
    }
    text = utf8;
    utf8 = NULL;
    return (char *)(uintptr_t)text;
}

static void set(struct rtpart_xml_out *x, struct _xmlNode *node, xmlNsPtr ns,
                const char *name, const char *value)
{
    RTPART_AUTO_FREE char *text = NULL;

    if (x->failed || value == NULL)
        return;
    text = clean(value);
    x->failed = text == NULL || xmlNewNsProp(node, ns, xml(name), xml(text)) == NULL;
}

void rtpart_xml_out_text(struct rtpart_xml_out *x, struct _xmlNode *node,
                         const char *name, const char *value)
{
    set(x, node, NULL, name, value);
}

void rtpart_xml_out_ours(struct rtpart_xml_out *x, struct _xmlNode *node,
                         const char *name, const char *value)
{
    set(x, node, x->ns, name, value);
}

void rtpart_xml_out_integer(struct rtpart_xml_out *x, struct _xmlNode *node,
                            const char *name, int64_t value)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%" PRId64, value);
    set(x, node, NULL, name, text);
}

enum rtpart_code rtpart_xml_out_print(struct rtpart_xml_out *x, FILE *out,
                                      struct rtpart_error *err)
{
    xmlChar *text = NULL;
    int length = 0;

    if (!x->failed)
        xmlDocDumpFormatMemoryEnc(x->doc, &text, &length, "UTF-8", 1);
    if (text == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for an XML document");
    (void)fwrite(text, 1, (size_t)length, out);
    xmlFree(text);
    return RTPART_OK;
}
