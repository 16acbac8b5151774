/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/journal_json.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/json_out.h"

#define SCHEMA "rtpart.journal/1"

static json_t *sched_to_json(const struct rtpart_sched *s)
{
    return json_pack("{s:i, s:i, s:i, s:i, s:I, s:I, s:I}", "policy", (int)s->policy,
                     "flags", (int)s->flags, "nice", (int)s->nice, "priority",
                     (int)s->priority, "runtime_ns", (json_int_t)s->runtime,
                     "deadline_ns", (json_int_t)s->deadline, "period_ns",
                     (json_int_t)s->period);
}

static json_t *cpus_to_json(const struct rtpart_cpus *c)
{
    const size_t size = (size_t)RTPART_CPUS_MAX * 5;
    RTPART_AUTO_FREE char *text = malloc(size);

    return text != NULL ? json_string(rtpart_cpus_format(text, size, c)) : NULL;
}

static json_t *thread_to_json(const struct rtpart_thread *t)
{
    return json_pack("{s:i, s:i, s:I, s:o}", "pid", t->pid, "tid", t->tid, "start",
                     (json_int_t)t->start, "comm", rtpart_json_text(t->comm));
}

static json_t *change_to_json(const struct rtpart_change *c)
{
    json_t *o = json_pack("{s:s, s:o, s:i}", "kind", rtpart_change_kind_name(c->kind),
                          "who", rtpart_json_text(c->who), "vcpu", c->vcpu);
    int e = o == NULL;

    if (rtpart_change_of_thread(c->kind))
        e |= json_object_set_new(o, "thread", thread_to_json(&c->thread));
    if (c->kind == RTPART_CHANGE_SCHED) {
        e |= json_object_set_new(o, "sched_found", sched_to_json(&c->sched_found));
        e |= json_object_set_new(o, "sched_wanted", sched_to_json(&c->sched_wanted));
    }
    if (c->kind == RTPART_CHANGE_MOVE)
        e |= json_object_set_new(o, "cpus_found", cpus_to_json(&c->cpus_found));
    if (c->path != NULL)
        e |= json_object_set_new(o, "path", rtpart_json_text(c->path));
    if (c->found != NULL)
        e |= json_object_set_new(o, "found", rtpart_json_text(c->found));
    if (c->wanted != NULL)
        e |= json_object_set_new(o, "wanted", rtpart_json_text(c->wanted));
    if (e == 0)
        return o;
    json_decref(o);
    return NULL;
}

json_t *rtpart_deployment_to_json(const struct rtpart_deployment *d)
{
    RTPART_AUTO_JSON json_t *changes = json_array();

    for (size_t i = 0; i < d->count; i++)
        if (json_array_append_new(changes, change_to_json(&d->changes[i])) != 0)
            return NULL;
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:s, s:b, s:I, s:I, s:i, s:O}", "schema",
                     SCHEMA, "name", rtpart_json_text(d->name), "target",
                     rtpart_json_text(d->target), "target_name",
                     rtpart_json_text(d->target_name), "plan", rtpart_json_text(d->plan),
                     "boot_id", d->boot_id, "applied", (int)d->applied, "free_before",
                     (json_int_t)d->free_before, "booked_before",
                     (json_int_t)d->booked_before, "cpus_before", (int)d->cpus_before,
                     "changes", changes);
}

/* Reading: `ok` turns false at the first thing that is missing or of another type. */
struct reader {
    bool ok;
    bool memory; /* it was memory that was missing */
};

static int64_t get_int(struct reader *r, const json_t *o, const char *key, int64_t min,
                       int64_t max)
{
    const json_t *v = json_object_get(o, key);
    const json_int_t n = json_integer_value(v);

    if (!json_is_integer(v) || n < min || n > max) {
        r->ok = false;
        return min;
    }
    return n;
}

/* A string, or NULL for null or nothing; the caller owns it. */
static char *get_text(struct reader *r, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);

    if (v == NULL || json_is_null(v))
        return NULL;
    if (!json_is_string(v)) {
        r->ok = false;
        return NULL;
    }
    char *copy = strdup(json_string_value(v));

    if (copy == NULL)
        r->ok = !(r->memory = true);
    return copy;
}

static struct rtpart_sched get_sched(struct reader *r, const json_t *o, const char *key)
{
    const json_t *s = json_object_get(o, key);

    return (struct rtpart_sched){
        .policy = (uint32_t)get_int(r, s, "policy", 0, 64),
        .flags = (uint32_t)get_int(r, s, "flags", 0, INT_MAX),
        .nice = (int32_t)get_int(r, s, "nice", -20, 19),
        .priority = (uint32_t)get_int(r, s, "priority", 0, 99),
        .runtime = get_int(r, s, "runtime_ns", 0, INT64_MAX),
        .deadline = get_int(r, s, "deadline_ns", 0, INT64_MAX),
        .period = get_int(r, s, "period_ns", 0, INT64_MAX),
    };
}

