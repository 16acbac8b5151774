/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/cli.h"
#include "common/progress.h"
#include "tests/support/folder.h"

/* A tool with all that the shared part offers. */
struct demo {
    struct rtpart_cli cli;
    int64_t time;
    int64_t count;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct demo *d = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &d->cli;
        return 0;
    case 't':
        d->time = rtpart_cli_time(state, "--time", arg, 100, 1000000000);
        return 0;
    case 'n':
        d->count = rtpart_cli_count(state, "--count", arg, 1, 4096);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void demo(struct demo *d, char **argv, int argc)
{
    static const struct argp_child children[] = {{&rtpart_cli_argp, 0, "Output:", 0},
                                                 {0}};
    static const struct argp_option options[] = {
        {"time", 't', "TIME", 0, "A time", 0}, {"count", 'n', "N", 0, "A count", 0}, {0}};
    static const struct argp argp = {
        .options = options, .parser = parse, .children = children, .doc = "A demo"};

    *d = (struct demo){.cli = {.tool = "demo",
                               .formats = RTPART_FORMAT_BIT(RTPART_FORMAT_TABLE) |
                                          RTPART_FORMAT_BIT(RTPART_FORMAT_JSON)}};
    rtpart_cli_parse(&argp, argc, argv, NULL, d);
}

struct outcome {
    int status;
    char out[8192];
    char err[65536];
};

static void slurp(FILE *f, char *buf, size_t size)
{
    rewind(f);
    buf[fread(buf, 1, size - 1, f)] = '\0';
    (void)fclose(f);
}

/* Run `body` in a child with its output in files. */
static void run(struct outcome *o, void (*body)(char **argv, int argc), char **argv,
                int argc)
{
    FILE *out = tmpfile();
    FILE *err = tmpfile();
    const pid_t child = fork();

    if (child == 0) {
        (void)dup2(fileno(out), STDOUT_FILENO);
        (void)dup2(fileno(err), STDERR_FILENO);
        body(argv, argc);
        (void)fflush(NULL);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &o->status, 0), child);
    o->status = WEXITSTATUS(o->status);
    slurp(out, o->out, sizeof o->out);
    slurp(err, o->err, sizeof o->err);
}

static void parse_only(char **argv, int argc)
{
    struct demo d;

    demo(&d, argv, argc);
}

static void test_cli_ends_with_2_on_a_bad_command_line(void **state)
{
    static const char *const cases[][2] = {
        {"--nothing", "unrecognized option '--nothing'"},
        {"--format=csv", "--format: \"csv\" is not one of table, json"},
        {"--time=5", "--time: \"5\" has no unit (add one of ns, us, ms, s)"},
        {"--time=2s", "--time: 2s is not in 100 ns .. 1 s"},
        {"--count=0", "--count: \"0\" is not a whole number in 1 .. 4096"},
        {"--count=1000000", "--count: \"1000000\" is not a whole number in 1 .. 4096"},
        {"--count=1e3", "--count: \"1e3\" is not a whole number in 1 .. 4096"},
        {"--count=", "--count: \"\" is not a whole number in 1 .. 4096"},
        {"--count=-1", "--count: \"-1\" is not a whole number in 1 .. 4096"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *argv[] = {(char[]){"/some/path/demo"}, strdup(cases[i][0]), NULL};
        char line[256];
        struct outcome o;

        (void)snprintf(line, sizeof line, "demo: %s (demo --help shows the options)\n",
                       cases[i][1]);

        run(&o, parse_only, argv, 2);
        assert_int_equal(o.status, 2);
        assert_string_equal(o.err, line);
        assert_string_equal(o.out, "");
        free(argv[1]);
    }
}

static void write_to_the_limit(char **argv, int argc)
{
    struct demo d;

    demo(&d, argv, argc);
    assert_int_equal(
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){.rlim_cur = 0, .rlim_max = 0}), 0);
    FILE *file = tmpfile();

    _exit(file != NULL && write(fileno(file), "x", 1) < 0 && errno == EFBIG ? 7 : 8);
}

/* A limit on the size of files (ulimit -f) is an error as any other, not the end. */
static void test_cli_outlives_the_limit_on_files(void **state)
{
    char *argv[] = {(char[]){"demo"}, NULL};
    struct outcome o;

    (void)state;
    run(&o, write_to_the_limit, argv, 1);
    assert_int_equal(o.status, 7);
}

static void test_cli_help_and_version_go_to_standard_output(void **state)
{
    char *help[] = {(char[]){"demo"}, (char[]){"--help"}, NULL};
    char *version[] = {(char[]){"demo"}, (char[]){"--version"}, NULL};
    struct outcome o;

    (void)state;
    run(&o, parse_only, help, 2);
    assert_int_equal(o.status, 0);
    assert_non_null(strstr(o.out, "Form of the result: table, json (default:"));
    assert_string_equal(o.err, "");
    run(&o, parse_only, version, 2);
    assert_int_equal(o.status, 0);
    assert_string_equal(o.out, "demo " RTPART_VERSION "\n");
}

