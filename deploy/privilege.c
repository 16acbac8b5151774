/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/privilege.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <cap-ng.h>

enum rtpart_code rtpart_privilege_keep(enum rtpart_duty duty, struct rtpart_error *err)
{
    static const unsigned needed[] = {CAP_DAC_OVERRIDE, /* the first for files */
                                      CAP_SYS_NICE, CAP_SYS_PTRACE};
    const size_t count = duty == RTPART_DUTY_FILES ? 1 : sizeof needed / sizeof *needed;
    bool has[sizeof needed / sizeof *needed];

    if (capng_get_caps_process() != 0)
        return rtpart_fail(err, RTPART_EHOST, "the capabilities cannot be read");
    /* only who may set the bounding set can shrink it */
    const bool bounds = capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP) != 0;

    for (size_t i = 0; i < count; i++)
        has[i] = capng_have_capability(CAPNG_PERMITTED, needed[i]) != 0;
    capng_clear(bounds ? CAPNG_SELECT_BOTH : CAPNG_SELECT_CAPS);
    for (size_t i = 0; i < count; i++)
        if (has[i])
            (void)capng_update(CAPNG_ADD,
                               CAPNG_EFFECTIVE | CAPNG_PERMITTED | CAPNG_BOUNDING_SET,
                               needed[i]);
    errno = 0;
    if (capng_apply(bounds ? CAPNG_SELECT_BOTH : CAPNG_SELECT_CAPS) != 0)
        return rtpart_fail(err, RTPART_EHOST, "the capabilities cannot be given up: %s",
                           errno != 0 ? strerror(errno) : "capng_apply fails");
    return RTPART_OK;
}
