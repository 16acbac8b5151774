/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of a calibration ends in values that survive being written, or in an error. */
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tests/support/folder.h"
#include "tests/support/memory_file.h"
#include "validate/calibration.h"

static struct test_folder folder;

static void remove_folder(void)
{
    test_folder_remove(&folder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rtpart_calibration c;
    struct rtpart_calibration again;
    struct rtpart_error err = {0};
    const char *written;

    if (rtpart_calibration_read(test_memory_file(0, data, size), &c, &err) != RTPART_OK) {
        FUZZ_CHECK(err.code == RTPART_EINPUT && err.message[0] == '/');
        return 0;
    }
    FUZZ_CHECK(rtpart_calibration_ns(&c) >= 1 && rtpart_calibration_spread(&c) >= 0);
    if (folder.path[0] == '\0') {
        test_folder_make(&folder);
        FUZZ_CHECK(atexit(remove_folder) == 0);
    }
    written = test_folder_file(&folder, "calibration.json");
    FUZZ_CHECK(rtpart_calibration_write(&c, written, NULL) == RTPART_OK);
    FUZZ_CHECK(rtpart_calibration_read(written, &again, NULL) == RTPART_OK);
    FUZZ_CHECK(strcmp(c.where, again.where) == 0 && c.median == again.median &&
               c.p10 == again.p10 && c.p90 == again.p90 && c.jobs == again.jobs);
    return 0;
}
