/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "common/location.h"
#include "model/plan_elements.h"
#include "model/verdict.h"
#include "model/xml_attribute.h"

/* <certificates digest="16 hexadecimal digits">: rtpart_plan_digest when they were made. */
enum rtpart_code rtpart_plan_start_certificates(struct rtpart_plan_reader *r,
                                                const struct rtpart_xml_element *e,
                                                struct rtpart_error *err)
{
    static const char *const known[] = {"digest", NULL};
    const struct rtpart_location here = {r->file, e->line};
    const char *digest = NULL;
    enum rtpart_code code = rtpart_xml_known(r->file, e, known, err);

    if (code == RTPART_OK)
        code = rtpart_xml_need(r->file, e, "digest", &digest, err);
    if (code != RTPART_OK)
        return code;
    if (strlen(digest) != 16 || strspn(digest, "0123456789abcdef") != 16)
        return rtpart_fail_at(err, RTPART_EINPUT, here,
                              "<certificates>: digest=\"%.60s\" is not 16 digits 0-9 a-f",
                              digest);
    r->plan->certified = strtoull(digest, NULL, 16);
    return RTPART_OK;
}

/* The task or the vCPU that a certificate speaks of. */
static enum rtpart_code read_subject(struct rtpart_plan_reader *r,
                                     const struct rtpart_xml_element *e,
                                     struct rtpart_certificate *c,
                                     struct rtpart_error *err)
{
    const char *task = rtpart_xml_get(e, "", "task");
    int64_t vcpu = 0;
    const enum rtpart_code code =
        rtpart_xml_integer(r->file, e, "vcpu", 0, RTPART_VCPUS_MAX - 1, &vcpu, err);

    if (code != RTPART_OK)
        return code;
    c->vcpu = (size_t)vcpu;
    c->task = RTPART_NO_TASK;
    if (task != NULL && !rtpart_name_index_find(&r->names, task, &c->task))
        return rtpart_fail_at(
            err, RTPART_EINPUT, (struct rtpart_location){r->file, e->line},
            "<certificate>: there is no task \"%.80s\" in the <tasks> before it", task);
    return RTPART_OK;
}

static enum rtpart_code add_certificate(struct rtpart_plan *p,
                                        const struct rtpart_certificate *c,
                                        struct rtpart_error *err)
{
    const size_t n = p->certificate_count;
    struct rtpart_certificate *bigger =
        rtpart_array_grow(p->certificates, n, sizeof *bigger);

    if (bigger == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu certificates", n);
    p->certificates = bigger;
    bigger[p->certificate_count++] = *c;
    return RTPART_OK;
}

enum rtpart_code rtpart_plan_start_certificate(struct rtpart_plan_reader *r,
                                               const struct rtpart_xml_element *e,
                                               struct rtpart_error *err)
{
    static const char *const known[] = {"kind",  "vcpu",      "task",      "horizon_ns",
                                        "at_ns", "demand_ns", "supply_ns", NULL};
    struct rtpart_certificate c = {0};
    const char *kind = NULL;
    enum rtpart_code code = rtpart_xml_known(r->file, e, known, err);

    if (code == RTPART_OK)
        code = rtpart_xml_need(r->file, e, "kind", &kind, err);
    if (code == RTPART_OK && !rtpart_certificate_kind_from_name(kind, &c.kind))
        return rtpart_fail_at(
            err, RTPART_EINPUT, (struct rtpart_location){r->file, e->line},
            "<certificate>: unknown kind=\"%.60s\" (known: fp, edf, gedf, "
            "gfp)",
            kind);
    if (code == RTPART_OK)
        code = read_subject(r, e, &c, err);
    if (code == RTPART_OK)
        code = rtpart_xml_integer(r->file, e, "horizon_ns", 0, (rtpart_ns)1 << 60,
                                  &c.horizon, err);
    if (code == RTPART_OK)
        code = rtpart_xml_integer(r->file, e, "at_ns", 0, (rtpart_ns)1 << 60, &c.at, err);
    if (code == RTPART_OK)
        code = rtpart_xml_integer(r->file, e, "demand_ns", 0, INT64_MAX, &c.demand, err);
    if (code == RTPART_OK)
        code = rtpart_xml_integer(r->file, e, "supply_ns", 0, INT64_MAX, &c.supply, err);
    return code == RTPART_OK ? add_certificate(r->plan, &c, err) : code;
}