static struct rtpart_thread get_thread(struct reader *r, const json_t *o)
{
    const json_t *t = json_object_get(o, "thread");
    struct rtpart_thread thread = {
        .pid = (pid_t)get_int(r, t, "pid", 1, INT_MAX),
        .tid = (pid_t)get_int(r, t, "tid", 1, INT_MAX),
        .start = (uint64_t)get_int(r, t, "start", 0, INT64_MAX),
    };
    RTPART_AUTO_FREE char *comm = get_text(r, t, "comm");

    (void)snprintf(thread.comm, sizeof thread.comm, "%s", comm != NULL ? comm : "");
    return thread;
}

static struct rtpart_cpus get_cpus(struct reader *r, const json_t *o, const char *key)
{
    RTPART_AUTO_FREE char *text = get_text(r, o, key);
    struct rtpart_cpus cpus = {0};

    if (text == NULL || rtpart_cpus_parse(text, &cpus, NULL) != RTPART_OK)
        r->ok = false;
    return cpus;
}

static enum rtpart_change_kind get_kind(struct reader *r, const json_t *o)
{
    RTPART_AUTO_FREE char *name = get_text(r, o, "kind");

    for (int kind = RTPART_CHANGE_SCHED; kind <= RTPART_CHANGE_CONTROLLER; kind++)
        if (name != NULL && strcmp(name, rtpart_change_kind_name(kind)) == 0)
            return (enum rtpart_change_kind)kind;
    r->ok = false;
    return RTPART_CHANGE_SCHED;
}

static void get_change(struct reader *r, const json_t *o, struct rtpart_change *c)
{
    c->kind = get_kind(r, o);
    c->who = get_text(r, o, "who");
    c->vcpu = (int)get_int(r, o, "vcpu", -1, INT_MAX);
    c->path = get_text(r, o, "path");
    c->found = get_text(r, o, "found");
    c->wanted = get_text(r, o, "wanted");
    if (rtpart_change_of_thread(c->kind))
        c->thread = get_thread(r, o);
    if (c->kind == RTPART_CHANGE_SCHED) {
        c->sched_found = get_sched(r, o, "sched_found");
        c->sched_wanted = get_sched(r, o, "sched_wanted");
    }
    if (c->kind == RTPART_CHANGE_MOVE)
        c->cpus_found = get_cpus(r, o, "cpus_found");
    const bool of_path = c->kind != RTPART_CHANGE_SCHED;

    if (c->who == NULL || (of_path && (c->path == NULL || *c->path != '/')) ||
        (c->path != NULL && c->path[0] != '/') ||
        (of_path && c->kind != RTPART_CHANGE_GROUP && c->wanted == NULL) ||
        (c->kind == RTPART_CHANGE_MOVE && c->found == NULL))
        r->ok = false;
}

static void get_deployment(struct reader *r, const json_t *o, struct rtpart_deployment *d)
{
    RTPART_AUTO_FREE char *schema = get_text(r, o, "schema");
    RTPART_AUTO_FREE char *boot = get_text(r, o, "boot_id");
    const json_t *changes = json_object_get(o, "changes");
    const size_t n = json_array_size(changes);

    d->name = get_text(r, o, "name");
    d->target = get_text(r, o, "target");
    d->target_name = get_text(r, o, "target_name");
    d->plan = get_text(r, o, "plan");
    d->applied = json_is_true(json_object_get(o, "applied"));
    d->free_before = get_int(r, o, "free_before", -1, INT64_MAX);
    d->booked_before = get_int(r, o, "booked_before", -1, INT64_MAX);
    d->cpus_before = (unsigned)get_int(r, o, "cpus_before", 0, RTPART_CPUS_MAX);
    (void)snprintf(d->boot_id, sizeof d->boot_id, "%s", boot != NULL ? boot : "");
    if (schema == NULL || strcmp(schema, SCHEMA) != 0 || d->name == NULL ||
        !json_is_array(changes)) {
        r->ok = false;
        return;
    }
    d->changes = calloc(n > 0 ? n : 1, sizeof *d->changes);
    if (d->changes == NULL) {
        r->ok = !(r->memory = true);
        return;
    }
    for (; d->count < n && r->ok; d->count++)
        get_change(r, json_array_get(changes, d->count), &d->changes[d->count]);
}

enum rtpart_code rtpart_deployment_from_json(const json_t *object,
                                             struct rtpart_deployment *out,
                                             struct rtpart_error *err)
{
    struct reader r = {.ok = true};

    *out = (struct rtpart_deployment){0};
    get_deployment(&r, object, out);
    if (r.ok)
        return RTPART_OK;
    rtpart_deployment_free(out);
    return r.memory ? rtpart_fail(err, RTPART_ENOMEM, "out of memory")
                    : rtpart_fail(err, RTPART_EINPUT, "this is no journal of rtdeploy");
}
