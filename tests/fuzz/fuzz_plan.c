/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a plan ends in a sound plan that survives being written, can be verified, and is
 * handed to guests and other systems; or in an error. */
#include "analysis/verify.h"
#include "common/auto.h"
#include "deploy/export.h"
#include "deploy/guest_config.h"
#include "deploy/rt_app_config.h"
#include "model/plan_file.h"
#include "tests/fuzz/fuzz.h"

static void hand_over(const struct rtpart_plan *plan)
{
    const struct rtpart_rt_app_options rt_app = {
        .duration = RTPART_S, .work = 1, .logdir = "/tmp"};
    RTPART_AUTO_FREE char *text = NULL;
    size_t size = 0;
    struct rtpart_error err = {0};
    FILE *out = open_memstream(&text, &size);

    FUZZ_CHECK(out != NULL);
    for (size_t i = 0; i < rtpart_guest_format_count; i++)
        FUZZ_CHECK(rtpart_guest_write(plan, &rtpart_guest_formats[i], out, &err) ==
                       RTPART_OK ||
                   err.message[0] != '\0');
    for (size_t i = 0; i < rtpart_plan_export_count; i++)
        FUZZ_CHECK(rtpart_plan_export_write(plan, &rtpart_plan_exports[i], "vm", out,
                                            NULL, &err) == RTPART_OK ||
                   err.message[0] != '\0');
    FUZZ_CHECK(rtpart_rt_app_write(plan, &rt_app, out, &err) == RTPART_OK ||
               err.message[0] != '\0');
    FUZZ_CHECK(fclose(out) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RTPART_AUTO_FREE char *text = NULL;
    size_t written = 0;
    struct rtpart_plan a;
    struct rtpart_plan b;
    struct rtpart_error err = {0};
    char why[300];
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
    a.certified = rtpart_plan_digest(&a); /* as if they were made for this plan */
    b.certified = a.certified;
    FUZZ_CHECK(rtpart_plan_verify(&a, why, sizeof why) ==
               rtpart_plan_verify(&b, why, sizeof why));
    hand_over(&a);
    rtpart_plan_free(&a);
    rtpart_plan_free(&b);
    return 0;
}
