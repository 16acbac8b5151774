/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of a campaign ends in rows that survive being written, or in an error. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/auto.h"
#include "tests/fuzz/fuzz.h"
#include "validate/sweep_rows.h"

static void read_back(const char *path, bool partial)
{
    RTPART_AUTO(rtpart_sweep_rows_free) struct rtpart_sweep_rows rows = {0};
    RTPART_AUTO_FREE char *header = NULL;
    struct rtpart_error err = {0};
    char line[256];

    if (rtpart_sweep_rows_read(&rows, &header, path, partial, &err) != RTPART_OK) {
        FUZZ_CHECK(err.code == RTPART_EINPUT && err.message[0] == '/');
        return;
    }
    FUZZ_CHECK(header != NULL);
    if (rtpart_sweep_rows_settle(&rows, &err) != RTPART_OK)
        return;
    for (size_t i = 0; i < rows.count; i++) {
        const struct rtpart_sweep_row *r = &rows.rows[i];

        FUZZ_CHECK(r->sets == r->yes + r->no + r->undecided);
        FUZZ_CHECK(rtpart_sweep_rows_has(&rows, r->point, r->chunk, r->method));
        rtpart_sweep_row_format(r, line);
        FUZZ_CHECK(strlen(line) < 200);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    const int fd = memfd_create("rows", MFD_CLOEXEC);

    FUZZ_CHECK(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    read_back(path, false);
    read_back(path, true);
    (void)close(fd);
    return 0;
}
