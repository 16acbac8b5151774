/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A log of rt-app ends in jobs in their order, or in an error that names the file. */
#include "common/auto.h"
#include "tests/fuzz/fuzz.h"
#include "validate/calibration.h"
#include "validate/rt_app_log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RTPART_AUTO(rtpart_rt_app_log_free) struct rtpart_rt_app_log log = {0};
    struct rtpart_calibration calibration;
    struct rtpart_error err = {0};
    const char *text = (const char *)data;

    if (rtpart_rt_app_log_parse(text, size, "f", 0, &log, &err) != RTPART_OK) {
        FUZZ_CHECK(err.code == RTPART_EINPUT && err.message[0] == 'f');
        FUZZ_CHECK(log.jobs == NULL && log.count == 0);
    }
    for (size_t i = 0; i < log.count; i++) {
        FUZZ_CHECK(log.jobs[i].run >= 0);
        FUZZ_CHECK(i == 0 || log.jobs[i].number > log.jobs[i - 1].number);
    }
    if (rtpart_calibration_of_log(text, size, "f", "here", &calibration, &err) ==
        RTPART_OK)
        FUZZ_CHECK(rtpart_calibration_ns(&calibration) >= 1);
    else /* EHOST: too few jobs, or a loop that takes no time */
        FUZZ_CHECK((err.code == RTPART_EINPUT || err.code == RTPART_EHOST) &&
                   err.message[0] != '\0');
    return 0;
}
