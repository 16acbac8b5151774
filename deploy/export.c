/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/export.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "common/auto.h"
#include "common/json_out.h"

/* A reservation in whole units of `unit` ns, to the safe side. */
struct rounded {
    int64_t budget;
    int64_t period;
};

static enum rtpart_code round_prm(const struct rtpart_prm *r, rtpart_ns unit,
                                  const char *unit_name, size_t vcpu, struct rounded *out,
                                  const struct rtpart_notes *notes,
                                  struct rtpart_error *err)
{
    const struct rounded n = {rtpart_ns_ceil_div(r->budget, unit), r->period / unit};

    if (n.budget > n.period)
        return rtpart_fail(err, RTPART_EHOST,
                           "vCPU %zu: %" PRId64 " ns in every %" PRId64
                           " ns cannot be told in whole %s",
                           vcpu, r->budget, r->period, unit_name);
    if (n.budget * unit != r->budget || n.period * unit != r->period)
        rtpart_note(notes,
                    "vCPU %zu: %" PRId64 " ns in every %" PRId64 " ns became %" PRId64
                    " in every %" PRId64 " %s",
                    vcpu, r->budget, r->period, n.budget, n.period, unit_name);
    *out = n;
    return RTPART_OK;
}

/* The next vCPU with a reservation, from `i` on; vcpu_count: none. */
static size_t next_vcpu(const struct rtpart_plan *plan, size_t i)
{
    while (i < plan->vcpu_count && plan->vcpus[i].prm.budget == 0)
        i++;
    return i;
}

/* One budget for all: that of a global plan, or of the only vCPU. */
static enum rtpart_code only_prm(const struct rtpart_plan *plan, const char *whose,
                                 struct rtpart_prm *out, struct rtpart_error *err)
{
    const size_t first = next_vcpu(plan, 0);

    if (plan->kind != RTPART_PLAN_GLOBAL && next_vcpu(plan, first + 1) < plan->vcpu_count)
        return rtpart_fail(err, RTPART_EMODEL,
                           "%s one budget, and the plan has several vCPUs: make a global "
                           "plan (rtanalyze mpr --format xml), or use rtdeploy apply",
                           whose);
    *out = plan->vcpus[first].prm;
    return RTPART_OK;
}

static enum rtpart_code write_xen(const struct rtpart_plan *plan, const char *name,
                                  FILE *out, const struct rtpart_notes *notes,
                                  struct rtpart_error *err)
{
    enum rtpart_code code = RTPART_OK;

    (void)fprintf(out, "xl sched-rtds -d %s", name);
    for (size_t i = next_vcpu(plan, 0); i < plan->vcpu_count && code == RTPART_OK;
         i = next_vcpu(plan, i + 1)) {
        struct rounded n = {0};

        code = round_prm(&plan->vcpus[i].prm, RTPART_US, "us", i, &n, notes, err);
        (void)fprintf(out, " -v %zu -p %" PRId64 " -b %" PRId64 " -e 0", i, n.period,
                      n.budget);
    }
    (void)fputc('\n', out);
    return code;
}

static enum rtpart_code write_libvirt(const struct rtpart_plan *plan, const char *name,
                                      FILE *out, const struct rtpart_notes *notes,
                                      struct rtpart_error *err)
{
    (void)notes;
    (void)err;
    (void)fprintf(
        out,
        "<name>%s</name>\n"
        "<vcpu placement='static'>%zu</vcpu>\n"
        "<cputune>\n"
        "  <!-- no vcpupin: SCHED_DEADLINE refuses pinned threads; no vcpusched: "
        "it has no deadline scheduler; no quota: it limits, it reserves nothing -->\n"
        "</cputune>\n"
        "<metadata>\n"
        "  <!-- kept, not acted upon: rtdeploy apply, after every start -->\n"
        "  <rtpart:reservations xmlns:rtpart='urn:rtpart:reservations:1'>\n",
        name, plan->vcpu_count);
    for (size_t i = next_vcpu(plan, 0); i < plan->vcpu_count; i = next_vcpu(plan, i + 1))
        (void)fprintf(out,
                      "    <rtpart:vcpu id='%zu' runtime_ns='%" PRId64
                      "' period_ns='%" PRId64 "'/>\n",
                      i, plan->vcpus[i].prm.budget, plan->vcpus[i].prm.period);
    (void)fputs("  </rtpart:reservations>\n</metadata>\n", out);
    return RTPART_OK;
}

static enum rtpart_code write_hcbs(const struct rtpart_plan *plan, const char *name,
                                   FILE *out, const struct rtpart_notes *notes,
                                   struct rtpart_error *err)
{
    const bool global = plan->kind == RTPART_PLAN_GLOBAL;
    enum rtpart_code code = RTPART_OK;

    for (size_t i = next_vcpu(plan, 0); i < plan->vcpu_count && code == RTPART_OK;
         i = next_vcpu(plan, i + 1)) {
        struct rounded n = {0};

        code = round_prm(&plan->vcpus[i].prm, RTPART_MS, "ms", i, &n, notes, err);
        if (global) {
            (void)fprintf(out, "Config %s %u %" PRId64 " %" PRId64 "\n", name,
                          plan->mpr.cpus, n.budget, n.period);
            break;
        }
        (void)fprintf(out, "Config %s-vcpu%zu 1 %" PRId64 " %" PRId64 "\n", name, i,
                      n.budget, n.period);
    }
    return code;
}

