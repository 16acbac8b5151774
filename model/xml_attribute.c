/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/xml_attribute.h"

#include <string.h>

#include "common/decimal.h"
#include "common/location.h"

static struct rtpart_location at(const char *file, const struct rtpart_xml_element *e)
{
    return (struct rtpart_location){file, e->line};
}

enum rtpart_code rtpart_xml_known(const char *file, const struct rtpart_xml_element *e,
                                  const char *const *known, struct rtpart_error *err)
{
    for (size_t i = 0; i < e->attribute_count; i++) {
        const struct rtpart_xml_attribute *a = &e->attributes[i];
        const char *const *k = known;

        while (*k != NULL && strcmp(*k, a->name) != 0)
            k++;
        if (*k == NULL || a->ns[0] != '\0')
            return rtpart_fail_at(
                err, RTPART_EINPUT, at(file, e),
                "<%.40s>: unknown attribute %.60s=\"%.60s\" (misspelt, or "
                "from a newer version?)",
                e->name, a->name, a->value);
    }
    return RTPART_OK;
}

enum rtpart_code rtpart_xml_need(const char *file, const struct rtpart_xml_element *e,
                                 const char *name, const char **value,
                                 struct rtpart_error *err)
{
    const char *text = rtpart_xml_get(e, "", name);

    if (text == NULL)
        return rtpart_fail_at(err, RTPART_EINPUT, at(file, e),
                              "<%.40s>: attribute %s is missing", e->name, name);
    *value = text;
    return RTPART_OK;
}

enum rtpart_code rtpart_xml_integer(const char *file, const struct rtpart_xml_element *e,
                                    const char *name, int64_t min, int64_t max,
                                    int64_t *out, struct rtpart_error *err)
{
    const char *text = "";
    const enum rtpart_code code = rtpart_xml_need(file, e, name, &text, err);
    int64_t value = 0;
    char least[RTPART_DECIMAL_SIZE];
    char most[RTPART_DECIMAL_SIZE];

    if (code != RTPART_OK)
        return code;
    if (strspn(text, "0123456789") != strlen(text) ||
        rtpart_decimal_parse(text, 1, RTPART_ROUND_EXACT, max, &value, NULL, NULL) !=
            RTPART_OK ||
        value < min)
        return rtpart_fail_at(err, RTPART_EINPUT, at(file, e),
                              "<%.40s>: %s=\"%.60s\" is not a whole number in %s .. %s",
                              e->name, name, text,
                              rtpart_decimal_format(least, sizeof least, min, 1),
                              rtpart_decimal_format(most, sizeof most, max, 1));
    *out = value;
    return RTPART_OK;
}

enum rtpart_code rtpart_xml_optional_integer(const char *file,
                                             const struct rtpart_xml_element *e,
                                             const char *name, int64_t min, int64_t max,
                                             int64_t *out, struct rtpart_error *err)
{
    if (rtpart_xml_get(e, "", name) == NULL)
        return RTPART_OK;
    return rtpart_xml_integer(file, e, name, min, max, out, err);
}

enum rtpart_code rtpart_xml_copy(const char *file, const struct rtpart_xml_element *e,
                                 const char *ns, const char *name, char **out,
                                 struct rtpart_error *err)
{
    const char *text = rtpart_xml_get(e, ns, name);

    if (text == NULL)
        return RTPART_OK;
    *out = strdup(text);
    if (*out == NULL)
        return rtpart_fail_at(err, RTPART_ENOMEM, at(file, e), "out of memory");
    return RTPART_OK;
}
