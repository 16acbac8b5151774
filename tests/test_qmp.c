/* SPDX-License-Identifier: GPL-3.0-or-later */
/* QEMU's machine protocol against something that answers well, badly, or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/json_out.h"
#include "deploy/qmp.h"
#include "tests/support/qmp_server.h"

#define TIMEOUT_MS 300

static char folder[64];
static char path[80];
static struct qmp_server server;

static int setup(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/rtpart-qmp-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/qmp", folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    (void)unlink(path);
    (void)rmdir(folder);
    return 0;
}

/* Ask a server that follows the script; the answer, or NULL with the error. */
static json_t *ask(const char *const *script, struct rtpart_error *err)
{
    struct rtpart_qmp q;
    json_t *answer = NULL;

    qmp_server_start(&server, path, script);
    if (rtpart_qmp_open(&q, path, TIMEOUT_MS, err) == RTPART_OK) {
        (void)rtpart_qmp_call(&q, "query-status", NULL, &answer, err);
        rtpart_qmp_close(&q);
    }
    qmp_server_stop(&server);
    return answer;
}

static void fails_with(const char *const *script, const char *words)
{
    struct rtpart_error err = {0};

    assert_null(ask(script, &err));
    assert_int_equal(err.code, RTPART_EHOST);
    if (strstr(err.message, words) == NULL)
        fail_msg("\"%s\" is not in: %s", words, err.message);
}

#define SCRIPT(...) ((const char *const[]){__VA_ARGS__, NULL})

static void test_call_returns_the_answer(void **state)
{
    struct rtpart_error err = {0};
    RTPART_AUTO_JSON json_t *answer = ask(
        SCRIPT(QMP_GREETING, "{\"return\": {}}\r\n", "{\"return\": {\"running\": true}}"),
        &err);

    (void)state;
    assert_true(json_is_true(json_object_get(answer, "running")));
}

static void test_call_skips_events_before_and_between_replies(void **state)
{
    static const char event[] =
        "{\"timestamp\": {\"seconds\": 1}, \"event\": \"RTC_CHANGE\", \"data\": {}}\r\n";
    char first[512];
    char second[512];
    struct rtpart_error err = {0};

    (void)state;
    (void)snprintf(first, sizeof first, "%s{\"return\": {}}\r\n%s", event, event);
    (void)snprintf(second, sizeof second, "%s%s{\"return\": 7}\r\n%s", event, event,
                   event);
    RTPART_AUTO_JSON json_t *answer = ask(SCRIPT(QMP_GREETING, first, second), &err);

    assert_int_equal(json_integer_value(answer), 7);
}

static void test_call_reads_answers_of_many_lines(void **state)
{
    struct rtpart_error err = {0};
    RTPART_AUTO_JSON json_t *answer =
        ask(SCRIPT(QMP_GREETING, "{\n  \"return\": {\n  }\n}\n",
                   "{\n \"return\":\n [\n 1,\n 2\n ]\n}\n"),
            &err);

    (void)state;
    assert_int_equal(json_array_size(answer), 2);
}

static void test_call_tells_what_qemu_refuses(void **state)
{
    (void)state;
    fails_with(SCRIPT(QMP_GREETING, "{\"return\": {}}\r\n",
                      "{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"no such "
                      "command\"}}\r\n"),
               "QEMU refuses query-status: no such command");
}

static void test_open_says_that_another_client_may_be_there(void **state)
{
    (void)state;
    fails_with(SCRIPT("", ""), "serves one client at a time");
}

/* QEMU serves one client while others wait: more of them must not wait for ever. */
static void test_open_gives_up_where_the_queue_is_full(void **state)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    struct rtpart_error err = {0};
    struct rtpart_qmp q;
    int waiting[4];

    (void)state;
    memcpy(address.sun_path, path, strlen(path) + 1);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listener, 0), 0);
    for (int i = 0; i < 4; i++) { /* as many as the kernel queues, and more */
        waiting[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)connect(waiting[i], (struct sockaddr *)&address, sizeof address);
    }
    assert_int_equal(rtpart_qmp_open(&q, path, TIMEOUT_MS, &err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "one client at a time"));
    assert_int_equal(q.fd, -1);
    for (int i = 0; i < 4; i++)
        (void)close(waiting[i]);
    (void)close(listener);
}

static void test_open_refuses_garbage(void **state)
{
    (void)state;
    fails_with(SCRIPT("SSH-2.0-OpenSSH_9.2p1\r\n", ""), "is no JSON");
    fails_with(SCRIPT("\x01\x02\xff\xfe{{{{", ""), "is no JSON");
    fails_with(SCRIPT("{\"hello\": 1}\r\n", ""), "not QMP's");
    fails_with(SCRIPT("[1]\r\n", ""), "not QMP's");
}

static void test_call_survives_a_vm_that_ends(void **state)
{
    (void)state;
    fails_with(SCRIPT("{\"QMP\": {\"ver"), "the VM ended");
    fails_with(SCRIPT(QMP_GREETING), "the VM ended");
    fails_with(SCRIPT(QMP_GREETING, "{\"return\": {}}\r\n{\"retu"), "the VM ended");
}

static void test_call_waits_only_so_long(void **state)
{
    (void)state;
    fails_with(SCRIPT(QMP_GREETING, "{\"return\": {}}\r\n", "{\"retu", ""),
               "no answer within 300 ms while query-status");
}

static void test_open_tells_a_missing_socket_from_a_dead_one(void **state)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct rtpart_error err = {0};
    struct rtpart_qmp q;
    char lengthy[300];

    (void)state;
    assert_int_equal(rtpart_qmp_open(&q, path, TIMEOUT_MS, &err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "-qmp unix:PATH"));
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    memcpy(address.sun_path, path, strlen(path));
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
    (void)close(fd);
    assert_int_equal(rtpart_qmp_open(&q, path, TIMEOUT_MS, &err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "no VM listens there"));
    memset(lengthy, 'x', sizeof lengthy - 1);
    lengthy[sizeof lengthy - 1] = '\0';
    assert_int_equal(rtpart_qmp_open(&q, lengthy, TIMEOUT_MS, &err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "at most 107 bytes"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_call_returns_the_answer),
        TEST(test_call_skips_events_before_and_between_replies),
        TEST(test_call_reads_answers_of_many_lines),
        TEST(test_call_tells_what_qemu_refuses),
        TEST(test_open_says_that_another_client_may_be_there),
        TEST(test_open_gives_up_where_the_queue_is_full),
        TEST(test_open_refuses_garbage),
        TEST(test_call_survives_a_vm_that_ends),
        TEST(test_call_waits_only_so_long),
        TEST(test_open_tells_a_missing_socket_from_a_dead_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
