/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * engines.h - the engines behind the table of run.c, each in its own file
 */
#ifndef RTPART_VALIDATE_ENGINES_H
#define RTPART_VALIDATE_ENGINES_H

#include "validate/run.h"

enum rtpart_code rtpart_run_sim(const struct rtpart_run_request *request,
                                struct rtpart_run *run, struct rtpart_error *err);
enum rtpart_code rtpart_run_host(const struct rtpart_run_request *request,
                                 struct rtpart_run *run, struct rtpart_error *err);
enum rtpart_code rtpart_run_vm(const struct rtpart_run_request *request,
                               struct rtpart_run *run, struct rtpart_error *err);
enum rtpart_code rtpart_run_container(const struct rtpart_run_request *request,
                                      struct rtpart_run *run, struct rtpart_error *err);
enum rtpart_code rtpart_run_log(const struct rtpart_run_request *request,
                                struct rtpart_run *run, struct rtpart_error *err);

#endif
