/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A result directory ends in a run that survives being written and can be shown, or in an
 * error. Parts "plan.xml" (a small one where it is missing), "results.json",
 * "responses.csv", "provenance.json". */
#include <string.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/folder.h"
#include "tests/support/memory_file.h"
#include "tests/support/parts.h"
#include "validate/compare_runs.h"
#include "validate/html_report.h"
#include "validate/run_json.h"

static const char plan[] =
    "<plan xmlns='urn:rtpart:plan:1' version='1' kind='partitioned' guest_scheduler='rm' "
    "objective='total' latency_ns='0'><tasks>"
    "<task name='a' wcet_ns='1000000' deadline_ns='10000000' period_ns='10000000' "
    "guest_priority='98'/>"
    "<task name='b' wcet_ns='2000000' deadline_ns='20000000' period_ns='20000000' "
    "guest_priority='97'/></tasks>"
    "<vcpu id='0' runtime_ns='5000000' period_ns='10000000'>"
    "<run task='a'/><run task='b'/></vcpu></plan>";

static const char *const files[] = {"plan.xml", "results.json", "responses.csv",
                                    "provenance.json"};

#define FILES (sizeof files / sizeof *files)

static struct test_folder folder;

static void remove_folder(void)
{
    test_folder_remove(&folder);
}

static void make_folder(void)
{
    test_folder_make(&folder);
    FUZZ_CHECK(atexit(remove_folder) == 0);
    for (size_t i = 0; i < FILES; i++)
        FUZZ_CHECK(symlink(test_memory_file(i, "", 0),
                           test_folder_file(&folder, files[i])) == 0);
}

/* A histogram is kept as a list: what would fill all memory is left alone. */
static bool small(const struct test_part *responses)
{
    for (const char *p = responses->text; (p = strchr(p, ',')) != NULL; p++)
        if (p[1 + strspn(p + 1, "0123456789")] != ',' &&
            strspn(p + 1, "+ 0123456789") > 4)
            return false;
    return true;
}

static void show(const struct rtpart_run_set *s)
{
    RTPART_AUTO(rtpart_table_free) struct rtpart_table all;
    RTPART_AUTO(rtpart_table_free) struct rtpart_table tasks;
    RTPART_AUTO_JSON json_t *json = rtpart_run_set_json(s);
    RTPART_AUTO_FREE char *page = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&page, &len);

    FUZZ_CHECK(out != NULL && json != NULL);
    FUZZ_CHECK(rtpart_html_report(&s->runs[0], NULL, 0, out, NULL) == RTPART_OK);
    FUZZ_CHECK(fflush(out) == 0);
    FUZZ_CHECK(strstr(page, "<script") == NULL); /* nothing is taken as markup */
    FUZZ_CHECK(rtpart_run_set_table(s, &all, NULL) == RTPART_OK);
    rtpart_run_set_task_table(s, &tasks);
    FUZZ_CHECK(rtpart_table_print_csv(&all, out, NULL) == RTPART_OK);
    FUZZ_CHECK(rtpart_table_print_csv(&tasks, out, NULL) == RTPART_OK);
    FUZZ_CHECK(fclose(out) == 0);
}

static json_t *json_of(const struct rtpart_run_record *r)
{
    json_t *json = rtpart_run_json(&r->run, &r->plan.taskset, r->duration);

    FUZZ_CHECK(json != NULL);
    return json;
}

static void check_round_trip(const struct rtpart_run_record *r)
{
    RTPART_AUTO(rtpart_run_record_free) struct rtpart_run_record again;
    RTPART_AUTO_JSON json_t *first = json_of(r);
    RTPART_AUTO_JSON json_t *second = NULL;
    RTPART_AUTO_FREE char *text = json_dumps(first, JSON_REAL_PRECISION(17));
    struct rtpart_error err = {0};

    FUZZ_CHECK(text != NULL);
    (void)test_memory_file(1, text, strlen(text));
    if (rtpart_run_record_read(folder.path, &again, &err) != RTPART_OK) {
        (void)fprintf(stderr, "%s\n%s\n", err.message, text);
        abort();
    }
    second = json_of(&again);
    FUZZ_CHECK(json_equal(first, second));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RTPART_AUTO(rtpart_run_set_free) struct rtpart_run_set set = {0};
    char *directories[] = {folder.path};
    struct rtpart_error err = {0};
    struct test_parts parts;
    bool few;

    if (folder.path[0] == '\0')
        make_folder();
    test_parts_cut(&parts, data, size);
    for (size_t i = 0; i < FILES; i++) {
        const struct test_part *p = test_part(&parts, files[i]);
        const bool ours = i == 0 && p->size == 0;

        (void)test_memory_file(i, ours ? plan : p->text, ours ? strlen(plan) : p->size);
    }
    few = small(test_part(&parts, "responses.csv"));
    test_parts_free(&parts);
    if (!few)
        return 0;
    if (rtpart_run_set_read(&set, directories, 1, &err) != RTPART_OK) {
        FUZZ_CHECK(err.code == RTPART_EINPUT && err.message[0] != '\0');
        return 0;
    }
    show(&set);
    check_round_trip(&set.runs[0]);
    return 0;
}
