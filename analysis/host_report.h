/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host_report.h - the reservations of plans on a described host (host_fit.h), as answers that
 *                 tools print
 */
#ifndef RTPART_ANALYSIS_HOST_REPORT_H
#define RTPART_ANALYSIS_HOST_REPORT_H

#include <stdio.h>

#include <jansson.h>

#include "analysis/host_options.h"
#include "common/result.h"

/* The reservation of one vCPU. */
struct rtpart_host_vcpu {
    const char *plan; /* borrowed; NULL: there is only one */
    size_t vcpu;
    struct rtpart_prm prm; /* budget > 0 */
};

/* Question and answer. A zeroed struct is empty; rtpart_host_report_free. */
struct rtpart_host_report {
    const struct rtpart_host_options *options; /* borrowed */
    struct rtpart_host_vcpu *vcpus;            /* owned */
    size_t count;
    struct rtpart_host_fit fit;
};

/* One more vCPU, before the host is asked; one that reserves nothing is left out. Returns 0
 * or RTPART_ENOMEM. */
enum rtpart_code rtpart_host_report_add(struct rtpart_host_report *r, const char *plan,
                                        size_t vcpu, const struct rtpart_prm *prm,
                                        struct rtpart_error *err);

/*
 * Ask the host.
 * @options  must outlive the report
 * Returns as rtpart_host_fit.
 */
enum rtpart_code rtpart_host_report_ask(struct rtpart_host_report *r,
                                        const struct rtpart_host_options *options,
                                        struct rtpart_error *err);

/* SCHEDULABLE: every budget comes in time; UNSCHEDULABLE: the kernel refuses; UNDECIDED: it
 * admits them, and nothing more is proved. */
enum rtpart_answer rtpart_host_report_answer(const struct rtpart_host_report *r);

/* "2 reservations, 151.52 % of a core, on 8 CPUs of 95 % each, of which 60 % are used: hard,
 * partitioned". @buf is filled and returned. */
char *rtpart_host_report_headline(char *buf, size_t size,
                                  const struct rtpart_host_report *r);

/* Start a table (plan, where plans have names, vCPU, Q, P, Q/P, CPU) and fill in a row for
 * each vCPU; the CPU only where there is a placement. */
void rtpart_host_report_table(struct rtpart_table *t, enum rtpart_format format,
                              const struct rtpart_host_report *r);

/* What holds and what is missing, one line for each guarantee, without the last newline. */
char *rtpart_host_report_notes(char *buf, size_t size,
                               const struct rtpart_host_report *r);

/*
 * {"answer","guarantee","cpus","cap","used","bandwidth","kernel","global_edf","partitioned",
 * "vcpus"}. New reference; NULL: out of memory.
 */
json_t *rtpart_host_report_json(const struct rtpart_host_report *r);

/* Frees the contents and leaves a zeroed struct. */
void rtpart_host_report_free(struct rtpart_host_report *r);

#endif
