/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/taskset_read.h"
#include "model/xml_guard.h"
#include "tests/support/reading.h"

#define RT "xmlns:rt='urn:rtpart:taskset:1'"

/* Paper, Table 4: the set that everything else is measured by. */
static void test_xml_reads_the_shipped_table4(void **state)
{
    static const rtpart_ns want[][2] = {
        {10321, 34},  {1570, 40},  {6300, 65},   {1720, 90},   {14712, 98},
        {19691, 123}, {3440, 128}, {23266, 164}, {89843, 236}, {20937, 257},
    };
    const struct rtpart_component *c = NULL;
    struct test_notes notes = {.count = 0};
    const struct rtpart_read_options opt = {.notes = test_notes(&notes)};
    struct rtpart_system s;

    (void)state;
    assert_int_equal(
        rtpart_system_read(RTPART_SOURCE_DIR "/data/table4.xml", &opt, &s, NULL),
        RTPART_OK);
    assert_int_equal(notes.count, 0);
    assert_int_equal(s.root.scheduler, RTPART_SCHED_EDF);
    assert_int_equal(rtpart_system_component(&s, NULL, &c, NULL), RTPART_OK);
    assert_string_equal(c->name, "table4");
    assert_int_equal(c->scheduler, RTPART_SCHED_RM);
    assert_int_equal(c->taskset.count, 10);
    for (size_t i = 0; i < 10; i++) {
        char name[8];

        (void)snprintf(name, sizeof name, "t%zu", i);
        test_task_is(&c->taskset.tasks[i], name, want[i][0] * RTPART_US,
                     want[i][1] * RTPART_MS, want[i][1] * RTPART_MS);
    }
    rtpart_system_free(&s);
}

/* A file as CARTS has them: no declaration, its own attributes, upper-case elements. */
static void test_xml_reads_carts_input(void **state)
{
    struct test_notes notes;
    struct rtpart_system s;
    const struct rtpart_component *c;

    (void)state;
    test_read(
        "<system os_scheduler=\"gEDF\" scheduler=\"EDF\" min_period=\"0\" "
        "max_period=\"0\">\n"
        "<Component name=\"C1\" scheduler=\"DM\" min_period=\"5\" max_period=\"12.5\" "
        "criticality=\"1\">\n"
        "  <TASK name=\"T1\" p=\"25\" d=\" 20 \" e=\"4.0\" cs=\"0\" jitter=\"0\"> "
        "</TASK>\n"
        "  <component name=\"C2\" scheduler=\"RM\" period=\"7\" min_period=\"1\" "
        "max_period=\"2\"><task p=\"1e1\" e=\"2.5E0\" jitter=\"0\"/></component>\n"
        "text\n"
        "</Component>\n"
        "</system>",
        0, &notes, &s);
    assert_int_equal(s.root.scheduler, RTPART_SCHED_EDF);
    assert_int_equal(s.root.max_period, 0);
    assert_int_equal(s.root.child_count, 1);
    c = &s.root.children[0];
    assert_string_equal(c->name, "C1");
    assert_int_equal(c->scheduler, RTPART_SCHED_DM);
    assert_int_equal(c->min_period, 5 * RTPART_MS);
    assert_int_equal(c->max_period, 12500 * RTPART_US);
    assert_int_equal(c->line, 2);
    test_task_is(&c->taskset.tasks[0], "T1", 4 * RTPART_MS, 20 * RTPART_MS,
                 25 * RTPART_MS);
    assert_int_equal(c->taskset.tasks[0].line, 3);
    assert_int_equal(c->child_count, 1);
    c = &c->children[0];
    assert_int_equal(c->min_period, 7 * RTPART_MS);
    assert_int_equal(c->max_period, 7 * RTPART_MS);
    test_task_is(&c->taskset.tasks[0], "t0", 2500 * RTPART_US, 10 * RTPART_MS,
                 10 * RTPART_MS);
    rtpart_system_free(&s);
    assert_int_equal(notes.count, 4);
    assert_string_equal(
        notes.lines[0],
        "f: no unit of time is given: milliseconds assumed (say so with rt:unit "
        "on <system>, or --unit)");
    assert_string_equal(notes.lines[1],
                        "f:2: attribute criticality of <Component> is not used");
    assert_string_equal(notes.lines[2], "f:3: attribute cs of <TASK> is not used");
    assert_string_equal(notes.lines[3], "f:3: attribute jitter of <TASK> is not used");
}

