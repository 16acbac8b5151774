/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/platform_guest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/words.h"
#include "validate/guest_root.h"

#define SAYS RTPART_PLATFORM_SAYS

/*
 * As process 1 of a virtual machine (no /proc yet) it makes the file systems that cyclictest
 * needs, after it has said that it is there. The guest's throttling of real-time tasks stays:
 * where emulation is so slow that cyclictest never sleeps, it alone lets the run end.
 */
static const char script[] =
    "#!/bin/sh\n"
    "echo '" SAYS "first'\n"
    "job=$1 how=$2\n"
    "shift 2\n"
    "PATH=$PATH:/bin:/usr/bin:/sbin:/usr/sbin:/usr/local/bin\n"
    "export PATH\n"
    "box=busybox\n"
    "if [ $how != exit ] && [ $job != start ]; then\n"
    "    $box mount -t proc proc /proc\n"
    "    $box mount -t sysfs sys /sys\n"
    "    $box mount -t devtmpfs dev /dev\n"
    "    $box mkdir -p /dev/shm\n"
    "    $box mount -t tmpfs shm /dev/shm\n"
    "fi\n"
    "if [ $job = latency ]; then\n"
    "    out=${RTPART_TMP:-/tmp}\n"
    "    echo '" SAYS "ready'\n"
    "    cyclictest \"$@\" --json=$out/latency.json >$out/words 2>&1 </dev/null\n"
    "    status=$?\n"
    "    echo '" SAYS "begin'\n"
    "    if [ $status = 0 ]; then $box cat $out/latency.json; else $box tail -n 3 "
    "$out/words; fi\n"
    "    echo \"" SAYS "end $status\"\n"
    "fi\n"
    "[ $how = exit ] || $box $how -f\n";

enum rtpart_code rtpart_platform_guest_make(const char *root, struct rtpart_error *err)
{
    static const char *const programs[] = {"cyclictest"};
    const enum rtpart_code code = rtpart_guest_root_make(root, programs, 1, err);

    return code != RTPART_OK
               ? code
               : rtpart_guest_root_put(root, RTPART_PLATFORM_SCRIPT, script, 0755, err);
}

void rtpart_platform_guest_words(struct rtpart_words *w,
                                 const struct rtpart_platform_job *job, const char *how)
{
    rtpart_words_add(w, "%s", job->job == RTPART_JOB_START ? "start" : "latency");
    rtpart_words_add(w, "%s", how);
    if (job->job == RTPART_JOB_LATENCY)
        rtpart_words_add_all(w, job->cyclictest);
}

char *rtpart_platform_kernel_line(const struct rtpart_platform_job *job, const char *how,
                                  const char *more)
{
    RTPART_AUTO(rtpart_words_free) struct rtpart_words w = {0};
    char *text = NULL;
    size_t len = 0;
    FILE *f = open_memstream(&text, &len);

    rtpart_platform_guest_words(&w, job, how);
    if (f == NULL || w.failed) {
        if (f != NULL)
            (void)fclose(f);
        free(text);
        return NULL;
    }
    fprintf(f,
            "%s console=ttyS0 panic=-1 quiet nowatchdog "
            "rcupdate.rcu_cpu_stall_suppress=1 mitigations=off rdinit=" //
            RTPART_PLATFORM_SCRIPT " --",
            more);
    for (size_t i = 0; i < w.count; i++)
        fprintf(f, " %s", w.argv[i]);
    if (fclose(f) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* Leave out what a serial line added. */
static size_t without_returns(char *text, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++)
        if (text[i] != '\r')
            text[n++] = text[i];
    text[n] = '\0';
    return n;
}

enum rtpart_code rtpart_platform_guest_result(const char *console, char **out,
                                              size_t *len, struct rtpart_error *err)
{
    const char *begin = strstr(console, SAYS "begin");
    const char *end = begin != NULL ? strstr(begin, SAYS "end ") : NULL;
    RTPART_AUTO_FREE char *text = NULL;

    if (end == NULL)
        return rtpart_fail(err, RTPART_EINPUT, "cyclictest did not come to its end");
    begin += strcspn(begin, "\n");
    text = strndup(begin, end > begin ? (size_t)(end - begin) : 0);
    if (text == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for the result");
    *len = without_returns(text, strlen(text));
    if (strtol(end + strlen(SAYS "end "), NULL, 10) != 0) {
        while (*len > 0 && text[*len - 1] == '\n')
            text[--*len] = '\0';
        for (char *c = text; *c != '\0'; c++)
            *c = *c == '\n' ? ' ' : *c;
        return rtpart_fail(err, RTPART_EINPUT, "cyclictest failed:%.300s", text);
    }
    *out = text;
    text = NULL;
    return RTPART_OK;
}
