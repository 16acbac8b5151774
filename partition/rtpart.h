/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtpart.h - the parts of rtpart: what was asked, what came out, and how it is shown
 */
#ifndef RTPART_PARTITION_RTPART_H
#define RTPART_PARTITION_RTPART_H

#include <signal.h>
#include <stdio.h>

#include <jansson.h>

#include "analysis/host_report.h"
#include "analysis/task_source.h"
#include "common/cli.h"
#include "common/progress.h"
#include "partition/members.h"
#include "partition/partition.h"
#include "partition/plan_update.h"
#include "partition/vcpus_auto.h"

/* The command line. */
struct rtpart_arguments {
    struct rtpart_cli cli;
    struct rtpart_task_options tasks;
    struct rtpart_grid grid;                  /* what is asked of it; 0: nothing */
    unsigned vcpus;                           /* 0: not given */
    bool vcpus_auto;                          /* the least number; vcpus is the most */
    const struct rtpart_heuristic *heuristic; /* NULL: not named */
    enum rtpart_objective objective;
    struct rtpart_ratio max_bandwidth;
    rtpart_ns time_limit; /* 0: none */
    bool partition_only;
    bool list;
    bool compare;
    const char *plot; /* picture to draw; NULL: none */
    bool keep_plot_data;
    const char *add;     /* file of tasks that join the plan `file`; NULL: none */
    const char **remove; /* owned: tasks that leave it */
    size_t remove_count;
    unsigned may_move;
    struct rtpart_host_options host; /* cpus 0: not asked about */
    const char *file;
    const char *command; /* all of it, for the plan */
};

/* The question and its answer. */
struct rtpart_job {
    const struct rtpart_arguments *args;
    struct rtpart_task_source source;
    struct rtpart_partition_request request;
    struct rtpart_partition partition;
    struct rtpart_members members; /* of the partition */
    const char *title;             /* what the answer is about, for its first line */
    const char *method;            /* name of the heuristic that gave the answer */
    bool fell_back;                /* the first one of fallback.h found nothing */
    const char *origin_source;     /* for the plan: file of the task set, */
    const struct rtpart_provenance *origin_set; /* and who made that */
    struct rtpart_plan plan;                    /* where one is needed */
    struct rtpart_vcpus choices; /* of --vcpus auto; the partition of the first row has
                                      moved to `partition` */
    struct rtpart_plan old;      /* of --add and --remove: what is in service */
    struct rtpart_plan_update update;  /* its partition has moved to `partition` */
    struct rtpart_plan_update further; /* no room: with more moves; or zeroed */
    struct rtpart_host_report host;    /* where a host is asked about */
    bool interrupted; /* a signal ended a search: better answers may have been missed */
};

/* What a long method is watched with. */
struct rtpart_watch {
    struct rtpart_progress progress;
    bool quiet;
    const volatile sig_atomic_t *stop; /* NULL: a signal ends the program, as always */
    bool stopped; /* a search was told to stop, because of a signal */
};

/* Is a plan to be updated, in place of a task set to be partitioned? */
static inline bool rtpart_is_update(const struct rtpart_arguments *args)
{
    return args->add != NULL || args->remove_count > 0;
}

/* rtpart_args.c: the command line, or exit. */
void rtpart_arguments_parse(struct rtpart_arguments *args, int argc, char **argv);
void rtpart_arguments_free(struct rtpart_arguments *args);

/* rtpart_watch.c: show how far `what` is. @searches  it looks at the tick, so that a first
 * signal may end it with the best answer so far; a second one ends the program. */
void rtpart_watch_start(struct rtpart_watch *w, const char *what, bool quiet,
                        bool searches);

/* rtpart_watch.c: another method begins. */
void rtpart_watch_next(struct rtpart_watch *w, const char *what);

/* rtpart_watch.c: a tick (partition.h) of that watch. */
bool rtpart_watch_tick(void *ctx, double done);

/* rtpart_list.c: the methods (--list). */
enum rtpart_code rtpart_list_print(const struct rtpart_cli *cli,
                                   struct rtpart_error *err);

/* rtpart_words.c: sum of C/T on vCPU v; for printing. */
double rtpart_job_utilization(const struct rtpart_job *job, unsigned v);

/*
 * rtpart_words.c: how good a found partition is known to be: "optimal", "within 1.20 % of
 * the optimum", or "" where nothing is known. @buf is filled and returned.
 */