static void test_xml_reads_our_own_attributes(void **state)
{
    struct test_notes notes;
    struct rtpart_system s;

    (void)state;
    test_read("<system " RT
              " rt:unit='us' rt:tool='rtgen' rt:version='1' rt:command='a &lt; b' "
              "rt:generator='g' rt:seed='7' rt:index='3'>"
              "<task p='5' e='1' rt:vcpu='4095' rt:prio='99' name='a&amp;b &#xe9;'/>"
              "<task p='5' e='1' rt:vcpu='0' rt:prio='1'/></system>",
              0, &notes, &s);
    assert_int_equal(notes.count, 0);
    assert_string_equal(s.provenance.tool, "rtgen");
    assert_string_equal(s.provenance.version, "1");
    assert_string_equal(s.provenance.command, "a < b");
    assert_string_equal(s.provenance.generator, "g");
    assert_string_equal(s.provenance.seed, "7");
    assert_string_equal(s.provenance.index, "3");
    test_task_is(&s.root.taskset.tasks[0], "a&b \xc3\xa9", RTPART_US, 5 * RTPART_US,
                 5 * RTPART_US);
    assert_int_equal(s.root.taskset.tasks[0].vcpu, 4095);
    assert_int_equal(s.root.taskset.tasks[0].prio, 99);
    assert_int_equal(s.root.taskset.tasks[1].vcpu, 0);
    assert_int_equal(s.root.taskset.tasks[1].prio, 1);
    rtpart_system_free(&s);
}

static void test_xml_unit_of_the_caller_wins(void **state)
{
    struct test_notes notes;
    struct rtpart_system s;

    (void)state;
    test_read("<system " RT " rt:unit='us'><task p='5' e='1'/></system>", RTPART_S,
              &notes, &s);
    assert_int_equal(notes.count, 0);
    assert_int_equal(s.root.taskset.tasks[0].period, 5 * RTPART_S);
    rtpart_system_free(&s);
}

static void test_xml_rounds_to_the_safe_side_and_notes_it(void **state)
{
    struct test_notes notes;
    struct rtpart_system s;

    (void)state;
    test_read("<system " RT " rt:unit='ns'>\n"
              "<task name='x' p='100.9' d='50.000000000000000000000000000000000000001' "
              "e='1.0000000000000000000000000000000000000001'/></system>",
              0, &notes, &s);
    test_task_is(&s.root.taskset.tasks[0], "x", 2, 50, 100);
    rtpart_system_free(&s);
    assert_int_equal(notes.count, 2);
    assert_string_equal(
        notes.lines[0],
        "f:2: task \"x\": period p=\"100.9\" is finer than 1 ns: rounded down, "
        "to the safe side");
    assert_string_equal(
        notes.lines[1],
        "f: 3 values in all are finer than 1 ns and were rounded to the safe "
        "side");
}

static void test_xml_default_names_do_not_collide(void **state)
{
    struct rtpart_system s;

    (void)state;
    test_read("<system><task p='1' e='1'/><task name='t3' p='1' e='1'/>"
              "<task name='t3.1' p='1' e='1'/><task p='1' e='1'/></system>",
              1, NULL, &s);
    assert_string_equal(s.root.taskset.tasks[0].name, "t0");
    assert_string_equal(s.root.taskset.tasks[1].name, "t3");
    assert_string_equal(s.root.taskset.tasks[3].name, "t3.2");
    rtpart_system_free(&s);
}

