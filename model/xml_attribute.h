/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml_attribute.h - attributes of strict files, such as plans: each is known, and of its type
 *
 * Messages begin with "file:line: <element>: ".
 */
#ifndef RTPART_MODEL_XML_ATTRIBUTE_H
#define RTPART_MODEL_XML_ATTRIBUTE_H

#include <stdint.h>

#include "common/error.h"
#include "model/xml_guard.h"

/* Are all attributes of `e` in the NULL-terminated list? 0 or RTPART_EINPUT. */
enum rtpart_code rtpart_xml_known(const char *file, const struct rtpart_xml_element *e,
                                  const char *const *known, struct rtpart_error *err);

/* An attribute that must be there; *value borrowed from `e`. 0 or RTPART_EINPUT. */
enum rtpart_code rtpart_xml_need(const char *file, const struct rtpart_xml_element *e,
                                 const char *name, const char **value,
                                 struct rtpart_error *err);

/* A whole number in min .. max that must be there. 0 or RTPART_EINPUT. */
enum rtpart_code rtpart_xml_integer(const char *file, const struct rtpart_xml_element *e,
                                    const char *name, int64_t min, int64_t max,
                                    int64_t *out, struct rtpart_error *err);

/* The same, for one that may be left out: *out then stays. */
enum rtpart_code rtpart_xml_optional_integer(const char *file,
                                             const struct rtpart_xml_element *e,
                                             const char *name, int64_t min, int64_t max,
                                             int64_t *out, struct rtpart_error *err);

/* Copy of a text that may be left out (*out then stays NULL). 0 or RTPART_ENOMEM. */
enum rtpart_code rtpart_xml_copy(const char *file, const struct rtpart_xml_element *e,
                                 const char *ns, const char *name, char **out,
                                 struct rtpart_error *err);

#endif
