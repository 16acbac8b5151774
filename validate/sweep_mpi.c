/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/sweep_mpi.h"

#ifdef RTPART_MPI

#include <mpi.h>
#include <string.h>

enum { TAG_ASK, TAG_ITEM, TAG_FAILED };

#define NO_ITEM UINT64_MAX

void rtpart_sweep_mpi_begin(int *argc, char ***argv)
{
    MPI_Init(argc, argv);
}

void rtpart_sweep_mpi_end(void)
{
    MPI_Finalize();
}

int rtpart_sweep_mpi_size(void)
{
    int size = 1;

    MPI_Comm_size(MPI_COMM_WORLD, &size);
    return size;
}

int rtpart_sweep_mpi_rank(void)
{
    int rank = 0;

    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    return rank;
}

/* What a worker brings when it asks for an item: the rows of the last one, if any. */
struct report {
    uint64_t count; /* of rows; 0: the first time */
    uint64_t item;
    uint64_t spent[RTPART_SWEEP_METHODS_MAX];
    struct rtpart_sweep_row rows[RTPART_SWEEP_METHODS_MAX];
};

/* A worker's life: ask, work, bring the rows, until there is nothing left. */
static enum rtpart_code work(const struct rtpart_sweep_job *job, struct rtpart_error *err)
{
    const int methods = (int)job->sweep->method_count;
    enum rtpart_code code = RTPART_OK;
    struct report report;
    uint64_t item;

    memset(&report, 0, sizeof report);
    for (;;) {
        MPI_Send(&report, (int)sizeof report, MPI_BYTE, 0,
                 code == RTPART_OK ? TAG_ASK : TAG_FAILED, MPI_COMM_WORLD);
        if (code != RTPART_OK)
            return code;
        MPI_Recv(&item, 1, MPI_UINT64_T, 0, TAG_ITEM, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        if (item == NO_ITEM)
            return RTPART_OK;
        memset(&report, 0, sizeof report);
        report.count = (uint64_t)methods;
        report.item = item;
        code = rtpart_sweep_item(job->sweep, item, report.rows, report.spent, err);
    }
}

/* Rank 0: hand out the items in order, take the rows, until every worker was sent home. */
static enum rtpart_code gather(const struct rtpart_sweep_job *job,
                               struct rtpart_sweep_rows *rows, uint64_t *spent,
                               struct rtpart_error *err)
{
    const uint64_t items = rtpart_sweep_items(job->sweep);
    enum rtpart_code code = RTPART_OK;
    int working = rtpart_sweep_mpi_size() - 1;
    uint64_t next = job->shard;
    uint64_t done = 0;
    struct report report;

    while (working > 0) {
        MPI_Status status;
        uint64_t item = NO_ITEM;

        MPI_Recv(&report, (int)sizeof report, MPI_BYTE, MPI_ANY_SOURCE, MPI_ANY_TAG,
                 MPI_COMM_WORLD, &status);
        if (status.MPI_TAG == TAG_FAILED) {
            code = rtpart_fail(err, RTPART_EHOST, "rank %d failed; its message is above",
                               status.MPI_SOURCE);
            working--;
            continue;
        }
        for (uint64_t m = 0; code == RTPART_OK && m < report.count; m++)
            code = rtpart_sweep_rows_add(rows, &report.rows[m], err);
        if (report.count > 0)
            rtpart_sweep_add_spent(job->sweep, report.item, report.spent, spent);
        done += report.count > 0;
        if (job->tick != NULL)
            job->tick(job->tick_ctx, done, items / job->shards);
        if (code == RTPART_OK && next < items && (job->stop == NULL || *job->stop == 0)) {
            item = next;
            next += job->shards;
        } else {
            working--;
        }
        MPI_Send(&item, 1, MPI_UINT64_T, status.MPI_SOURCE, TAG_ITEM, MPI_COMM_WORLD);
    }
    return code != RTPART_OK ? code : rtpart_sweep_rows_settle(rows, err);
}

enum rtpart_code rtpart_sweep_mpi_run(const struct rtpart_sweep_job *job,
                                      struct rtpart_sweep_rows *rows, uint64_t *spent,
                                      struct rtpart_error *err)
{
    return rtpart_sweep_mpi_rank() == 0 ? gather(job, rows, spent, err) : work(job, err);
}

#else

void rtpart_sweep_mpi_begin(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
}

void rtpart_sweep_mpi_end(void)
{
}

int rtpart_sweep_mpi_size(void)
{
    return 1;
}

int rtpart_sweep_mpi_rank(void)
{
    return 0;
}

enum rtpart_code rtpart_sweep_mpi_run(const struct rtpart_sweep_job *job,
                                      struct rtpart_sweep_rows *rows, uint64_t *spent,
                                      struct rtpart_error *err)
{
    return rtpart_sweep_run(job, rows, spent, err);
}

#endif
