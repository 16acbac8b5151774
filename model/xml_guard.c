/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/xml_guard.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "common/location.h"
#include "model/taskset_read.h"

struct guard {
    const char *text;
    const char *name;
    const struct rtpart_xml_handler *handler;
    void *ctx;
    xmlParserCtxtPtr parser;
    enum rtpart_code code; /* the first failure */
    struct rtpart_error *err;
    size_t depth;
    struct rtpart_xml_attribute *attributes; /* of the current element */
    char *values;                            /* their values, each with its NUL */
    size_t attributes_size;
    size_t values_size;
};

const char *rtpart_xml_get(const struct rtpart_xml_element *e, const char *ns,
                           const char *name)
{
    for (size_t i = 0; i < e->attribute_count; i++)
        if (strcmp(e->attributes[i].name, name) == 0 &&
            strcmp(e->attributes[i].ns, ns) == 0)
            return e->attributes[i].value;
    return NULL;
}

static const char *text_of(const xmlChar *s)
{
    return s != NULL ? (const char *)s : "";
}

static struct rtpart_location here(const struct guard *g)
{
    const int line = g->parser->input != NULL ? g->parser->input->line : 0;

    return (struct rtpart_location){g->name, line > 0 ? (unsigned)line : 0};
}

/* Remember the first failure, and stop. */
static void stop(struct guard *g, enum rtpart_code code)
{
    if (g->code == RTPART_OK)
        g->code = code;
    xmlStopParser(g->parser);
}

/* Room for the attributes of an element. */
static bool reserve(struct guard *g, size_t count, size_t bytes)
{
    if (count > g->attributes_size) {
        struct rtpart_xml_attribute *a = reallocarray(g->attributes, count, sizeof *a);

        if (a == NULL)
            return false;
        g->attributes = a;
        g->attributes_size = count;
    }
    if (bytes > g->values_size) {
        char *v = realloc(g->values, bytes);

        if (v == NULL)
            return false;
        g->values = v;
        g->values_size = bytes;
    }
    return true;
}

/* libxml2 gives five pointers for each attribute: name, prefix, namespace, value, its end. */
static bool copy_attributes(struct guard *g, size_t count, const xmlChar **sax)
{
    size_t bytes = 0;
    char *to;

    for (size_t i = 0; i < count; i++)
        bytes += (size_t)(sax[5 * i + 4] - sax[5 * i + 3]) + 1;
    if (!reserve(g, count, bytes))
        return false;
    to = g->values;
    for (size_t i = 0; i < count; i++) {
        const size_t n = (size_t)(sax[5 * i + 4] - sax[5 * i + 3]);

        g->attributes[i] = (struct rtpart_xml_attribute){
            .name = text_of(sax[5 * i]), .ns = text_of(sax[5 * i + 2]), .value = to};
        memcpy(to, sax[5 * i + 3], n);
        to[n] = '\0';
        to += n + 1;
    }
    return true;
}

/* Line of the '<' of the tag that was just read: no other '<' can be inside it. */
static unsigned tag_line(const struct guard *g)
{
    unsigned line = here(g).line;
    const long consumed = xmlByteConsumed(g->parser);

    for (long i = consumed; i-- > 0 && g->text[i] != '<';)
        line -= g->text[i] == '\n';
    return line;
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *uri, int ns_count, const xmlChar **namespaces,
                     int attribute_count, int defaulted, const xmlChar **attributes)
{
    struct guard *g = ((xmlParserCtxtPtr)ctx)->_private;
    const struct rtpart_xml_element e = {
        .name = text_of(name),
        .ns = text_of(uri),
        .line = tag_line(g),
        .depth = g->depth,
        .attribute_count = (size_t)attribute_count,
    };

    (void)prefix, (void)ns_count, (void)namespaces, (void)defaulted;
    if (g->code != RTPART_OK)
        return;
    if (++g->depth > RTPART_XML_DEPTH_MAX) {
        stop(g,
             rtpart_fail_at(g->err, RTPART_EINPUT, here(g),
                            "elements nest deeper than %d levels", RTPART_XML_DEPTH_MAX));
        return;
    }
    if (!copy_attributes(g, e.attribute_count, attributes)) {
        stop(g, rtpart_fail_at(g->err, RTPART_ENOMEM, here(g), "out of memory"));
        return;
    }

    struct rtpart_xml_element full = e;

    full.attributes = g->attributes;

    const enum rtpart_code code = g->handler->start(g->ctx, &full, g->err);

    if (code != RTPART_OK)
        stop(g, code);
}

static void on_end(void *ctx, const xmlChar *name, const xmlChar *prefix,
                   const xmlChar *uri)
{
    struct guard *g = ((xmlParserCtxtPtr)ctx)->_private;

    (void)name, (void)prefix, (void)uri;
    if (g->code != RTPART_OK)
        return;
    g->depth--;

    const enum rtpart_code code = g->handler->end(g->ctx, g->depth, g->err);

    if (code != RTPART_OK)
        stop(g, code);
}

/* Called for <!DOCTYPE before anything in it is read. */
static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *public_id,
                       const xmlChar *system_id)
{
    struct guard *g = ((xmlParserCtxtPtr)ctx)->_private;

    (void)name, (void)public_id, (void)system_id;
    stop(g, rtpart_fail_at(g->err, RTPART_EINPUT, here(g),
                           "document types and entities are not accepted (remove the "
                           "<!DOCTYPE>)"));
}

