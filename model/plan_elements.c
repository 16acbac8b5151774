/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/plan_elements.h"

#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "common/auto.h"
#include "common/location.h"
#include "model/raw_task.h"
#include "model/xml_attribute.h"

static struct rtpart_location at(const struct rtpart_plan_reader *r, unsigned line)
{
    return (struct rtpart_location){r->file, line};
}

static enum rtpart_code no_memory(const struct rtpart_plan_reader *r,
                                  struct rtpart_error *err)
{
    return rtpart_fail_at(err, RTPART_ENOMEM, at(r, 0), "out of memory");
}

enum rtpart_code rtpart_plan_start_tasks(struct rtpart_plan_reader *r,
                                         const struct rtpart_xml_element *e,
                                         struct rtpart_error *err)
{
    static const char *const known[] = {NULL};

    return rtpart_xml_known(r->file, e, known, err);
}

/* Room for the priority of one more task, as rtpart_taskset_add makes it for the task. */
static enum rtpart_code add_priority(struct rtpart_plan_reader *r, int priority,
                                     struct rtpart_error *err)
{
    struct rtpart_plan *p = r->plan;
    const size_t last = p->taskset.count - 1;

    int *priorities = rtpart_array_grow(p->priorities, last, sizeof *priorities);

    if (priorities == NULL)
        return no_memory(r, err);
    p->priorities = priorities;
    priorities[last] = priority;
    return RTPART_OK;
}

static enum rtpart_code add_task(struct rtpart_plan_reader *r,
                                 const struct rtpart_xml_element *e,
                                 struct rtpart_task *t, int priority,
                                 struct rtpart_error *err)
{
    struct rtpart_error why;
    enum rtpart_code code;

    if (rtpart_task_check(t, &why) != RTPART_OK)
        return rtpart_fail_at(err, RTPART_EINPUT, at(r, e->line), "%s", why.message);
    t->line = e->line; /* which the message had already */
    code = rtpart_taskset_append(&r->plan->taskset, t, err);
    return code == RTPART_OK ? add_priority(r, priority, err) : code;
}

enum rtpart_code rtpart_plan_start_task(struct rtpart_plan_reader *r,
                                        const struct rtpart_xml_element *e,
                                        struct rtpart_error *err)
{
    static const char *const known[] = {
        "name",           "wcet_ns",    "deadline_ns", "period_ns",
        "guest_priority", "fixed_vcpu", "prio",        NULL};
    const char *name = NULL;
    struct rtpart_task t = {0};
    int64_t priority = 0;
    int64_t vcpu = -1;
    int64_t prio = 0;
    enum rtpart_code code = rtpart_xml_known(r->file, e, known, err);

    if (r->plan->taskset.count == RTPART_TASKS_MAX)
        return rtpart_fail_at(err, RTPART_EINPUT, at(r, e->line), "more than %d tasks",
                              RTPART_TASKS_MAX);
    if (code == RTPART_OK)
        code = rtpart_xml_need(r->file, e, "name", &name, err);
    if (code == RTPART_OK)
        code = rtpart_raw_name_check(at(r, e->line), "<task>", name, err);
    if (code == RTPART_OK)
        code = rtpart_xml_integer(r->file, e, "wcet_ns", 1, RTPART_NS_MAX, &t.wcet, err);
    if (code == RTPART_OK)
        code = rtpart_xml_integer(r->file, e, "deadline_ns", 1, RTPART_NS_MAX,
                                  &t.deadline, err);
    if (code == RTPART_OK)
        code =
            rtpart_xml_integer(r->file, e, "period_ns", 1, RTPART_NS_MAX, &t.period, err);
    if (code == RTPART_OK)
        code = rtpart_xml_integer(r->file, e, "guest_priority", 0, RTPART_PRIORITY_MAX,
                                  &priority, err);
    if (code == RTPART_OK)
        code = rtpart_xml_optional_integer(r->file, e, "fixed_vcpu", 0,
                                           RTPART_VCPUS_MAX - 1, &vcpu, err);
    if (code == RTPART_OK)
        code = rtpart_xml_optional_integer(r->file, e, "prio", 1, 99, &prio, err);
    if (code != RTPART_OK)
        return code;

    RTPART_AUTO_FREE char *copy = strdup(name);

    if (copy == NULL)
        return no_memory(r, err);
    t.name = copy;
    t.vcpu = (int)vcpu;
    t.prio = (int)prio;
    return add_task(r, e, &t, (int)priority, err);
}

