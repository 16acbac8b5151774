/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/taskset_read.h"
#include "model/taskset_write.h"
#include "tests/support/reading.h"
#include "tests/support/systems.h"

static const rtpart_ns units[] = {1, RTPART_US, RTPART_MS, RTPART_S};

static char *xml_of(const struct rtpart_system *s, rtpart_ns unit)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_int_equal(rtpart_system_write_xml(s, unit, out, NULL), RTPART_OK);
    assert_int_equal(fclose(out), 0);
    return text;
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void test_write_xml_reads_back_to_the_same_system(void **state)
{
    struct test_random r = {.state = 6};
    struct test_notes notes;

    (void)state;
    for (int i = 0; i < 10000; i++) {
        struct rtpart_system a;
        struct rtpart_system b;
        char *text;

        test_random_system(&r, &a);
        text = xml_of(&a, units[i % 4]);
        test_read(text, 0, &notes, &b);
        assert_int_equal(notes.count, 0);
        assert_true(test_component_equal(&a.root, &b.root));
        assert_true(same_text(a.provenance.tool, b.provenance.tool));
        assert_true(same_text(a.provenance.command, b.provenance.command));
        assert_true(same_text(a.provenance.seed, b.provenance.seed));
        rtpart_system_free(&a);
        rtpart_system_free(&b);
        free(text);
    }
}

static void test_write_xml_is_what_people_expect(void **state)
{
    struct rtpart_system s;
    char *text;

    (void)state;
    test_read("<system scheduler='edf'><component name='vm' scheduler='rm' period='10'>"
              "<task name='a' p='34' e='10.321'/></component></system>",
              RTPART_MS, NULL, &s);
    text = xml_of(&s, RTPART_MS);
    assert_string_equal(
        text,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<system xmlns:rt=\"urn:rtpart:taskset:1\" os_scheduler=\"EDF\" rt:unit=\"ms\">\n"
        "  <component name=\"vm\" scheduler=\"RM\" period=\"10\">\n"
        "    <task name=\"a\" p=\"34\" d=\"34\" e=\"10.321\"/>\n"
        "  </component>\n"
        "</system>\n");
    free(text);
    rtpart_system_free(&s);
}

/* Somebody's notes and CARTS' own attributes survive a pass through rtconvert, and the copies
 * that the tools make of a set. */
static void test_write_xml_keeps_attributes_that_rtpart_does_not_use(void **state)
{
    struct rtpart_component *vm;
    struct rtpart_taskset copy;
    struct test_notes notes;
    struct rtpart_system s;
    char *text;

    (void)state;
    notes.count = 0;
    test_read(
        "<system colour='a&lt;b&quot;'><component name='vm' criticality='2'>"
        "<task name='a' p='34' e='10' cs='0' jitter='\xc3\xa4'/></component></system>",
        RTPART_MS, &notes, &s);
    assert_int_equal(notes.count, 4);
    vm = &s.root.children[0];
    assert_int_equal(rtpart_taskset_copy(&copy, &vm->taskset, NULL), RTPART_OK);
    rtpart_taskset_free(&vm->taskset);
    vm->taskset = copy;
    text = xml_of(&s, RTPART_MS);
    assert_string_equal(
        text,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<system xmlns:rt=\"urn:rtpart:taskset:1\" rt:unit=\"ms\" "
        "colour=\"a&lt;b&quot;\">\n"
        "  <component name=\"vm\" criticality=\"2\">\n"
        "    <task name=\"a\" p=\"34\" d=\"34\" e=\"10\" cs=\"0\" jitter=\"\xc3\xa4\"/>\n"
        "  </component>\n"
        "</system>\n");
    free(text);
    rtpart_system_free(&s);
}

/* What XML cannot hold does not make the file unreadable. */
static void test_write_xml_replaces_what_xml_cannot_hold(void **state)
{
    struct rtpart_system s;
    struct rtpart_system b;
    char *text;

    (void)state;
    test_read("<system><task p='1' e='1'/></system>", 1, NULL, &s);
    s.provenance.command = strdup("a\x01\xff\xef\xbf\xbf\x1b");
    text = xml_of(&s, 1);
    test_read(text, 0, NULL, &b);
    assert_string_equal(b.provenance.command, "a?\xef\xbf\xbd\xef\xbf\xbd?");
    free(text);
    rtpart_system_free(&s);
    rtpart_system_free(&b);
}

