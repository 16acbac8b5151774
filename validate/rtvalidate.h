/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtvalidate.h - the commands of rtvalidate; each is a file rtvalidate_NAME.c
 */
#ifndef RTPART_VALIDATE_RTVALIDATE_H
#define RTPART_VALIDATE_RTVALIDATE_H

#include "common/cli.h"
#include "common/commands.h"

/* Formats of a command that answers with a table. */
#define RTVALIDATE_FORMATS                                                               \
    (RTPART_FORMAT_BIT(RTPART_FORMAT_TABLE) | RTPART_FORMAT_BIT(RTPART_FORMAT_JSON) |    \
     RTPART_FORMAT_BIT(RTPART_FORMAT_CSV))

extern const struct rtpart_command rtvalidate_run;
extern const struct rtpart_command rtvalidate_compare;
extern const struct rtpart_command rtvalidate_report;
extern const struct rtpart_command rtvalidate_campaign;
extern const struct rtpart_command rtvalidate_platform;
extern const struct rtpart_command rtvalidate_read;

#endif
