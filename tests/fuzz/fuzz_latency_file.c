/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A measured latency ends in a time and its names, or in an error that names the file. The
 * first line of the input is what stands behind the name of the file: "", ":kvm". */
#include <string.h>

#include "common/auto.h"
#include "model/latency_file.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RTPART_AUTO(rtpart_measured_latency_free) struct rtpart_measured_latency l;
    RTPART_AUTO_FREE char *where = NULL;
    const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
    const size_t line = end != NULL ? (size_t)(end - data) : 0;
    const size_t from = end != NULL ? line + 1 : 0;
    const char *path = test_memory_file(0, data + from, size - from);
    struct rtpart_error err = {0};
    char text[400];

    if (asprintf(&where, "%s%.*s", path, (int)line, (const char *)data) < 0)
        abort();
    if (rtpart_measured_latency_read(where, &l, &err) != RTPART_OK) {
        FUZZ_CHECK(err.message[0] != '\0');
        FUZZ_CHECK(l.ns == 0 && l.file == NULL && l.backend == NULL);
        return 0;
    }
    FUZZ_CHECK(l.ns >= 0 && l.ns <= RTPART_NS_MAX && strcmp(l.file, path) == 0);
    (void)rtpart_measured_latency_text(text, sizeof text, &l);
    FUZZ_CHECK(strncmp(text, "latency ", 8) == 0);
    return 0;
}