/* Index the names, for the <run>s that follow. */
enum rtpart_code rtpart_plan_end_tasks(struct rtpart_plan_reader *r,
                                       struct rtpart_error *err)
{
    struct rtpart_taskset *ts = &r->plan->taskset;
    enum rtpart_code code;
    size_t a;
    size_t b;

    if (ts->count == 0)
        return RTPART_OK; /* rtpart_plan_check says so */
    code = rtpart_name_index_build(&r->names, &ts->tasks[0].name, sizeof ts->tasks[0],
                                   ts->count, err);
    if (code != RTPART_OK)
        return code;
    r->placed = calloc(ts->count, sizeof *r->placed);
    if (r->placed == NULL)
        return no_memory(r, err);
    if (!rtpart_name_index_duplicate(&r->names, &a, &b))
        return RTPART_OK;
    return rtpart_fail_at(err, RTPART_EINPUT, at(r, ts->tasks[b].line),
                          "task \"%.80s\": the task of line %u has that name too",
                          ts->tasks[b].name, ts->tasks[a].line);
}

/* Room for one more vCPU. */
static enum rtpart_code add_vcpu(struct rtpart_plan_reader *r,
                                 const struct rtpart_prm *prm, struct rtpart_error *err)
{
    struct rtpart_plan *p = r->plan;
    struct rtpart_plan_vcpu *vcpus =
        rtpart_array_grow(p->vcpus, p->vcpu_count, sizeof *vcpus);

    if (vcpus == NULL)
        return no_memory(r, err);
    p->vcpus = vcpus;
    vcpus[p->vcpu_count++] = (struct rtpart_plan_vcpu){.prm = *prm};
    return RTPART_OK;
}

enum rtpart_code rtpart_plan_start_vcpu(struct rtpart_plan_reader *r,
                                        const struct rtpart_xml_element *e,
                                        struct rtpart_error *err)
{
    static const char *const known[] = {"id", "runtime_ns", "period_ns", NULL};
    struct rtpart_prm prm = {0};
    struct rtpart_error why;
    int64_t id = 0;
    enum rtpart_code code = rtpart_xml_known(r->file, e, known, err);

    if (code == RTPART_OK)
        code = rtpart_xml_integer(r->file, e, "id", 0, RTPART_VCPUS_MAX - 1, &id, err);
    if (code == RTPART_OK)
        code = rtpart_xml_integer(r->file, e, "runtime_ns", 0, RTPART_NS_MAX, &prm.budget,
                                  err);
    if (code == RTPART_OK)
        code = rtpart_xml_integer(r->file, e, "period_ns", 0, RTPART_NS_MAX, &prm.period,
                                  err);
    if (code != RTPART_OK)
        return code;
    if ((size_t)id != r->plan->vcpu_count)
        return rtpart_fail_at(err, RTPART_EINPUT, at(r, e->line),
                              "<vcpu>: id=\"%d\", but the next in order is %zu", (int)id,
                              r->plan->vcpu_count);
    if (prm.period != 0 && rtpart_prm_check(&prm, &why) != RTPART_OK)
        return rtpart_fail_at(err, RTPART_EINPUT, at(r, e->line), "vCPU %d: %s", (int)id,
                              why.message);
    return add_vcpu(r, &prm, err);
}

enum rtpart_code rtpart_plan_start_run(struct rtpart_plan_reader *r,
                                       const struct rtpart_xml_element *e,
                                       struct rtpart_error *err)
{
    static const char *const known[] = {"task", NULL};
    const char *name = NULL;
    size_t task;
    enum rtpart_code code = rtpart_xml_known(r->file, e, known, err);

    if (code == RTPART_OK)
        code = rtpart_xml_need(r->file, e, "task", &name, err);
    if (code != RTPART_OK)
        return code;
    if (!rtpart_name_index_find(&r->names, name, &task))
        return rtpart_fail_at(
            err, RTPART_EINPUT, at(r, e->line),
            "<run>: there is no task \"%.80s\" in the <tasks> before it", name);
    if (r->placed[task] != 0)
        return rtpart_fail_at(err, RTPART_EINPUT, at(r, e->line),
                              "<run>: task \"%.80s\" runs in line %u already", name,
                              r->placed[task]);
    r->placed[task] = e->line;
    return rtpart_plan_place(r->plan, r->plan->vcpu_count - 1, task, err);
}
