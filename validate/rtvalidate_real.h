/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtvalidate_real.h - options of the engines on the real machine, as an argp child
 */
#ifndef RTPART_VALIDATE_RTVALIDATE_REAL_H
#define RTPART_VALIDATE_RTVALIDATE_REAL_H

#include <argp.h>

#include "validate/background.h"
#include "validate/run.h"

/* Its input is the struct rtpart_run_request. */
extern const struct argp rtvalidate_real_argp;

#endif
