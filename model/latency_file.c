/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/latency_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/auto.h"
#include "common/decimal.h"
#include "common/json_out.h"
#include "common/readall.h"

enum { FILE_MAX = 1 << 20 };

void rtpart_measured_latency_free(struct rtpart_measured_latency *l)
{
    free(l->file);
    free(l->backend);
    *l = (struct rtpart_measured_latency){0};
}

char *rtpart_measured_latency_text(char *buf, size_t size,
                                   const struct rtpart_measured_latency *l)
{
    char time[RTPART_DECIMAL_SIZE];

    buf[0] = '\0';
    if (l->ns == 0 && l->file == NULL)
        return buf;
    (void)rtpart_time_format_auto(time, sizeof time, l->ns);
    if (l->file == NULL)
        (void)snprintf(buf, size, "latency %s", time);
    else
        (void)snprintf(buf, size, "latency %s (measured, %.100s%s%.60s)", time, l->file,
                       l->backend != NULL ? ": " : "",
                       l->backend != NULL ? l->backend : "");
    return buf;
}

/* Name of a measurement; NULL: it has none. */
static const char *name_of(const json_t *one)
{
    const char *name = json_string_value(json_object_get(one, "name"));

    return name != NULL ? name : json_string_value(json_object_get(one, "backend"));
}

static enum rtpart_code check_root(const json_t *root, struct rtpart_error *err)
{
    const char *schema = json_string_value(json_object_get(root, "schema"));
    const json_t *list = json_object_get(root, "backends");

    if (schema == NULL || strcmp(schema, RTPART_LATENCY_SCHEMA) != 0)
        return rtpart_fail(err, RTPART_EINPUT,
                           "not a measured latency: \"schema\" is not "
                           "\"" RTPART_LATENCY_SCHEMA "\"");
    if (list != NULL && !json_is_array(list))
        return rtpart_fail(err, RTPART_EINPUT, "\"backends\" is not a list");
    return RTPART_OK;
}

/* The key that has the latency; NULL: there is none. */
static const char *time_key(const json_t *one)
{
    if (json_object_get(one, "latency_ns") != NULL)
        return "latency_ns";
    return json_object_get(one, "max_ns") != NULL ? "max_ns" : NULL;
}

/* "kvm, tcg" */
static void list_names(char *buf, size_t size, const json_t *root)
{
    const json_t *list = json_object_get(root, "backends");
    size_t used = 0;

    (void)snprintf(buf, size, "%.40s",
                   name_of(root) != NULL ? name_of(root) : "(no name)");
    for (size_t i = 0; i < json_array_size(list) && used < size; i++) {
        const char *name = name_of(json_array_get(list, i));

        used += (size_t)snprintf(buf + used, size - used, "%s%.40s", i > 0 ? ", " : "",
                                 name != NULL ? name : "(no name)");
    }
}

/* The measurement without a name: what the file says itself, or the only one of the list. */
static enum rtpart_code find_only(const json_t *root, const json_t **out,
                                  struct rtpart_error *err)
{
    const json_t *list = json_object_get(root, "backends");
    char names[200];

    *out = root;
    if (time_key(root) != NULL)
        return RTPART_OK;
    if (json_array_size(list) == 0)
        return rtpart_fail(err, RTPART_EINPUT, "there is no \"latency_ns\"");
    *out = json_array_get(list, 0);
    if (json_array_size(list) == 1)
        return RTPART_OK;
    list_names(names, sizeof names, root);
    return rtpart_fail(err, RTPART_EINPUT,
                       "%zu measurements: %s; say which, as @FILE:NAME",
                       json_array_size(list), names);
}

/* The measurement of that name. */
static enum rtpart_code find_name(const json_t *root, const char *name,
                                  const json_t **out, struct rtpart_error *err)
{
    const json_t *list = json_object_get(root, "backends");
    char names[200];
    size_t found = 0;

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *his = name_of(json_array_get(list, i));

        if (his == NULL || strcmp(his, name) != 0)
            continue;
        *out = json_array_get(list, i);
        found++;
    }
    if (found == 0 && name_of(root) != NULL && strcmp(name_of(root), name) == 0) {
        *out = root;
        found = 1;
    }
    if (found == 1)
        return RTPART_OK;
    list_names(names, sizeof names, root);
    return rtpart_fail(err, RTPART_EINPUT,
                       found == 0 ? "no measurement is called \"%.60s\"; there is %s"
                                  : "several measurements are called \"%.60s\": %s",
                       name, names);
}

static enum rtpart_code take(const json_t *one, struct rtpart_measured_latency *out,
                             struct rtpart_error *err)
{
    const char *name = name_of(one);
    const char *key = time_key(one);
    const json_t *value = key != NULL ? json_object_get(one, key) : NULL;
    const json_int_t ns = json_integer_value(value);

    if (value == NULL)
        return rtpart_fail(err, RTPART_EINPUT, "there is no \"latency_ns\"");
    if (!json_is_integer(value) || ns < 0 || ns > RTPART_NS_MAX)
        return rtpart_fail(err, RTPART_EINPUT,
                           "\"%s\" is not a whole number of ns in 0 .. 2^53", key);
    if (name != NULL && (out->backend = strdup(name)) == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    out->ns = ns;
    return RTPART_OK;
}

static enum rtpart_code parse(const char *text, size_t len, const char *name,
                              struct rtpart_measured_latency *out,
                              struct rtpart_error *err)
{
    json_error_t why;
    RTPART_AUTO_JSON json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &why);
    const json_t *one = NULL;
    enum rtpart_code code;

    if (root == NULL)
        return rtpart_fail(err, RTPART_EINPUT, "line %d: %.200s", why.line, why.text);
    code = check_root(root, err);
    if (code == RTPART_OK)
        code =
            name != NULL ? find_name(root, name, &one, err) : find_only(root, &one, err);
    return code == RTPART_OK ? take(one, out, err) : code;
}

enum rtpart_code rtpart_measured_latency_read(const char *where,
                                              struct rtpart_measured_latency *out,
                                              struct rtpart_error *err)
{
    const char *slash = strrchr(where, '/');
    const char *colon = strrchr(slash != NULL ? slash : where, ':');
    const size_t length = colon != NULL ? (size_t)(colon - where) : strlen(where);
    RTPART_AUTO_FREE char *text = NULL;
    size_t len = 0;
    enum rtpart_code code;

    *out = (struct rtpart_measured_latency){.file = strndup(where, length)};
    if (out->file == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    if (length == 0 || strcmp(out->file, "-") == 0)
        code = rtpart_fail(err, RTPART_EINPUT,
                           "\"@%.60s\" names no file with a measured latency", where);
    else
        code = rtpart_readall(out->file, FILE_MAX, &text, &len, err);
    if (code == RTPART_OK) {
        code = parse(text, len, colon != NULL ? colon + 1 : NULL, out, err);
        if (code != RTPART_OK)
            rtpart_error_in(err, out->file);
    }
    if (code != RTPART_OK)
        rtpart_measured_latency_free(out);
    return code;
}