static void test_cli_reads_its_options(void **state)
{
    char *argv[] = {(char[]){"demo"}, (char[]){"-f"},   (char[]){"json"},
                    (char[]){"-qo"},  (char[]){"file"}, (char[]){"-t7.5ms"},
                    (char[]){"-n"},   (char[]){"4096"}, NULL};
    struct demo d;

    (void)state;
    demo(&d, argv, 8);
    assert_int_equal(d.cli.format, RTPART_FORMAT_JSON);
    assert_true(d.cli.format_given);
    assert_true(d.cli.quiet);
    assert_string_equal(d.cli.output, "file");
    assert_int_equal(d.time, 7500000);
    assert_int_equal(d.count, 4096);
}

static void print_notes(char **argv, int argc)
{
    struct demo d;
    struct rtpart_notes notes;

    demo(&d, argv, argc);
    notes = rtpart_cli_notes(&d.cli);
    for (int i = 0; i < 1000; i++)
        rtpart_note(&notes, "number %d", i % 200);
    rtpart_cli_free(&d.cli);
}

static void test_cli_prints_each_note_once_and_none_with_quiet(void **state)
{
    char *loud[] = {(char[]){"demo"}, NULL};
    char *quiet[] = {(char[]){"demo"}, (char[]){"--quiet"}, NULL};
    struct outcome o;
    size_t lines = 0;

    (void)state;
    run(&o, print_notes, loud, 1);
    for (const char *c = o.err; *c != '\0'; c++)
        lines += *c == '\n';
    assert_memory_equal(o.err, "demo: note: number 0\ndemo: note: number 1\n", 42);
    assert_int_equal(lines, 200);
    run(&o, print_notes, quiet, 2);
    assert_string_equal(o.err, "");
}

static void die(char **argv, int argc)
{
    struct demo d;
    struct rtpart_error err;

    demo(&d, argv, argc);
    (void)rtpart_fail(&err, RTPART_EINPUT, "file.xml:12: no");
    rtpart_cli_die(&d.cli, &err);
}

static void complain(char **argv, int argc)
{
    struct demo d;

    demo(&d, argv, argc);
    rtpart_cli_usage(&d.cli, "--%s needs --%s", "a", "b");
}

static void test_cli_die_and_usage_say_who_and_exit(void **state)
{
    char *argv[] = {(char[]){"demo"}, NULL};
    struct outcome o;

    (void)state;
    run(&o, die, argv, 1);
    assert_int_equal(o.status, 3);
    assert_string_equal(o.err, "demo: file.xml:12: no\n");
    run(&o, complain, argv, 1);
    assert_int_equal(o.status, 2);
    assert_string_equal(o.err, "demo: --a needs --b (demo --help shows the options)\n");
}

static void show_progress(char **argv, int argc)
{
    struct rtpart_progress p;

    (void)argv, (void)argc;
    rtpart_progress_start(&p, "work", false);
    for (uint64_t i = 0; i < 1000; i++)
        rtpart_progress_update(&p, i, 1000);
    rtpart_progress_end(&p);
}

/* The same with a pseudo-terminal for standard error; its output, in `buf`. */
static void watch_progress(char *buf, size_t size)
{
    const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    size_t used = 0;
    ssize_t n;
    int status;
    pid_t child;

    assert_true(terminal >= 0);
    assert_int_equal(grantpt(terminal), 0);
    assert_int_equal(unlockpt(terminal), 0);
    child = fork();
    if (child == 0) {
        const int end = open(ptsname(terminal), O_RDWR | O_NOCTTY);
        struct rtpart_progress p;

        (void)close(terminal);
        (void)dup2(end, STDERR_FILENO);
        rtpart_progress_start(&p, "work", false);
        rtpart_progress_update(&p, 1, 4); /* too early to be shown */
        (void)usleep(550000);
        rtpart_progress_update(&p, 2, 4);
        rtpart_progress_update(&p, 3, 4); /* most likely too soon after the last */
        rtpart_progress_end(&p);
        rtpart_progress_update(&p, 4, 4);
        _exit(0);
    }
    while (used + 1 < size && (n = read(terminal, buf + used, size - used - 1)) > 0)
        used += (size_t)n; /* EIO once the child has gone */
    buf[used] = '\0';
    (void)close(terminal);
    assert_int_equal(waitpid(child, &status, 0), child);
}

static void test_progress_shows_a_line_and_wipes_it(void **state)
{
    static const char first[] = "\r\033[Kwork: 2 of 4 (50 %), 0:0";
    static const char last[] = " left\r\033[K";
    char text[256];

    (void)state;
    watch_progress(text, sizeof text);
    /* not more exactly: the machine may be busy */
    assert_memory_equal(text, first, sizeof first - 1);
    assert_string_equal(text + strlen(text) - (sizeof last - 1), last);
    assert_null(strstr(text, "4 of 4"));
}

static void test_progress_is_silent_without_a_terminal(void **state)
{
    struct outcome o;

    (void)state;
    run(&o, show_progress, NULL, 0);
    assert_string_equal(o.err, "");
    assert_string_equal(o.out, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cli_ends_with_2_on_a_bad_command_line),
        cmocka_unit_test(test_cli_outlives_the_limit_on_files),
        cmocka_unit_test(test_cli_help_and_version_go_to_standard_output),
        cmocka_unit_test(test_cli_reads_its_options),
        cmocka_unit_test(test_cli_prints_each_note_once_and_none_with_quiet),
        cmocka_unit_test(test_cli_die_and_usage_say_who_and_exit),
        cmocka_unit_test(test_progress_is_silent_without_a_terminal),
        cmocka_unit_test(test_progress_shows_a_line_and_wipes_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
