/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a plan ends in a sound plan that survives being written, or in an error. */
#include "common/auto.h"
#include "model/plan_file.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RTPART_AUTO_FREE char *text = NULL;
    size_t written = 0;
    struct rtpart_plan a;
    struct rtpart_plan b;
    struct rtpart_error err = {0};
    FILE *out;

    if (rtpart_plan_read_memory((const char *)data, size, "f", &a, &err) != RTPART_OK) {
        FUZZ_CHECK(err.code == RTPART_EINPUT && err.message[0] == 'f');
        FUZZ_CHECK(a.vcpus == NULL && a.taskset.tasks == NULL && a.priorities == NULL);
        return 0;
    }
    FUZZ_CHECK(rtpart_plan_check(&a, NULL) == RTPART_OK);
    out = open_memstream(&text, &written);
    FUZZ_CHECK(out != NULL);
    FUZZ_CHECK(rtpart_plan_write_xml(&a, out, NULL) == RTPART_OK);
    FUZZ_CHECK(fclose(out) == 0);
    if (rtpart_plan_read_memory(text, written, "written", &b, &err) != RTPART_OK) {
        (void)fprintf(stderr, "%s\n%s\n", err.message, text);
        abort();
    }
    FUZZ_CHECK(rtpart_plan_equal(&a, &b));
    rtpart_plan_free(&a);
    rtpart_plan_free(&b);
    return 0;
}