static enum rtpart_code write_oci(const struct rtpart_plan *plan, const char *name,
                                  FILE *out, const struct rtpart_notes *notes,
                                  struct rtpart_error *err)
{
    RTPART_AUTO_JSON json_t *patch = NULL;
    struct rtpart_prm prm = {0};
    struct rounded n = {0};
    enum rtpart_code code = only_prm(plan, "a container has", &prm, err);

    (void)name;
    if (code == RTPART_OK)
        code = round_prm(&prm, RTPART_US, "us", next_vcpu(plan, 0), &n, notes, err);
    if (code != RTPART_OK)
        return code;
    patch = json_pack("{s:{s:{s:{s:I, s:I}}}}", "linux", "resources", "cpu",
                      "realtimeRuntime", (json_int_t)n.budget, "realtimePeriod",
                      (json_int_t)n.period);
    return rtpart_json_print(patch, out, err);
}

static enum rtpart_code write_k8s(const struct rtpart_plan *plan, const char *name,
                                  FILE *out, const struct rtpart_notes *notes,
                                  struct rtpart_error *err)
{
    struct rtpart_prm prm = {0};
    struct rounded n = {0};
    enum rtpart_code code = only_prm(plan, "a container of a pod has", &prm, err);

    if (code == RTPART_OK)
        code = round_prm(&prm, RTPART_US, "us", next_vcpu(plan, 0), &n, notes, err);
    if (code != RTPART_OK)
        return code;
    (void)fprintf(
        out,
        "# For the pod: nothing in Kubernetes reads the annotation. On the node, "
        "as root:\n"
        "#   rtdeploy apply PLAN --cgroup GROUP-OF-THE-CONTAINER\n"
        "metadata:\n"
        "  annotations:\n"
        "    rtpart/name: \"%s\"\n"
        "    rtpart/runtime-us: \"%" PRId64 "\"\n"
        "    rtpart/period-us: \"%" PRId64 "\"\n"
        "    rtpart/cpus: \"%u\"\n"
        "spec:\n"
        "  containers:\n"
        "  - name: %s\n"
        "    securityContext:\n"
        "      capabilities:\n"
        "        add: [\"SYS_NICE\"]\n",
        name, n.budget, n.period, plan->kind == RTPART_PLAN_GLOBAL ? plan->mpr.cpus : 1,
        name);
    return code;
}

const struct rtpart_plan_export rtpart_plan_exports[] = {
    {"xen", "the command for the RTDS scheduler of Xen",
     "Xen's RTDS: times are whole us; the budgets are deferrable servers under global "
     "EDF on "
     "the CPUs of the pool, and their sum is not tested against them; the placement of "
     "tasks "
     "in the guest is not said",
     write_xen},
    {"libvirt", "a part of the XML of a libvirt domain",
     "libvirt: no setting of it reserves CPU time (vcpusched knows fifo and rr; quota is "
     "a "
     "limit); the metadata keep the reservations, and rtdeploy apply --libvirt makes "
     "them",
     write_libvirt},
    {"hcbs", "rows \"Config NAME CPUS RUNTIME PERIOD\" of the HCBS test suite",
     "HCBS configuration: times are whole ms; which vCPU is on which CPU is not said",
     write_hcbs},
    {"oci", "a merge patch for the config.json of an OCI container",
     "OCI: times are whole us, the same budget on each CPU; on cgroup v2 runc ignores "
     "it, crun "
     "refuses it and podman drops it; add CAP_SYS_NICE and an rtprio limit to the "
     "process",
     write_oci},
    {"k8s", "annotations of a Kubernetes pod, as a note",
     "Kubernetes: no field of a pod reserves real-time CPU time; the annotation is read "
     "by "
     "nobody, so rtdeploy apply must run on the node",
     write_k8s},
};

const size_t rtpart_plan_export_count =
    sizeof rtpart_plan_exports / sizeof *rtpart_plan_exports;

const struct rtpart_plan_export *rtpart_plan_export_find(const char *name)
{
    for (size_t i = 0; i < rtpart_plan_export_count; i++)
        if (strcmp(rtpart_plan_exports[i].name, name) == 0)
            return &rtpart_plan_exports[i];
    return NULL;
}

enum rtpart_code rtpart_plan_export_write(const struct rtpart_plan *plan,
                                          const struct rtpart_plan_export *format,
                                          const char *name, FILE *out,
                                          const struct rtpart_notes *notes,
                                          struct rtpart_error *err)
{
    if (next_vcpu(plan, 0) == plan->vcpu_count)
        return rtpart_fail(err, RTPART_EINPUT, "the plan reserves nothing");
    RTPART_AUTO_FREE char *text = NULL;
    size_t size = 0;
    FILE *whole = open_memstream(&text, &size); /* nothing is written of what fails */

    if (whole == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    const enum rtpart_code code = format->write(plan, name, whole, notes, err);

    if (fclose(whole) != 0)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    if (code != RTPART_OK)
        return code;
    (void)fwrite(text, 1, size, out);
    rtpart_note(notes, "lost in %s", format->loses);
    return RTPART_OK;
}
