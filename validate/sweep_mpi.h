/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sweep_mpi.h - a campaign over many machines: ranks pull items, rank 0 gathers the rows
 *
 * In a build without -DRTPART_MPI=ON there is one rank, and rtpart_sweep_mpi_run is not
 * called.
 */
#ifndef RTPART_VALIDATE_SWEEP_MPI_H
#define RTPART_VALIDATE_SWEEP_MPI_H

#include "validate/sweep_run.h"

void rtpart_sweep_mpi_begin(int *argc, char ***argv);
void rtpart_sweep_mpi_end(void);
int rtpart_sweep_mpi_size(void); /* ranks; 1 without MPI */
int rtpart_sweep_mpi_rank(void); /* of this process; 0 without MPI */

/*
 * As rtpart_sweep_run, over all ranks (at least two); threads, checkpoint and resume of the
 * job are not looked at. Only rank 0 has rows afterwards.
 */
enum rtpart_code rtpart_sweep_mpi_run(const struct rtpart_sweep_job *job,
                                      struct rtpart_sweep_rows *rows, uint64_t *spent,
                                      struct rtpart_error *err);

#endif
