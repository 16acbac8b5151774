/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Systems that CARTS has answered: its samples, typed again in their shortest form, with the
 * numbers that it printed for them (docs/analyses.md tells which, and where we differ). One
 * tick of CARTS is 1 us here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/compose.h"
#include "analysis/compose_carts.h"
#include "common/auto.h"
#include "model/taskset_read.h"

/* One component of the answer, in the order of the file. */
struct row {
    const char *name;
    unsigned cpus;
    rtpart_ns budget; /* of all CPUs, in steps */
    rtpart_ns period;
};

static const struct row *check(const struct rtpart_composition *c, const struct row *row,
                               rtpart_ns step)
{
    assert_string_equal(c->component->name, row->name);
    assert_int_equal(c->answer, RTPART_SCHEDULABLE);
    assert_int_equal(c->mpr.cpus > 0 ? c->mpr.cpus : 1, row->cpus);
    assert_int_equal(rtpart_composition_bandwidth(c).num, row->budget * step);
    assert_int_equal(c->interface.period, row->period * RTPART_US);
    row++;
    for (size_t i = 0; i < c->child_count; i++)
        row = check(&c->children[i], row, step);
    return row;
}

/* Compose `xml` with budgets in multiples of `step`, and compare. */
static void compose(const char *xml, rtpart_ns step, const struct row *rows, size_t count)
{
    const struct rtpart_read_options read = {.unit = RTPART_US};
    RTPART_AUTO(rtpart_system_free) struct rtpart_system system = {0};
    RTPART_AUTO(rtpart_composition_free) struct rtpart_composition tree = {0};

    assert_int_equal(
        rtpart_system_read_memory(xml, strlen(xml), "carts", &read, &system, NULL),
        RTPART_OK);
    const struct rtpart_compose_request req = {
        .root = &system.root,
        .fallback = RTPART_SCHED_EDF, /* as CARTS */
        .asked = {.period_step = RTPART_US, .runtime_step = step}};

    assert_int_equal(rtpart_compose(&req, &tree, NULL), RTPART_OK);
    assert_ptr_equal(check(&tree, rows, step), rows + count);
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* motivation-vcpu-completion: one task, budgets in tenths. */
static void test_carts_one_task(void **state)
{
    static const struct row rows[] = {{"system", 1, 12, 2}, {"C1", 1, 14, 4}};

    (void)state;
    compose("<system os_scheduler='gEDF' period='2'>"
            "<component name='C1' scheduler='gEDF' period='4.0'>"
            "<task p='16' d='16' e='4.0'/></component></system>",
            RTPART_US / 10, rows, COUNT(rows));
}

/* motivation-task-preemption: U = 1 on one CPU. For the root CARTS finds nothing; a task that
 * takes a whole CPU is given one here. */
static void test_carts_whole_cpu(void **state)
{
    static const struct row rows[] = {{"system", 1, 2, 2}, {"C1", 1, 4, 4}};

    (void)state;
    compose(
        "<system os_scheduler='gEDF' period='2'>"
        "<component name='C1' scheduler='gEDF' period='4.0'>"
        "<task p='16' d='16' e='8.0'/><task p='8' d='8' e='4.0'/></component></system>",
        RTPART_US, rows, COUNT(rows));
}

#define FOUR_TASKS                                                                       \
    "<task p='100' d='100' e='50'/><task p='200' d='200' e='50'/>"                       \
    "<task p='200' d='200' e='50'/><task p='200' d='200' e='51'/></component>"
#define PAIR(n)                                                                          \
    "<component name='C0" n "' scheduler='gEDF' period='80'>" FOUR_TASKS                 \
    "<component name='C1" n "' scheduler='gEDF' period='40'>" FOUR_TASKS

/* dmpr-vs-mpr-not-satisfied-result: the answer is about four copies of the two components. */
static void test_carts_eight_components(void **state)
{
    static const struct row rows[] = {
        {"system", 16, 320, 20}, {"C0a", 2, 144, 80}, {"C1a", 2, 68, 40},
        {"C0b", 2, 144, 80},     {"C1b", 2, 68, 40},  {"C0c", 2, 144, 80},
        {"C1c", 2, 68, 40},      {"C0d", 2, 144, 80}, {"C1d", 2, 68, 40}};

    (void)state;
    compose("<system os_scheduler='gEDF' period='20.0'>" PAIR("a") PAIR("b") PAIR("c")
                PAIR("d") "</system>",
            RTPART_US, rows, COUNT(rows));
}

/*
 * dmpr-vs-mpr-same, with the numbers of its second answer (DMPR: whole CPUs and one part of
 * one, which for one CPU is the periodic resource). Its MPR has 97 and 33: a tick more.
 */
static void test_carts_two_components(void **state)
{
    static const struct row rows[] = {
        {"system", 3, 60, 20}, {"C0", 2, 96, 50}, {"C1", 1, 32, 50}};

    (void)state;
    compose("<system os_scheduler='gEDF' period='20.0'>"
            "<component name='C0' scheduler='gEDF' period='50'>"
            "<task p='200' d='200' e='80'/><task p='200' d='200' e='100'/>"
            "<task p='200' d='200' e='100'/></component>"
            "<component name='C1' scheduler='gEDF' period='50'>"
            "<task p='200' d='200' e='10'/><task p='200' d='200' e='100'/></component>"
            "</system>",
            RTPART_US, rows, COUNT(rows));
}

/* A system of ours, run through CARTS as PRM: EDF over DM over EDF, in whole ticks. */
static void test_carts_nested_periodic_resources(void **state)
{
    static const struct row rows[] = {
        {"system", 1, 3, 3}, {"middle", 1, 5, 6}, {"leaf", 1, 2, 5}, {"other", 1, 1, 6}};

    (void)state;
    compose("<system min_period='3' max_period='3'>"
            "<component name='middle' scheduler='DM' min_period='6' max_period='6'>"
            "<task p='60' d='60' e='3'/>"
            "<component name='leaf' scheduler='EDF' min_period='5' max_period='5'>"
            "<task p='25' d='25' e='4'/><task p='40' d='40' e='5'/></component>"
            "</component>"
            "<component name='other' scheduler='DM' min_period='6' max_period='6'>"
            "<task p='25' d='25' e='1'/></component></system>",
            RTPART_US, rows, COUNT(rows));
}

/*
 * CARTS's number for "infinite", and the period that the file asks for: three whole CPUs are 15,
 * no multiple of 2.
 */
static void test_carts_global_component_without_interface_keeps_its_period(void **state)
{
    static const char xml[] = "<system os_scheduler='EDF' period='3'>"
                              "<component name='C1' scheduler='gEDF' period='5'>"
                              "<task p='10' d='5' e='5'/><task p='10' d='5' e='5'/>"
                              "<task p='10' d='5' e='5'/>"
                              "</component></system>";
    const struct rtpart_read_options read = {.unit = RTPART_US};
    RTPART_AUTO(rtpart_system_free) struct rtpart_system system = {0};
    RTPART_AUTO(rtpart_composition_free) struct rtpart_composition tree = {0};
    char text[2048] = "";
    FILE *out = fmemopen(text, sizeof text, "w");

    (void)state;
    assert_non_null(out);
    assert_int_equal(
        rtpart_system_read_memory(xml, strlen(xml), "carts", &read, &system, NULL),
        RTPART_OK);
    const struct rtpart_compose_request req = {
        .root = &system.root,
        .fallback = RTPART_SCHED_EDF,
        .asked = {.period_step = RTPART_US, .runtime_step = 2 * RTPART_US}};

    assert_int_equal(rtpart_compose(&req, &tree, NULL), RTPART_OK);
    assert_int_not_equal(tree.children[0].answer, RTPART_SCHEDULABLE);
    assert_int_equal(
        rtpart_compose_write_carts(&tree, RTPART_RESOURCE_PRM, RTPART_US, out, NULL),
        RTPART_OK);
    assert_int_equal(fclose(out), 0);
    assert_non_null(
        strstr(text, "cpus=\"0\" period=\"5\" execution_time=\"2047483647\""));
}

/* What is written of an interface with times in ns, and found after `name="`. */
static const char *written(const struct rtpart_composition *c, char *text, size_t size,
                           const char *name)
{
    FILE *out = fmemopen(text, size, "w");
    const char *found;

    assert_non_null(out);
    assert_int_equal(rtpart_compose_write_carts(c, RTPART_RESOURCE_PRM, 1, out, NULL),
                     RTPART_OK);
    assert_int_equal(fclose(out), 0);
    found = strstr(text, name);
    assert_non_null(found);
    return found + strlen(name);
}

/* As many decimals as it may have, no number of so many is nearer. */
static void test_carts_bandwidth_is_the_nearest_of_its_length(void **state)
{
    const struct rtpart_component component = {.name = (char[]){"c"}};

    (void)state;
    for (rtpart_ns period = 2; period < 40; period++)
        for (rtpart_ns budget = 1; budget < period; budget++) {
            const struct rtpart_composition c = {
                .component = &component,
                .scheduler = RTPART_SCHED_EDF,
                .answer = RTPART_SCHEDULABLE,
                .interface = {.period = period, .budget = budget, .deadline = period}};
            char text[1024] = "";
            const char *at = written(&c, text, sizeof text, "bandwidth=\"0.");
            rtpart_ns scale = 1;
            rtpart_ns value = 0;

            for (; *at >= '0' && *at <= '9'; at++, scale *= 10)
                value = 10 * value + (*at - '0');
            assert_int_equal((value * period + scale / 2) / scale, budget);
            assert_true(2 * llabs(value * period - budget * scale) <= period);
        }
}

/* 5 is what the file asked for, and 7 what was found. */
static void test_carts_global_component_on_one_cpu_has_the_period_found(void **state)
{
    const struct rtpart_component component = {.name = (char[]){"c"}, .min_period = 5};
    const struct rtpart_composition c = {
        .component = &component,
        .scheduler = RTPART_SCHED_GEDF,
        .answer = RTPART_SCHEDULABLE,
        .interface = {.period = 7, .budget = 3, .deadline = 7},
        .mpr = {.period = 7, .budget = 3, .cpus = 1}};
    char text[1024] = "";

    (void)state;
    (void)written(&c, text, sizeof text, "cpus=\"1\" period=\"7\" execution_time=\"3\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_carts_one_task),
        cmocka_unit_test(test_carts_whole_cpu),
        cmocka_unit_test(test_carts_eight_components),
        cmocka_unit_test(test_carts_two_components),
        cmocka_unit_test(test_carts_nested_periodic_resources),
        cmocka_unit_test(test_carts_global_component_without_interface_keeps_its_period),
        cmocka_unit_test(test_carts_bandwidth_is_the_nearest_of_its_length),
        cmocka_unit_test(test_carts_global_component_on_one_cpu_has_the_period_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
