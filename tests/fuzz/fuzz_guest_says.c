/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes over the console of a guest, and what stands around it: the results of
 * cyclictest, lines that are waited for, the last words of a file; what a container runtime
 * says; where the kernel lies in its image. */
#include <string.h>

#include "common/auto.h"
#include "common/child.h"
#include "deploy/container_find.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/memory_file.h"
#include "validate/cyclictest.h"
#include "validate/platform_guest.h"
#include "validate/vm_boot.h"
#include "validate/vmlinux.h"

static void check_result(const char *console)
{
    RTPART_AUTO(rtpart_latency_free) struct rtpart_latency l = {0};
    RTPART_AUTO_FREE char *out = NULL;
    struct rtpart_error err = {0};
    size_t len = 0;

    if (rtpart_platform_guest_result(console, &out, &len, &err) != RTPART_OK) {
        FUZZ_CHECK(err.code == RTPART_EINPUT && out == NULL);
        return;
    }
    FUZZ_CHECK(strlen(out) == len && strchr(out, '\r') == NULL);
    (void)rtpart_cyclictest_read(out, len, "f", &l, &err);
}

static void check_lines(const char *text, size_t size)
{
    char rest[16] = "";
    char words[40];

    if (rtpart_guest_said(text, size, "start", rest, sizeof rest))
        FUZZ_CHECK(memmem(text, size, "rtpart-guest: start", 19) != NULL);
    FUZZ_CHECK(strpbrk(rest, "\r\n") == NULL && rest[0] != ' ');
    (void)rtpart_guest_said(text, size, "done", NULL, 0);
    (void)rtpart_last_words(test_memory_file(0, text, size), words, sizeof words);
    FUZZ_CHECK(words[0] != '\0' || text[0] == '\0' || memchr(text, '\0', size) != NULL);
}

static void check_others(const char *text, size_t size)
{
    size_t inside = 0;
    const char *kernel = rtpart_bzimage_payload(text, size, &inside);
    char status[8];
    pid_t pid = -1;

    if (kernel != NULL)
        FUZZ_CHECK(kernel >= text && inside > 8 && kernel + inside <= text + size);
    if (rtpart_container_state(text, &pid, status, sizeof status))
        FUZZ_CHECK(pid > 0);
    else
        FUZZ_CHECK(pid == -1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RTPART_AUTO_FREE char *text = malloc(size + 1);

    FUZZ_CHECK(text != NULL);
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    check_result(text);
    check_lines(text, size);
    check_others(text, size);
    return 0;
}
