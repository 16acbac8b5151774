/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/sweep_run.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/auto.h"

/* What the threads share; `lock` guards all of it. */
struct crew {
    const struct rtpart_sweep_job *job;
    pthread_mutex_t lock;
    const struct rtpart_sweep_rows *known; /* settled: what need not be done again */
    struct rtpart_sweep_rows *rows;        /* what is new */
    uint64_t *spent;
    FILE *checkpoint;
    uint64_t next; /* item to hand out */
    uint64_t done;
    uint64_t items;        /* of the shard */
    enum rtpart_code code; /* of the first failure */
    struct rtpart_error *err;
};

static bool item_known(const struct rtpart_sweep *s, const struct rtpart_sweep_rows *rows,
                       uint64_t item)
{
    const uint32_t chunks = rtpart_sweep_chunks(s);

    for (uint32_t m = 0; m < s->method_count; m++)
        if (!rtpart_sweep_rows_has(rows, (uint32_t)(item / chunks),
                                   (uint32_t)(item % chunks), m))
            return false;
    return true;
}

uint64_t rtpart_sweep_missing(const struct rtpart_sweep_job *job,
                              const struct rtpart_sweep_rows *rows, uint64_t *first)
{
    const uint64_t items = rtpart_sweep_items(job->sweep);
    uint64_t missing = 0;

    for (uint64_t i = job->shard; i < items; i += job->shards)
        if (!item_known(job->sweep, rows, i) && missing++ == 0)
            *first = i;
    return missing;
}

/* Hand out an item that is still to do. False where there is none, or it is over. */
static bool take(struct crew *c, uint64_t *item)
{
    const uint64_t items = rtpart_sweep_items(c->job->sweep);
    bool found = false;

    pthread_mutex_lock(&c->lock);
    while (!found && c->code == RTPART_OK && c->next < items &&
           (c->job->stop == NULL || *c->job->stop == 0)) {
        *item = c->next;
        c->next += c->job->shards;
        found = !item_known(c->job->sweep, c->known, *item);
    }
    pthread_mutex_unlock(&c->lock);
    return found;
}

/* Rows go to the checkpoint together, then to the disk's care. */
static enum rtpart_code save(struct crew *c, const struct rtpart_sweep_row *rows)
{
    char line[200];

    for (size_t m = 0; m < c->job->sweep->method_count; m++) {
        const enum rtpart_code code = rtpart_sweep_rows_add(c->rows, &rows[m], c->err);

        if (code != RTPART_OK)
            return code;
        if (c->checkpoint == NULL)
            continue;
        rtpart_sweep_row_format(&rows[m], line);
        fprintf(c->checkpoint, "%s\n", line);
    }
    if (c->checkpoint != NULL && fflush(c->checkpoint) != 0)
        return rtpart_fail(c->err, RTPART_EHOST, "%s: cannot be written: %s",
                           c->job->checkpoint, strerror(errno));
    return RTPART_OK;
}

static void put_back(struct crew *c, uint64_t item, const struct rtpart_sweep_row *rows,
                     const uint64_t *spent, enum rtpart_code code,
                     const struct rtpart_error *why)
{
    pthread_mutex_lock(&c->lock);
    if (c->code == RTPART_OK && code != RTPART_OK) {
        c->code = code;
        if (c->err != NULL)
            *c->err = *why;
    }
    if (c->code == RTPART_OK)
        c->code = save(c, rows);
    rtpart_sweep_add_spent(c->job->sweep, item, spent, c->spent);
    c->done++;
    if (c->job->tick != NULL)
        c->job->tick(c->job->tick_ctx, c->done, c->items);
    pthread_mutex_unlock(&c->lock);
}

static void *work(void *arg)
{
    struct crew *c = arg;
    uint64_t item;

    while (take(c, &item)) {
        struct rtpart_sweep_row rows[RTPART_SWEEP_METHODS_MAX];
        uint64_t spent[RTPART_SWEEP_METHODS_MAX] = {0};
        struct rtpart_error why = {0};
        const enum rtpart_code code =
            rtpart_sweep_item(c->job->sweep, item, rows, spent, &why);

        put_back(c, item, rows, spent, code, &why);
    }
    return NULL;
}

