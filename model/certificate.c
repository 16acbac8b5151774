/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/certificate.h"

#include <string.h>

#include "common/checksum.h"
#include "model/plan.h"

static const char *const kind_names[] = {"fp", "edf", "gedf", "gfp"};

const char *rtpart_certificate_kind_name(enum rtpart_certificate_kind kind)
{
    return kind_names[kind];
}

bool rtpart_certificate_kind_from_name(const char *name,
                                       enum rtpart_certificate_kind *out)
{
    for (size_t i = 0; i < sizeof kind_names / sizeof *kind_names; i++)
        if (strcmp(name, kind_names[i]) == 0) {
            *out = (enum rtpart_certificate_kind)i;
            return true;
        }
    return false;
}

/* Numbers are summed byte by byte from the lowest: the same on every machine. */
static uint64_t add_number(uint64_t sum, int64_t value)
{
    unsigned char bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)value >> (8 * i));
    return rtpart_checksum(sum, bytes, sizeof bytes);
}

uint64_t rtpart_plan_digest(const struct rtpart_plan *plan)
{
    uint64_t sum = RTPART_CHECKSUM_START;

    sum = add_number(sum, plan->kind);
    sum = add_number(sum, plan->scheduler);
    sum = add_number(sum, plan->latency);
    for (size_t i = 0; i < plan->taskset.count; i++) {
        const struct rtpart_task *t = &plan->taskset.tasks[i];

        sum = add_number(sum, t->wcet);
        sum = add_number(sum, t->deadline);
        sum = add_number(sum, t->period);
        sum = add_number(sum, t->prio);
    }
    for (size_t v = 0; v < plan->vcpu_count; v++) {
        const struct rtpart_plan_vcpu *vcpu = &plan->vcpus[v];

        sum = add_number(sum, vcpu->prm.budget);
        sum = add_number(sum, vcpu->prm.period);
        for (size_t i = 0; i < vcpu->task_count; i++)
            sum = add_number(sum, (int64_t)vcpu->tasks[i]);
        sum = add_number(sum, -1);
    }
    for (size_t i = 0; i < plan->certificate_count; i++) {
        const struct rtpart_certificate *c = &plan->certificates[i];

        sum = add_number(sum, c->kind);
        sum = add_number(sum, (int64_t)c->vcpu);
        sum = add_number(sum, (int64_t)c->task);
        sum = add_number(sum, c->horizon);
        sum = add_number(sum, c->at);
        sum = add_number(sum, c->demand);
        sum = add_number(sum, c->supply);
    }
    sum = add_number(sum, plan->mpr.budget);
    sum = add_number(sum, plan->mpr.period);
    return add_number(sum, plan->mpr.cpus);
}
