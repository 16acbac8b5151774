/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever comes from a monitor's socket: an answer, or an error that names the socket. */
#include <sys/socket.h>
#include <unistd.h>

#include "deploy/qmp.h"
#include "tests/fuzz/fuzz.h"

/* What a socket holds without a reader. */
#define SENT_MAX 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rtpart_qmp q = {.timeout_ms = 1000, .path = "f"};
    struct rtpart_error err = {0};
    json_t *answer = NULL;
    int pair[2];

    if (size > SENT_MAX)
        return 0;
    FUZZ_CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
    FUZZ_CHECK(send(pair[1], data, size, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)size);
    FUZZ_CHECK(shutdown(pair[1], SHUT_WR) == 0);
    q.fd = pair[0];
    for (int i = 0; i < 3; i++) {
        if (rtpart_qmp_call(&q, "query-cpus-fast", NULL, &answer, &err) != RTPART_OK) {
            FUZZ_CHECK(err.code == RTPART_EHOST && err.message[0] != '\0');
            break;
        }
        FUZZ_CHECK(answer != NULL);
        json_decref(answer);
    }
    rtpart_qmp_close(&q);
    (void)close(pair[1]);
    return 0;
}