static void test_xml_notes_unknown_elements_once_and_skips_them(void **state)
{
    struct test_notes notes;
    struct rtpart_system s;

    (void)state;
    test_read(
        "<system><foo><task p='9' e='1'/><bar><foo/></bar></foo>\n<task p='1' e='1'>"
        "<foo/></task><x:task xmlns:x='urn:x' p='1' e='1'/>\n<foo/>"
        "<task xmlns:x='urn:x' x:y='1' xml:lang='en' p='2' e='1'/></system>",
        1, &notes, &s);
    assert_int_equal(s.root.taskset.count, 2);
    assert_int_equal(s.root.taskset.tasks[0].period, 1);
    assert_int_equal(s.root.taskset.tasks[1].period, 2);
    rtpart_system_free(&s);
    assert_int_equal(notes.count, 2);
    assert_string_equal(notes.lines[0],
                        "f:1: element <foo> and what is in it is not used");
    assert_string_equal(notes.lines[1],
                        "f:2: element <task> and what is in it is not used");
}

static void test_xml_half_a_pair_of_periods_is_noted(void **state)
{
    struct test_notes notes;
    struct rtpart_system s;

    (void)state;
    test_read("<system><component name='a' min_period='5'><task p='2' e='1'/></component>"
              "</system>",
              1, &notes, &s);
    assert_int_equal(s.root.children[0].min_period, 0);
    assert_int_equal(s.root.children[0].max_period, 0);
    rtpart_system_free(&s);
    assert_string_equal(notes.lines[0],
                        "f:1: <component>: min_period without max_period is not used");
}

