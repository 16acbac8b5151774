/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <libxml/relaxng.h>

#include "model/plan_file.h"
#include "model/taskset_write.h"
#include "tests/support/systems.h"

/* A compiled grammar of data/. */
struct grammar {
    xmlRelaxNGPtr schema;
    xmlRelaxNGValidCtxtPtr valid;
};

static void ignore(void *ctx, const char *fmt, ...)
{
    (void)ctx, (void)fmt;
}

static void open_grammar(struct grammar *g, const char *path)
{
    xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewParserCtxt(path);

    g->schema = xmlRelaxNGParse(parser);
    xmlRelaxNGFreeParserCtxt(parser);
    assert_non_null(g->schema);
    g->valid = xmlRelaxNGNewValidCtxt(g->schema);
    xmlRelaxNGSetValidErrors(g->valid, ignore, ignore, NULL);
}

static void close_grammar(struct grammar *g)
{
    xmlRelaxNGFreeValidCtxt(g->valid);
    xmlRelaxNGFree(g->schema);
}

static bool is_valid(struct grammar *g, xmlDocPtr doc)
{
    const int result = xmlRelaxNGValidateDoc(g->valid, doc);

    assert_true(result >= 0);
    xmlFreeDoc(doc);
    return result == 0;
}

static bool text_is_valid(struct grammar *g, const char *text)
{
    xmlDocPtr doc = xmlReadMemory(text, (int)strlen(text), "f", NULL, XML_PARSE_NONET);

    assert_non_null(doc);
    return is_valid(g, doc);
}

static void test_taskset_grammar_accepts_what_is_shipped_and_written(void **state)
{
    struct test_random r = {.state = 9};
    struct grammar g;

    (void)state;
    open_grammar(&g, RTPART_SOURCE_DIR "/data/taskset.rng");
    assert_true(is_valid(&g, xmlReadFile(RTPART_SOURCE_DIR "/data/table4.xml", NULL, 0)));
    for (int i = 0; i < 500; i++) {
        struct rtpart_system s;
        char *text = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&text, &size);

        test_random_system(&r, &s);
        assert_int_equal(rtpart_system_write_xml(&s, RTPART_US, out, NULL), RTPART_OK);
        assert_int_equal(fclose(out), 0);
        assert_true(text_is_valid(&g, text));
        rtpart_system_free(&s);
        free(text);
    }
    close_grammar(&g);
}

static void test_taskset_grammar_rejects_what_is_no_task_set(void **state)
{
    static const char too_high[] = "<system xmlns:rt='urn:rtpart:taskset:1'>"
                                   "<task p='1' e='1' rt:prio='100'/></system>";
    static const char *const bad[] = {
        "<component name='a'/>",
        "<system><task p='1'/></system>",
        "<system><task p='-1' e='1'/></system>",
        "<system><task p='NaN' e='1'/></system>",
        "<system xmlns:rt='urn:rtpart:taskset:1'><task p='1' e='1' rt:cs='1'/></system>",
        "<system><component/></system>",
        "<system scheduler='lottery'/>",
        "<system xmlns:rt='urn:rtpart:taskset:1' rt:unit='m'/>",
        too_high,
        "<system><task p='1' e='1'>text</task></system>",
    };
    struct grammar g;

    (void)state;
    open_grammar(&g, RTPART_SOURCE_DIR "/data/taskset.rng");
    assert_true(text_is_valid(&g, "<system><task p='1.' e='.5e-3'/></system>"));
    assert_true(text_is_valid(&g, "<system><task p='1' e='1' jitter='1'/></system>"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(text_is_valid(&g, bad[i]));
    close_grammar(&g);
}

static void test_plan_grammar_accepts_what_is_written(void **state)
{
    struct test_random r = {.state = 10};
    struct grammar g;

    (void)state;
    open_grammar(&g, RTPART_SOURCE_DIR "/data/plan.rng");
    for (int i = 0; i < 500; i++) {
        struct rtpart_plan p;
        char *text = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&text, &size);

        test_random_plan(&r, &p);
        assert_int_equal(rtpart_plan_write_xml(&p, out, NULL), RTPART_OK);
        assert_int_equal(fclose(out), 0);
        assert_true(text_is_valid(&g, text));
        rtpart_plan_free(&p);
        free(text);
    }
    close_grammar(&g);
}

#define HEAD                                                                             \
    "<plan xmlns='urn:rtpart:plan:1' version='1' kind='partitioned' "                    \
    "guest_scheduler='rm' "                                                              \
    "objective='total' latency_ns='0'>"
#define TASKS                                                                            \
    "<tasks><task name='a' wcet_ns='1' deadline_ns='2' period_ns='2' "                   \
    "guest_priority='98'/>"                                                              \
    "</tasks>"
#define VCPU "<vcpu id='0' runtime_ns='1' period_ns='2'><run task='a'/></vcpu>"

static void test_plan_grammar_rejects_what_is_no_plan(void **state)
{
    static const char *const bad[] = {
        "<plan/>",
        HEAD TASKS "</plan>",
        HEAD VCPU "</plan>",
        HEAD VCPU TASKS "</plan>",
        HEAD TASKS VCPU "<foo/></plan>",
        HEAD TASKS VCPU "<certificates/></plan>",
        HEAD TASKS "<global cpus='1' budget_ns='1' period_ns='1'/>" VCPU "</plan>",
        HEAD TASKS "<vcpu id='0' runtime_ns='1.5' period_ns='2'/></plan>",
        HEAD TASKS "<vcpu id='0' runtime_ns='9007199254740993' period_ns='2'/></plan>",
    };
    struct grammar g;

    (void)state;
    open_grammar(&g, RTPART_SOURCE_DIR "/data/plan.rng");
    assert_true(text_is_valid(&g, HEAD TASKS VCPU "</plan>"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(text_is_valid(&g, bad[i]));
    close_grammar(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_taskset_grammar_accepts_what_is_shipped_and_written),
        cmocka_unit_test(test_taskset_grammar_rejects_what_is_no_task_set),
        cmocka_unit_test(test_plan_grammar_accepts_what_is_written),
        cmocka_unit_test(test_plan_grammar_rejects_what_is_no_plan),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);

    xmlRelaxNGCleanupTypes();
    return failed;
}
