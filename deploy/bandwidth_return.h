/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bandwidth_return.h - did the kernel really take the bandwidth back?
 */
#ifndef RTPART_DEPLOY_BANDWIDTH_RETURN_H
#define RTPART_DEPLOY_BANDWIDTH_RETURN_H

#include <stdint.h>

#include "common/error.h"
#include "deploy/admission.h"
#include "deploy/journal.h"

/*
 * Compare what the root domain admits now with what it admitted before the deployment,
 * reservations of other threads counted in both. Where something is missing, wait for it up
 * to the longest period of the deployment: the bandwidth of a thread that ended comes back
 * at its zero-lag time.
 *
 * @missing  bandwidth that no thread has and the kernel does not give, units of 2^-20; 0: it
 *           is all there, or what was there before is not known
 * @now      the root domain as it was seen last; freed by the caller (rtpart_domain_free)
 * Returns 0, RTPART_ENOMEM or RTPART_EHOST.
 */
enum rtpart_code rtpart_bandwidth_returned(const struct rtpart_kernel *k,
                                           const struct rtpart_deployment *d,
                                           int64_t *missing, struct rtpart_domain *now,
                                           struct rtpart_error *err);

/*
 * The command that makes the kernel count anew, by building the root domain again.
 * @text  RTPART_PATH_SIZE bytes. Returns text.
 */
const char *rtpart_bandwidth_remedy(const struct rtpart_kernel *k, char *text);

#endif
