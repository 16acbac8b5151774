/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/gnuplot.h"

/* A directory whose name needs quoting. */
static char directory[] = "/tmp/rtpart it's XXXXXX";

static const char *file(const char *name)
{
    static char path[4][200];
    static unsigned turn;

    turn = (turn + 1) % 4;
    snprintf(path[turn], sizeof path[turn], "%s/%s", directory, name);
    return path[turn];
}

static bool exists(const char *name)
{
    return access(file(name), F_OK) == 0;
}

static void begin_line(struct rtpart_gnuplot *p, const char *picture, bool keep)
{
    assert_int_equal(rtpart_gnuplot_begin(p, file(picture), 400, 300, keep, NULL),
                     RTPART_OK);
    fprintf(p->data, "0 0\n1 1\n");
    fprintf(p->script, "set title ");
    rtpart_gnuplot_quote(p->script, "it's a line");
    fprintf(p->script, "\nplot DATA using 1:2 with lines ls 1 title 'x'\n");
}

static void test_gnuplot_draws_and_keeps_what_was_asked(void **state)
{
    struct rtpart_gnuplot p;

    (void)state;
    if (system("gnuplot --version > /dev/null 2>&1") != 0) {
        print_message("skipped: gnuplot is not installed\n");
        skip();
    }
    begin_line(&p, "a.svg", false);
    assert_int_equal(rtpart_gnuplot_finish(&p, NULL), RTPART_OK);
    assert_true(exists("a.svg") && !exists("a.svg.dat") && !exists("a.svg.gp") &&
                !exists("a.svg.tmp"));
    begin_line(&p, "b.png", true);
    assert_int_equal(rtpart_gnuplot_finish(&p, NULL), RTPART_OK);
    assert_true(exists("b.png") && exists("b.dat") && exists("b.gp"));
}

/* A name such as "load 100%" on an axis is no format, and comes out as it is. */
static void test_gnuplot_labels_of_tics_may_have_percent_signs(void **state)
{
    struct rtpart_gnuplot p;
    struct rtpart_error err;
    char line[400];
    bool found = false;

    (void)state;
    if (system("gnuplot --version > /dev/null 2>&1") != 0) {
        print_message("skipped: gnuplot is not installed\n");
        skip();
    }
    begin_line(&p, "p.svg", false);
    fprintf(p.script, "set xtics (");
    rtpart_gnuplot_quote_tic(p.script, "it's 50%d of 100%");
    fprintf(p.script, " 0.5)\nset output OUTPUT\nreplot\n");
    if (rtpart_gnuplot_finish(&p, &err) != RTPART_OK)
        fail_msg("%s", err.message);
    FILE *in = fopen(file("p.svg"), "r");

    assert_non_null(in);
    while (fgets(line, sizeof line, in) != NULL)
        found = found || strstr(line, "s 50%d of 100%<") != NULL;
    assert_int_equal(fclose(in), 0);
    assert_true(found);
}

/* A wrong script leaves no picture, but what is needed to find out why. */
static void test_gnuplot_failure_keeps_script_and_old_picture(void **state)
{
    struct rtpart_gnuplot p;
    struct rtpart_error err;

    (void)state;
    begin_line(&p, "c.svg", false);
    fprintf(p.script, "this is no command\n");
    assert_int_equal(rtpart_gnuplot_finish(&p, &err), RTPART_EHOST);
    assert_non_null(strstr(err.message, "c.svg.gp"));
    assert_true(!exists("c.svg") && exists("c.svg.gp") && exists("c.svg.dat") &&
                !exists("c.svg.tmp"));
}

/* results.dat of the user is not the place for the numbers behind results.svg. */
static void test_gnuplot_leaves_files_of_the_user_alone(void **state)
{
    struct rtpart_gnuplot p;

    (void)state;
    FILE *own = fopen(file("e.dat"), "w");

    assert_non_null(own);
    fprintf(own, "mine\n");
    assert_int_equal(fclose(own), 0);
    begin_line(&p, "e.svg", false);
    rtpart_gnuplot_abort(&p);
    assert_true(exists("e.dat"));
    begin_line(&p, "e.svg", false);
    (void)rtpart_gnuplot_finish(&p, NULL); /* whether gnuplot is there or not */
    assert_true(exists("e.dat"));
}

static void test_gnuplot_refuses_other_endings_and_places(void **state)
{
    struct rtpart_gnuplot p;
    struct rtpart_error err;

    (void)state;
    assert_int_equal(rtpart_gnuplot_begin(&p, "x.pdf", 400, 300, false, &err),
                     RTPART_EUSAGE);
    assert_int_equal(rtpart_gnuplot_begin(&p, ".svg", 400, 300, false, &err),
                     RTPART_EUSAGE);
    assert_int_equal(
        rtpart_gnuplot_begin(&p, file("no/such/place.svg"), 400, 300, false, &err),
        RTPART_EHOST);
    rtpart_gnuplot_abort(&p);
    begin_line(&p, "d.svg", true);
    rtpart_gnuplot_abort(&p);
    assert_true(!exists("d.svg") && !exists("d.dat") && !exists("d.gp"));
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(directory) == NULL;
}

static int tear_down(void **state)
{
    static const char *const left[] = {"a.svg",     "b.png",     "b.dat", "b.gp",
                                       "c.svg.gp",  "c.svg.dat", "e.dat", "e.svg",
                                       "e.svg.dat", "e.svg.gp",  "p.svg"};

    (void)state;
    for (size_t i = 0; i < sizeof left / sizeof *left; i++)
        unlink(file(left[i]));
    return rmdir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gnuplot_draws_and_keeps_what_was_asked),
        cmocka_unit_test(test_gnuplot_labels_of_tics_may_have_percent_signs),
        cmocka_unit_test(test_gnuplot_failure_keeps_script_and_old_picture),
        cmocka_unit_test(test_gnuplot_leaves_files_of_the_user_alone),
        cmocka_unit_test(test_gnuplot_refuses_other_endings_and_places),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