/* The calling thread works too, so that one thread needs no other. */
static void run_threads(struct crew *c)
{
    const unsigned others = c->job->threads - 1;
    pthread_t *threads = calloc(others + 1, sizeof *threads);
    unsigned started = 0;

    while (threads != NULL && started < others &&
           pthread_create(&threads[started], NULL, work, c) == 0)
        started++;
    work(c);
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    free(threads);
}

/*
 * Begin the checkpoint anew with the header and the rows taken over: a torn last line of
 * the old one is gone with it. The old one stays until the new one has all its rows, since
 * a disk that was full may still be.
 */
static enum rtpart_code open_checkpoint(struct crew *c, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *header = rtpart_sweep_header(c->job->sweep);
    RTPART_AUTO_FREE char *path = NULL;
    char line[200];

    if (header == NULL || asprintf(&path, "%s.new", c->job->checkpoint) < 0) {
        path = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    c->checkpoint = fopen(path, "w");
    if (c->checkpoint == NULL)
        return rtpart_fail(err, RTPART_EHOST, "%s: cannot be written: %s", path,
                           strerror(errno));
    fprintf(c->checkpoint, "%s%s\n", header, RTPART_SWEEP_COLUMNS);
    for (size_t i = 0; i < c->known->count; i++) {
        rtpart_sweep_row_format(&c->known->rows[i], line);
        fprintf(c->checkpoint, "%s\n", line);
    }
    if (fflush(c->checkpoint) == 0 && ferror(c->checkpoint) == 0 &&
        rename(path, c->job->checkpoint) == 0)
        return RTPART_OK;
    rtpart_fail(err, RTPART_EHOST, "%s: cannot be written: %s", c->job->checkpoint,
                strerror(errno));
    (void)unlink(path);
    return RTPART_EHOST;
}

/* What was done before. A checkpoint that nobody wants to go on with is not replaced: it may
 * be hours of work, or that of a run that still goes on. */
static enum rtpart_code read_checkpoint(const struct rtpart_sweep_job *job,
                                        struct rtpart_sweep_rows *known,
                                        struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *header = NULL;
    const char *from = NULL;
    enum rtpart_code code;

    if (job->checkpoint != NULL && access(job->checkpoint, F_OK) == 0)
        from = job->checkpoint;
    else if (job->result != NULL && access(job->result, F_OK) == 0)
        from = job->result;
    if (!job->resume && from != NULL && from == job->checkpoint)
        return rtpart_fail(
            err, RTPART_EUSAGE,
            "%s is what a run did before it was ended: --resume goes on with "
            "it; remove it to begin anew",
            from);
    if (!job->resume || from == NULL)
        return RTPART_OK;
    header = rtpart_sweep_header(job->sweep);
    if (header == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    code = rtpart_sweep_rows_read(known, &header, from, from == job->checkpoint, err);
    return code != RTPART_OK ? code : rtpart_sweep_rows_settle(known, err);
}

enum rtpart_code rtpart_sweep_run(const struct rtpart_sweep_job *job,
                                  struct rtpart_sweep_rows *rows, uint64_t *spent,
                                  struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_sweep_rows_free) struct rtpart_sweep_rows known = {0};
    struct crew c = {.job = job,
                     .lock = PTHREAD_MUTEX_INITIALIZER,
                     .known = &known,
                     .rows = rows,
                     .spent = spent,
                     .next = job->shard,
                     .err = err};
    uint64_t first;

    c.code = read_checkpoint(job, &known, err);
    c.items = rtpart_sweep_missing(job, &known, &first);
    if (c.code == RTPART_OK && job->checkpoint != NULL)
        c.code = open_checkpoint(&c, err);
    if (c.code == RTPART_OK)
        run_threads(&c);
    if (c.checkpoint != NULL && fclose(c.checkpoint) != 0 && c.code == RTPART_OK)
        c.code = rtpart_fail(err, RTPART_EHOST, "%s: cannot be written", job->checkpoint);
    for (size_t i = 0; c.code == RTPART_OK && i < known.count; i++)
        c.code = rtpart_sweep_rows_add(rows, &known.rows[i], err);
    pthread_mutex_destroy(&c.lock);
    return c.code != RTPART_OK ? c.code : rtpart_sweep_rows_settle(rows, err);
}
