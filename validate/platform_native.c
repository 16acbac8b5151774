/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Without virtualization: the baseline of all ratios. */
#include "validate/platform_backends.h"

#include "common/words.h"
#include "validate/platform_guest.h"

static enum rtpart_code command(const struct rtpart_platform *p,
                                const struct rtpart_backend *b,
                                const struct rtpart_platform_job *job,
                                struct rtpart_words *out, struct rtpart_error *err)
{
    (void)b;
    (void)err;
    if (job->job == RTPART_JOB_LATENCY) {
        rtpart_words_add(out, "env");
        rtpart_words_add(out, "RTPART_TMP=%s", p->directory);
    }
    rtpart_words_add(out, "busybox");
    rtpart_words_add(out, "sh");
    rtpart_words_add(out, "%s%s", p->root, RTPART_PLATFORM_SCRIPT);
    rtpart_platform_guest_words(out, job, "exit");
    return RTPART_OK;
}

static const struct rtpart_backend backends[] = {
    {.name = "native",
     .summary = "a process of the host, without virtualization: the baseline",
     .paper = "native",
     .kind = RTPART_BACKEND_NATIVE,
     .seen = true,
     .command = command},
};

const struct rtpart_backend_family rtpart_family_native = {
    backends, sizeof backends / sizeof *backends};