/* Bad values: "f:2: task "x": " and then. */
static void test_xml_refuses_bad_values_with_line_task_and_value(void **state)
{
    static const char *const cases[][2] = {
        {"e='1'", "period p is missing (give it, a decimal above 0)"},
        {"p='1'", "WCET e is missing (give it, a decimal above 0)"},
        {"p='' e='1'", "period p=\"\" is empty (give a plain decimal such as 7.5)"},
        {"p='NaN' e='1'",
         "period p=\"NaN\" is not finite (give a plain decimal such as 7.5)"},
        {"p='5' e='-Infinity'",
         "WCET e=\"-Infinity\" is negative (give a plain decimal such as 7.5)"},
        {"p='inf' e='1'",
         "period p=\"inf\" is not finite (give a plain decimal such as 7.5)"},
        {"p='-5' e='1'",
         "period p=\"-5\" is negative (give a plain decimal such as 7.5)"},
        {"p='5' e='-1'", "WCET e=\"-1\" is negative (give a plain decimal such as 7.5)"},
        {"p='0' e='1'", "period p=\"0\" is not at least 1 ns (give a decimal above 0)"},
        {"p='5' e='0.0'", "WCET e=\"0.0\" is not at least 1 ns (give a decimal above 0)"},
        {"p='5' d='0' e='1'",
         "deadline d=\"0\" is not at least 1 ns (give a decimal above 0)"},
        {"p='0.00000001' e='0.00000001'",
         "period p=\"0.00000001\" is not at least 1 ns (give a decimal above 0)"},
        {"p='5ms' e='1'",
         "period p=\"5ms\" is not a decimal number (give a plain decimal such as 7.5)"},
        {"p='5,5' e='1'",
         "period p=\"5,5\" is not a decimal number (give a plain decimal such as 7.5)"},
        {"p='9007199254.740993' e='1'", "period p=\"9007199254.740993\" is too large in "
                                        "ms (at most 2^53 ns, about 104 days; "
                                        "check value and unit)"},
        {"p='1e300' e='1'", "period p=\"1e300\" is too large in ms (at most 2^53 ns, "
                            "about 104 days; check value "
                            "and unit)"},
        {"p='5' e='6'", "WCET 6 ms is larger than deadline 5 ms, so no job can be in "
                        "time (check values and "
                        "unit)"},
        {"p='5' d='2.5' e='3'", "WCET 3 ms is larger than deadline 2.5 ms, so no job can "
                                "be in time (check values and "
                                "unit)"},
        {"p='5' d='5.000001' e='1'", "deadline 5.000001 ms is beyond period 5 ms, which "
                                     "is not supported (use a deadline up "
                                     "to the period)"},
        {"p='5' e='1' rt:vcpu='4096'",
         "rt:vcpu=\"4096\" is not a whole number in 0 .. 4095"},
        {"p='5' e='1' rt:vcpu='-1'", "rt:vcpu=\"-1\" is not a whole number in 0 .. 4095"},
        {"p='5' e='1' rt:vcpu='1.5'",
         "rt:vcpu=\"1.5\" is not a whole number in 0 .. 4095"},
        {"p='5' e='1' rt:prio='0'", "rt:prio=\"0\" is not a whole number in 1 .. 99"},
        {"p='5' e='1' rt:prio='100'", "rt:prio=\"100\" is not a whole number in 1 .. 99"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        char want[512];

        (void)snprintf(text, sizeof text,
                       "<system " RT " rt:unit='ms'>\n<task name='x'\n %s/>\n</system>",
                       cases[i][0]);
        (void)snprintf(want, sizeof want, "f:2: task \"x\": %s", cases[i][1]);
        test_refused(text, want);
    }
}

/* As in files written for CARTS: the first keeps its name, defaults avoid what is taken. */
static void test_xml_renames_duplicates_where_asked(void **state)
{
    static const char text[] =
        "<system><task name='t2' p='9' e='1'/><task name='a' p='9' e='1'/>"
        "<task name='a' p='8' e='1'/><task name='t2' p='7' e='1'/>"
        "</system>";
    static const char *const names[] = {"t2", "a", "t2.1", "t3"};
    const struct rtpart_read_options opt = {.rename_duplicates = true};
    struct rtpart_system s;

    (void)state;
    assert_int_equal(
        rtpart_system_read_memory(text, sizeof text - 1, "f", &opt, &s, NULL), RTPART_OK);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(s.root.taskset.tasks[i].name, names[i]);
    assert_int_equal(rtpart_taskset_check(&s.root.taskset, NULL), RTPART_OK);
    rtpart_system_free(&s);
}

static void test_xml_refuses_bad_structure(void **state)
{
    static const char *const cases[][2] = {
        {"<system>\n<task name='a' p='1' e='1'/>\n\n<task name='a' p='1' "
         "e='1'/></system>",
         "f:4: task \"a\": the task of line 2 has that name too (rename one, or read "
         "with --rename-duplicates)"},
        {"<system><component name='a'>\n<component name='b'/></component>\n"
         "<component name='a'/></system>",
         "f:3: component \"a\": the component of line 1 has that name too (rename one)"},
        {"<system>\n<component/></system>",
         "f:2: <component> has no name (add name=\"...\")"},
        {"<system>\n<component name=''/></system>",
         "f:2: <component>: the name is empty"},
        {"<system>\n<task name='' p='1' e='1'/></system>",
         "f:2: task: the name is empty"},
        {"<system>\n<task name='a&#10;b' p='1' e='1'/></system>",
         "f:2: task: the name \"a?b\" holds a control character"},
        {"<system>\n<task p='1' e='1'><task p='1' e='1'/></task></system>",
         "f:2: <task> inside a <task> (close the <task> before it)"},
        {"<system scheduler='lottery'/>", "f:1: <system>: unknown scheduler=\"lottery\" "
                                          "(known: RM, DM, EDF, prio, gRM, gDM, "
                                          "gEDF)"},
        {"<system os_scheduler='lottery'/>",
         "f:1: <system>: unknown os_scheduler=\"lottery\" (known: RM, DM, EDF, prio, "
         "gRM, gDM, "
         "gEDF)"},
        {"<system min_period='7' max_period='5'/>",
         "f:1: <system>: min_period=\"7\" and max_period=\"5\" are no range of periods "
         "(both 0: "
         "any period)"},
        {"<system min_period='0' max_period='5'/>",
         "f:1: <system>: min_period=\"0\" and max_period=\"5\" are no range of periods "
         "(both 0: "
         "any period)"},
        {"<system><component name='a' period='x'/></system>",
         "f:1: <component>: period=\"x\" is not a decimal number (give a plain decimal "
         "such as "
         "7.5)"},
        {"<system " RT " rt:unit='min'/>",
         "f:1: <system>: unknown rt:unit=\"min\" (known: ns, us, ms, s)"},
        {"<system " RT " rt:vcpu='1'/>", "f:1: <system>: unknown attribute rt:vcpu=\"1\" "
                                         "(remove it, or check its spelling and "
                                         "place)"},
        {"<system " RT ">\n<task rt:cpu='1' p='1' e='1'/></system>",
         "f:2: <task>: unknown attribute rt:cpu=\"1\" (remove it, or check its spelling "
         "and "
         "place)"},
        {"<system/>",
         "f: the task set is empty (a task needs at least a WCET and a period)"},
        {"<system><component name='a'/></system>",
         "f: the task set is empty (a task needs at least a WCET and a period)"},
        {"<plan xmlns='urn:rtpart:plan:1'/>",
         "f:1: this is a plan, not a task set (give it to rtdeploy or rtvalidate; rtpart "
         "takes "
         "the task set it was made from)"},
        {"<component name='a' algorithm='EDF'><resource/></component>",
         "f:1: this is a result of CARTS, not a task set (give the file that CARTS has "
         "read, "
         "which begins with <system>)"},
        {"<component name='a' resource_model='MPR2 model'/>",
         "f:1: this is a result of CARTS, not a task set (give the file that CARTS has "
         "read, "
         "which begins with <system>)"},
        {"\n<tasks/>",
         "f:2: the root element is <tasks>, but a task set begins with <system>"},
        {"<x:system xmlns:x='urn:x'/>",
         "f:1: <system> is of the unknown namespace \"urn:x\" (remove it)"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        test_refused(cases[i][0], cases[i][1]);
}

static void test_xml_refuses_what_is_not_well_formed(void **state)
{
    static const char *const cases[][2] = {
        {"<system>\n<task p='1' p='2' e='1'/></system>",
         "f:2: attribute \"p\" is given twice on one element (remove one)"},
        {"<system " RT ">\n<task rt:vcpu='1' rt:vcpu='2' p='2' e='1'/></system>",
         "f:2: attribute \"vcpu\" is given twice on one element (remove one)"},
        {"<system>\n<task rt:vcpu='1' p='1' e='1'/></system>",
         "f:2: prefix \"rt\" is not declared (add xmlns:rt=\"urn:rtpart:taskset:1\" to "
         "the root "
         "element)"},
        {"<system>\n<x:task/></system>",
         "f:2: prefix \"x\" is not declared (add xmlns:x=\"...\" to the root element)"},
        {"<system>\n<task p='1' e='1'>\n</system>",
         "f:3: </system> cannot close <task> of line 2"},
        {"<system>\n<task p='1' e='1'/>\n",
         "f:3: the file ends inside <system> of line 1 (is it cut off?)"},
        {"<system/>\n<system/>", "f:2: there is more after the end of the root element"},
        {"<system>\n<task p=1 e='1'/></system>",
         "f:2: not well-formed XML: AttValue: \" or ' expected"},
        {"<system>&nbsp;</system>",
         "f:1: entity &nbsp; is not defined (only lt, gt, amp, quot and apos are)"},
        {"<system>\n<task p='&big;' e='1'/></system>",
         "f:2: entity &big; is not defined (only lt, gt, amp, quot and apos are)"},
        {"<", "f:1: not well-formed XML: StartTag: invalid element name"},
        {"<!--", "f:1: not well-formed XML: Comment not terminated"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        test_refused(cases[i][0], cases[i][1]);
}

static void test_xml_refuses_document_types_before_reading_them(void **state)
{
    static const char refusal[] =
        "f:2: document types and entities are not accepted (remove "
        "the <!DOCTYPE>)";

    (void)state;
    /* a billion laughs */
    test_refused("<?xml version='1.0'?>\n<!DOCTYPE s [<!ENTITY a 'ha'><!ENTITY b "
                 "'&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>\n"
                 "<system><task name='&c;' p='1' e='1'/></system>",
                 refusal);
    /* files and hosts of somebody else */
    test_refused(
        "<?xml version='1.0'?>\n<!DOCTYPE s [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
        "<system><task name='&a;' p='1' e='1'/></system>",
        refusal);
    test_refused(
        "<?xml version='1.0'?>\n<!DOCTYPE s SYSTEM 'http://localhost:1/x.dtd'><system/>",
        refusal);
    test_refused("<?xml version='1.0'?>\n<!DOCTYPE s [<!ENTITY % p SYSTEM "
                 "'http://localhost:1/x'>%p;]><system/>",
                 refusal);
    test_refused(
        "<?xml version='1.0'?>\n<!DOCTYPE s [<!ATTLIST task e CDATA '1'>]><system>"
        "<task p='2'/></system>",
        refusal);
}

static void test_xml_refuses_wrong_encodings(void **state)
{
    static const char utf16[] = "\xff\xfe<\0s\0";
    static const char nul[] = "<system>\n<task p='1\0' e='1'/></system>";

    (void)state;
    test_refused_bytes(
        utf16, sizeof utf16 - 1,
        "f:1: this is UTF-16; only UTF-8 is read (convert it: iconv -f UTF-16 -t "
        "UTF-8)");
    test_refused_bytes(nul, sizeof nul - 1,
                       "f:2: there is a NUL byte: this is no text in UTF-8");
    test_refused(
        "<?xml version='1.0' encoding='ISO-8859-1'?>\n<system>\n<task name='\xe9'/>",
        "f:3: byte 0xe9 is not UTF-8 (convert the file: iconv -f LATIN1 -t UTF-8, or "
        "whatever it is in)");
    test_refused(
        "<system><task name='\xc0\xaf'/>",
        "f:1: byte 0xc0 is not UTF-8 (convert the file: iconv -f LATIN1 -t UTF-8, or "
        "whatever it is in)");
}

/* A declaration that does not fit the bytes is harmless: they are UTF-8. */
static void test_xml_ignores_the_declared_encoding(void **state)
{
    struct rtpart_system s;

    (void)state;
    test_read("\xef\xbb\xbf<?xml version='1.0' encoding='UTF-16'?><system>"
              "<task name='\xc3\xa9' p='1' e='1'/></system>",
              1, NULL, &s);
    assert_string_equal(s.root.taskset.tasks[0].name, "\xc3\xa9");
    rtpart_system_free(&s);
}

/* `n` times `piece` between `before` and `after`; the caller frees. */
static char *repeated(const char *before, const char *piece, size_t n, const char *after)
{
    const size_t length = strlen(piece);
    char *text = malloc(strlen(before) + n * length + strlen(after) + 1);
    char *to;

    assert_non_null(text);
    to = stpcpy(text, before);
    for (size_t i = 0; i < n; i++)
        to = stpcpy(to, piece);
    (void)stpcpy(to, after);
    return text;
}

static void refused_repeat(const char *before, const char *piece, size_t n,
                           const char *after, const char *message)
{
    char *text = repeated(before, piece, n, after);

    test_refused(text, message);
    free(text);
}

static void test_xml_bounds_depth_width_and_number(void **state)
{
    struct rtpart_system s;
    char *text;

    (void)state;
    text = repeated("<system>", "<x>", RTPART_XML_DEPTH_MAX - 1, "");
    test_refused(text, "f:1: the file ends inside <x> of line 1 (is it cut off?)");
    free(text);
    refused_repeat("<system>", "<x>", RTPART_XML_DEPTH_MAX, "",
                   "f:1: elements nest deeper than 256 levels");
    refused_repeat("<system>", "<component name='a'>", 1000000, "",
                   "f:1: elements nest deeper than 256 levels");
    refused_repeat("<system>\n<task ", "a='' ", 2000000, "/></system>",
                   "f:2: more than 1000 attributes on one element");
    refused_repeat("<system>", "<component name='a'/>", 100001, "</system>",
                   "f:1: more than 100000 components");
    refused_repeat("<system>", "<task p='1' e='1'/>\n", 100001, "</system>",
                   "f:100001: more than 100000 tasks");
    text = repeated("<system>", "<task p='1' e='1'/>\n", 100000, "</system>");
    test_read(text, 1, NULL, &s);
    assert_int_equal(s.root.taskset.count, 100000);
    assert_string_equal(s.root.taskset.tasks[99999].name, "t99999");
    assert_int_equal(s.root.taskset.tasks[99999].line, 100000);
    rtpart_system_free(&s);
    free(text);
}

static void test_xml_bounds_names(void **state)
{
    char *name = repeated("", "n", RTPART_NAME_MAX, "");
    char *text = repeated("<system><task p='1' e='1' name='", name, 1, "'/></system>");
    struct rtpart_system s;

    (void)state;
    test_read(text, 1, NULL, &s);
    assert_string_equal(s.root.taskset.tasks[0].name, name);
    rtpart_system_free(&s);
    free(text);
    free(name);
    refused_repeat(
        "<system>\n<task p='1' e='1' name='", "n", RTPART_NAME_MAX + 1, "'/></system>",
        "f:2: task: the name \"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn...\" is longer "
        "than 255 bytes");
}

static void test_xml_refuses_files_that_cannot_be_read(void **state)
{
    struct rtpart_error err = {0};
    struct rtpart_system s;

    (void)state;
    assert_int_equal(rtpart_system_read("/nowhere.xml", NULL, &s, &err), RTPART_EINPUT);
    assert_string_equal(err.message,
                        "/nowhere.xml: cannot read: No such file or directory");
    assert_int_equal(rtpart_system_read("/", NULL, &s, &err), RTPART_EINPUT);
    assert_string_equal(err.message, "/: cannot read: Is a directory");
    assert_int_equal(rtpart_system_read("/dev/zero", NULL, &s, &err), RTPART_EINPUT);
    assert_string_equal(err.message,
                        "/dev/zero: larger than 64 MiB, the most that is read");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_xml_reads_the_shipped_table4),
        cmocka_unit_test(test_xml_reads_carts_input),
        cmocka_unit_test(test_xml_reads_our_own_attributes),
        cmocka_unit_test(test_xml_unit_of_the_caller_wins),
        cmocka_unit_test(test_xml_rounds_to_the_safe_side_and_notes_it),
        cmocka_unit_test(test_xml_default_names_do_not_collide),
        cmocka_unit_test(test_xml_notes_unknown_elements_once_and_skips_them),
        cmocka_unit_test(test_xml_half_a_pair_of_periods_is_noted),
        cmocka_unit_test(test_xml_refuses_bad_values_with_line_task_and_value),
        cmocka_unit_test(test_xml_renames_duplicates_where_asked),
        cmocka_unit_test(test_xml_refuses_bad_structure),
        cmocka_unit_test(test_xml_refuses_what_is_not_well_formed),
        cmocka_unit_test(test_xml_refuses_document_types_before_reading_them),
        cmocka_unit_test(test_xml_refuses_wrong_encodings),
        cmocka_unit_test(test_xml_ignores_the_declared_encoding),
        cmocka_unit_test(test_xml_bounds_depth_width_and_number),
        cmocka_unit_test(test_xml_bounds_names),
        cmocka_unit_test(test_xml_refuses_files_that_cannot_be_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
