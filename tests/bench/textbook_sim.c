/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/textbook_sim.h"

#include <stdbool.h>
#include <stdlib.h>

enum kind { RELEASE, COMPLETION };

struct event {
    rtpart_ns at;
    enum kind kind;
    size_t task;         /* RELEASE */
    struct job *job;     /* COMPLETION */
    uint64_t generation; /* of the job when this was foreseen; older ones are void */
};

struct job {
    size_t task;
    rtpart_ns release;
    rtpart_ns deadline;
    rtpart_ns left;
    rtpart_ns since; /* running since then */
    bool running;
    uint64_t generation;
    struct job *next; /* in the list of jobs, earliest deadline first */
};

struct sim {
    struct event *heap;
    size_t count;
    size_t capacity;
    struct job *jobs;
};

static void push(struct sim *s, struct event e)
{
    size_t i = s->count++;

    if (s->count > s->capacity) {
        s->capacity = s->capacity > 0 ? 2 * s->capacity : 64;
        s->heap = realloc(s->heap, s->capacity * sizeof *s->heap);
        if (s->heap == NULL)
            abort();
    }
    for (; i > 0 && s->heap[(i - 1) / 2].at > e.at; i = (i - 1) / 2)
        s->heap[i] = s->heap[(i - 1) / 2];
    s->heap[i] = e;
}

static struct event pop(struct sim *s)
{
    const struct event first = s->heap[0];
    const struct event last = s->heap[--s->count];
    size_t i = 0;

    for (size_t child = 1; child < s->count; child = 2 * i + 1) {
        if (child + 1 < s->count && s->heap[child + 1].at < s->heap[child].at)
            child++;
        if (last.at <= s->heap[child].at)
            break;
        s->heap[i] = s->heap[child];
        i = child;
    }
    s->heap[i] = last;
    return first;
}

static void insert(struct sim *s, struct job *j)
{
    struct job **place = &s->jobs;

    while (*place != NULL &&
           ((*place)->deadline < j->deadline ||
            ((*place)->deadline == j->deadline && (*place)->task < j->task)))
        place = &(*place)->next;
    j->next = *place;
    *place = j;
}

static void forget(struct sim *s, const struct job *j)
{
    struct job **place = &s->jobs;

    while (*place != j)
        place = &(*place)->next;
    *place = j->next;
}

/* The first jobs of the list run, one of a task at a time (D = T, nobody is late). */
static void dispatch(struct sim *s, unsigned cpus, rtpart_ns now)
{
    unsigned place = 0;

    for (struct job *j = s->jobs; j != NULL; j = j->next, place++) {
        const bool runs = place < cpus;

        if (runs == j->running)
            continue;
        j->generation++;
        j->running = runs;
        if (runs) {
            j->since = now;
            push(s, (struct event){.at = now + j->left,
                                   .kind = COMPLETION,
                                   .job = j,
                                   .generation = j->generation});
        } else {
            j->left -= now - j->since;
        }
    }
}

static void release(struct sim *s, const struct rtpart_taskset *ts, size_t i,
                    rtpart_ns now)
{
    const struct rtpart_task *t = &ts->tasks[i];
    struct job *j = malloc(sizeof *j);

    if (j == NULL)
        abort();
    *j = (struct job){
        .task = i, .release = now, .deadline = now + t->deadline, .left = t->wcet};
    insert(s, j);
    push(s, (struct event){.at = now + t->period, .kind = RELEASE, .task = i});
}

struct textbook_sim_result textbook_sim(const struct rtpart_taskset *ts, unsigned cpus,
                                        rtpart_ns duration)
{
    struct textbook_sim_result result = {0};
    struct sim s = {0};
    struct job *done = NULL; /* freed when no event can name them any more */

    for (size_t i = 0; i < ts->count; i++)
        push(&s, (struct event){.at = 0, .kind = RELEASE, .task = i});
    while (s.heap[0].at < duration ||
           (s.heap[0].at == duration && s.heap[0].kind == COMPLETION)) {
        const rtpart_ns now = s.heap[0].at;

        while (s.heap[0].at == now) {
            const struct event e = pop(&s);

            if (e.kind == RELEASE) {
                if (now < duration)
                    release(&s, ts, e.task, now);
                else
                    push(&s, (struct event){.at = now + 1, .kind = RELEASE});
            } else if (e.job->generation == e.generation) {
                result.jobs++;
                result.responses += now - e.job->release;
                forget(&s, e.job);
                e.job->generation++;
                e.job->next = done;
                done = e.job;
            }
        }
        dispatch(&s, cpus, now);
    }
    while (done != NULL) {
        struct job *next = done->next;

        free(done);
        done = next;
    }
    while (s.jobs != NULL) {
        struct job *next = s.jobs->next;

        free(s.jobs);
        s.jobs = next;
    }
    free(s.heap);
    return result;
}