const char *rtpart_quality(char *buf, size_t size, const struct rtpart_partition *p,
                           enum rtpart_objective objective);

/*
 * rtpart_words.c: that the first method found nothing and another was used, as a line; ""
 * where a heuristic is named, or the first one gave the answer. @buf is filled and returned.
 */
const char *rtpart_fallback_text(char *buf, size_t size, const struct rtpart_job *job);

/* rtpart_words.c: why there is no partition, in one clause without a full stop. */
char *rtpart_reason(char *buf, size_t size, const struct rtpart_job *job);

/* rtpart_json.c: --format json. New reference; NULL: out of memory. */
json_t *rtpart_job_json(const struct rtpart_job *job);

/* rtpart_json.c: the vCPUs of the answer, for the key "vcpus". Likewise. */
json_t *rtpart_vcpus_json(const struct rtpart_job *job);

/* rtpart_compare.c: every method beside global guests, to where cli says. */
enum rtpart_code rtpart_compare_show(struct rtpart_job *job,
                                     const struct rtpart_notes *notes,
                                     enum rtpart_answer *answer,
                                     struct rtpart_error *err);

/*
 * rtpart_choices.c: --vcpus auto. Look for the least number of vCPUs and fill in choices,
 * partition and method; request.vcpus becomes that number. Returns as rtpart_vcpus_auto.
 */
enum rtpart_code rtpart_choices_solve(struct rtpart_job *job, struct rtpart_error *err);

/* rtpart_choices.c: what each more vCPU would buy, for people. Returns 0 or RTPART_ENOMEM. */
enum rtpart_code rtpart_choices_put(FILE *out, const struct rtpart_job *job,
                                    struct rtpart_error *err);

/* rtpart_choices.c: the same for the key "auto". New reference; NULL: out of memory. */
json_t *rtpart_choices_json(const struct rtpart_job *job);

/* rtpart_update.c: --add, --remove: read the plan and the tasks that join it. */
enum rtpart_code rtpart_update_read(struct rtpart_job *job,
                                    const struct rtpart_notes *notes,
                                    struct rtpart_error *err);

/* rtpart_update.c: fill in request, partition and update; where there is no room, further.
 * Returns as rtpart_plan_update. */
enum rtpart_code rtpart_update_solve(struct rtpart_job *job, struct rtpart_error *err);

/* rtpart_update.c: why there is no room, and which moves would make it. As rtpart_reason. */
char *rtpart_update_reason(char *buf, size_t size, const struct rtpart_job *job);

/* rtpart_changes.c: tasks and reservations that changed, for people; the plan is made.
 * Returns 0 or RTPART_ENOMEM. */
enum rtpart_code rtpart_changes_put(FILE *out, const struct rtpart_job *job,
                                    struct rtpart_error *err);

/* rtpart_changes.c: the same for the key "changes"; of no answer, what would help, or JSON
 * null. New reference; NULL: out of memory. */
json_t *rtpart_changes_json(const struct rtpart_job *job);

/* rtpart_host.c: ask the host about the reservations that were found. Returns as
 * rtpart_host_fit. */
enum rtpart_code rtpart_host_ask(struct rtpart_job *job, struct rtpart_error *err);

/* rtpart_host.c: guarantee and placement, for people. Returns 0 or RTPART_ENOMEM. */
enum rtpart_code rtpart_host_put(FILE *out, const struct rtpart_job *job,
                                 struct rtpart_error *err);

/*
 * rtpart_footer.c: what is said below the table of vCPUs, without the last newline.
 * @text  owned by the caller; NULL: nothing
 * Returns 0 or RTPART_ENOMEM.
 */
enum rtpart_code rtpart_footer_text(const struct rtpart_job *job, char **text,
                                    struct rtpart_error *err);

/* rtpart_table.c: the answer as table, JSON or CSV, to cli->output. */
enum rtpart_code rtpart_job_print(const struct rtpart_cli *cli,
                                  const struct rtpart_job *job, struct rtpart_error *err);

/* rtpart_plan.c: job->plan of a partition that was found, with its certificates. */
enum rtpart_code rtpart_job_make_plan(struct rtpart_job *job,
                                      const struct rtpart_notes *notes,
                                      struct rtpart_error *err);

/* rtpart_plan.c: the plan to `path` (NULL: standard output). */
enum rtpart_code rtpart_job_write_plan(const struct rtpart_job *job, const char *path,
                                       struct rtpart_error *err);

#endif