static enum rtpart_code twice(const struct guard *g, struct rtpart_location at,
                              const char *attribute)
{
    return rtpart_fail_at(g->err, RTPART_EINPUT, at,
                          "attribute \"%s\" is given twice on one element (remove one)",
                          attribute);
}

/* Our words for what libxml2 found; see xmlFatalErr... in its parser.c for the strings. */
static enum rtpart_code explain(const struct guard *g, const xmlError *e)
{
    const struct rtpart_location at = {g->name, e->line > 0 ? (unsigned)e->line : 0};
    const char *a = e->str1 != NULL ? e->str1 : "?";
    const char *b = e->str2 != NULL ? e->str2 : "?";

    switch (e->code) {
    case XML_ERR_NO_MEMORY:
        return rtpart_fail_at(g->err, RTPART_ENOMEM, at, "out of memory");
    case XML_ERR_ATTRIBUTE_REDEFINED: /* of "p:a" libxml2 gives p and a, of "a" only a */
        return twice(g, at, e->str2 != NULL ? b : a);
    case XML_NS_ERR_ATTRIBUTE_REDEFINED:
        return twice(g, at, a);
    case XML_ERR_TAG_NAME_MISMATCH:
        return rtpart_fail_at(g->err, RTPART_EINPUT, at,
                              "</%s> cannot close <%s> of line %d", b, a, e->int1);
    case XML_ERR_TAG_NOT_FINISHED:
        return rtpart_fail_at(g->err, RTPART_EINPUT, at,
                              "the file ends inside <%s> of line %d (is it cut off?)", a,
                              e->int1);
    case XML_ERR_DOCUMENT_END:
        return rtpart_fail_at(g->err, RTPART_EINPUT, at,
                              "there is more after the end of the root element");
    case XML_ERR_UNDECLARED_ENTITY:
        return rtpart_fail_at(g->err, RTPART_EINPUT, at,
                              "entity &%s; is not defined (only lt, gt, amp, quot and "
                              "apos are)",
                              a);
    case XML_NS_ERR_UNDEFINED_NAMESPACE:
        return rtpart_fail_at(g->err, RTPART_EINPUT, at,
                              "prefix \"%s\" is not declared (add xmlns:%s=\"%s\" to the "
                              "root element)",
                              a, a, strcmp(a, "rt") == 0 ? RTPART_TASKSET_NS : "...");
    default:
        return rtpart_fail_at(g->err, RTPART_EINPUT, at, "not well-formed XML: %.*s",
                              (int)strcspn(text_of((const xmlChar *)e->message), "\n"),
                              text_of((const xmlChar *)e->message));
    }
}

static void on_error(void *ctx, xmlErrorPtr e)
{
    struct guard *g = ((xmlParserCtxtPtr)ctx)->_private;

    if (g->code == RTPART_OK && e->level >= XML_ERR_ERROR)
        stop(g, explain(g, e));
}

/*
 * Is no tag loaded with attributes? libxml2 compares each with each, so that a million on one
 * element would take hours. Counts '=' before a quote between one '<' and the next.
 */
static enum rtpart_code check_attributes(const char *text, size_t len, const char *name,
                                         struct rtpart_error *err)
{
    unsigned line = 1;
    size_t count = 0;
    bool equals = false;

    for (size_t i = 0; i < len; i++) {
        const char c = text[i];

        line += c == '\n';
        if (c == '<')
            count = 0;
        if (equals && (c == '"' || c == '\''))
            count++;
        if (count > RTPART_XML_ATTRIBUTES_MAX)
            return rtpart_fail_at(
                err, RTPART_EINPUT, (struct rtpart_location){name, line},
                "more than %d attributes on one element", RTPART_XML_ATTRIBUTES_MAX);
        equals = c == '=' || (equals && strchr(" \t\r\n", c) != NULL);
    }
    return RTPART_OK;
}

static enum rtpart_code run(struct guard *g, size_t len)
{
    /* NOENT replaces the five entities and character references in attributes; there are no
     * others, since a document type stops the parser. HUGE lifts limits on size and depth
     * that are tighter than ours. */
    const int options =
        XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_IGNORE_ENC | XML_PARSE_HUGE;
    xmlSAXHandler *sax = g->parser->sax;

    memset(sax, 0, sizeof *sax);
    sax->initialized = XML_SAX2_MAGIC;
    sax->internalSubset = on_doctype;
    sax->startElementNs = on_start;
    sax->endElementNs = on_end;
    sax->serror = on_error;
    g->parser->_private = g;

    xmlDocPtr doc = xmlCtxtReadMemory(g->parser, g->text, (int)len, NULL, NULL, options);

    xmlFreeDoc(doc);
    if (g->code == RTPART_OK && !g->parser->wellFormed)
        return rtpart_fail_at(g->err, RTPART_EINPUT, (struct rtpart_location){g->name, 0},
                              "not well-formed XML");
    return g->code;
}

enum rtpart_code rtpart_xml_parse(const char *text, size_t len, const char *name,
                                  const struct rtpart_xml_handler *handler, void *ctx,
                                  struct rtpart_error *err)
{
    struct guard g = {
        .text = text, .name = name, .handler = handler, .ctx = ctx, .err = err};
    enum rtpart_code code = check_attributes(text, len, name, err);

    if (code != RTPART_OK)
        return code;
    g.parser = xmlNewParserCtxt();
    if (g.parser == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "%s: out of memory", name);
    code = run(&g, len);
    xmlFreeParserCtxt(g.parser);
    free(g.attributes);
    free(g.values);
    return code;
}