/* Write one component with `write`; the caller frees. */
static char *flat(const struct rtpart_component *c, rtpart_ns unit,
                  struct test_notes *notes,
                  void (*write)(const struct rtpart_component *, rtpart_ns, FILE *,
                                const struct rtpart_notes *))
{
    const struct rtpart_notes to = test_notes(notes);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    notes->count = 0;
    write(c, unit, out, &to);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void test_write_csv_reads_back_to_the_same_tasks(void **state)
{
    struct test_random r = {.state = 7};
    struct test_notes notes;

    (void)state;
    for (int i = 0; i < 10000; i++) {
        const rtpart_ns unit = units[i % 4];
        struct rtpart_system a;
        struct rtpart_system b;
        char *text;

        test_random_system(&r, &a);
        text = flat(&a.root, unit, &notes, rtpart_component_write_csv);
        test_read(text, 0, NULL, &b);
        assert_int_equal(a.root.taskset.count, b.root.taskset.count);
        for (size_t k = 0; k < a.root.taskset.count; k++)
            assert_true(
                rtpart_task_equal(&a.root.taskset.tasks[k], &b.root.taskset.tasks[k]));
        rtpart_system_free(&a);
        rtpart_system_free(&b);
        free(text);
    }
}

static void test_write_rows_read_back_to_the_same_times(void **state)
{
    struct test_random r = {.state = 8};
    struct test_notes notes;

    (void)state;
    for (int i = 0; i < 10000; i++) {
        const rtpart_ns unit = units[i % 4];
        struct rtpart_system a;
        struct rtpart_system b;
        char *text;

        test_random_system(&r, &a);
        text = flat(&a.root, unit, &notes, rtpart_component_write_rows);
        test_read(text, unit, NULL, &b);
        assert_int_equal(a.root.taskset.count, b.root.taskset.count);
        for (size_t k = 0; k < a.root.taskset.count; k++) {
            const struct rtpart_task *t = &a.root.taskset.tasks[k];

            test_task_is(&b.root.taskset.tasks[k], b.root.taskset.tasks[k].name, t->wcet,
                         t->deadline, t->period);
        }
        rtpart_system_free(&a);
        rtpart_system_free(&b);
        free(text);
    }
}

static void test_write_flat_formats_tell_what_they_lose(void **state)
{
    static const char *const csv[] = {"CSV cannot say the scheduler (RM)",
                                      "CSV cannot say the periods of the interface",
                                      "CSV cannot hold child components: 1 left out"};
    static const char *const rows[] = {
        "rows cannot say the scheduler (RM)",
        "rows cannot say the periods of the interface",
        "rows cannot hold child components: 1 left out",
        "rows cannot say the vCPU that a task is fixed to",
        "rows cannot say priorities",
        "rows cannot hold names: the tasks will be t0, t1, ...",
        "rows cannot say their unit: read them with --unit us",
    };
    struct test_notes notes;
    struct rtpart_system s;
    char *text;

    (void)state;
    test_read("<system xmlns:rt='urn:rtpart:taskset:1' scheduler='RM' period='5'>"
              "<task name='a,b' p='5' d='4' e='1.5'/>"
              "<task name='c' p='5' e='1' rt:vcpu='1'/>"
              "<task name='d' p='5' e='1' rt:prio='2'/><component name='x'/></system>",
              RTPART_MS, NULL, &s);
    text = flat(&s.root, RTPART_US, &notes, rtpart_component_write_csv);
    assert_string_equal(text, "name,c_us,d_us,t_us,vcpu,prio\n"
                              "\"a,b\",1500,4000,5000,,\nc,1000,5000,5000,1,\n"
                              "d,1000,5000,5000,,2\n");
    assert_int_equal(notes.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(notes.lines[i], csv[i]);
    free(text);
    text = flat(&s.root, RTPART_US, &notes, rtpart_component_write_rows);
    assert_string_equal(text, "1500 4000 5000\n1000 5000 5000\n1000 5000 5000\n");
    assert_int_equal(notes.count, 7);
    for (size_t i = 0; i < 7; i++)
        assert_string_equal(notes.lines[i], rows[i]);
    free(text);
    rtpart_system_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_write_xml_reads_back_to_the_same_system),
        cmocka_unit_test(test_write_xml_is_what_people_expect),
        cmocka_unit_test(test_write_xml_keeps_attributes_that_rtpart_does_not_use),
        cmocka_unit_test(test_write_xml_replaces_what_xml_cannot_hold),
        cmocka_unit_test(test_write_csv_reads_back_to_the_same_tasks),
        cmocka_unit_test(test_write_rows_read_back_to_the_same_times),
        cmocka_unit_test(test_write_flat_formats_tell_what_they_lose),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
