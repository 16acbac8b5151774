/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A log of rt-app ends in jobs in their order, or in an error that names the file; a folder
 * with the logs of two tasks (the second is the part "other", where there is one) in a run. */
#include <string.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "model/plan_file.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/folder.h"
#include "tests/support/memory_file.h"
#include "tests/support/parts.h"
#include "validate/calibration.h"
#include "validate/rt_app_log.h"
#include "validate/run_json.h"

static const char plan_text[] =
    "<plan xmlns='urn:rtpart:plan:1' version='1' kind='partitioned' guest_scheduler='rm' "
    "objective='total' latency_ns='0'><tasks>"
    "<task name='a' wcet_ns='1000000' deadline_ns='30000000' period_ns='34000000' "
    "guest_priority='98'/>"
    "<task name='b' wcet_ns='2000000' deadline_ns='34000000' period_ns='34000000' "
    "guest_priority='97'/></tasks>"
    "<vcpu id='0' runtime_ns='5000000' period_ns='10000000'>"
    "<run task='a'/><run task='b'/></vcpu></plan>";

static struct test_folder folder;
static struct rtpart_plan plan;

static void clean(void)
{
    test_folder_remove(&folder);
    rtpart_plan_free(&plan);
}

static void prepare(void)
{
    test_folder_make(&folder);
    FUZZ_CHECK(rtpart_plan_read_memory(plan_text, strlen(plan_text), "plan", &plan,
                                       NULL) == RTPART_OK);
    FUZZ_CHECK(atexit(clean) == 0);
    FUZZ_CHECK(symlink(test_memory_file(0, "", 0),
                       test_folder_file(&folder, "rt-app-a-0.log")) == 0);
    FUZZ_CHECK(symlink(test_memory_file(1, "", 0),
                       test_folder_file(&folder, "rt-app-b-1.log")) == 0);
}

/* What rtvalidate run --engine log makes of the folder. */
static void check_run(void)
{
    const struct rtpart_run_request request = {
        .plan = &plan, .duration = RTPART_S, .real = {.logs = folder.path}};
    RTPART_AUTO(rtpart_run_free) struct rtpart_run run = {0};
    struct rtpart_error err = {0};

    if (rtpart_run_plan(rtpart_engine_find("log"), &request, &run, &err) != RTPART_OK) {
        FUZZ_CHECK(err.message[0] != '\0');
        return;
    }
    RTPART_AUTO_JSON json_t *json = rtpart_run_json(&run, &plan.taskset, RTPART_S);

    FUZZ_CHECK(json != NULL);
    for (size_t i = 0; i < run.responses.count; i++)
        for (size_t k = 0; k < run.responses.series[i].count; k++)
            FUZZ_CHECK(run.responses.series[i].response[k] >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RTPART_AUTO(rtpart_rt_app_log_free) struct rtpart_rt_app_log log = {0};
    struct rtpart_calibration calibration;
    struct rtpart_error err = {0};
    const char *text = (const char *)data;
    struct test_parts parts;

    if (rtpart_rt_app_log_parse(text, size, "f", 0, &log, &err) != RTPART_OK) {
        FUZZ_CHECK(err.code == RTPART_EINPUT && err.message[0] == 'f');
        FUZZ_CHECK(log.jobs == NULL && log.count == 0);
    }
    for (size_t i = 0; i < log.count; i++) {
        FUZZ_CHECK(log.jobs[i].run >= 0);
        FUZZ_CHECK(i == 0 || log.jobs[i].number > log.jobs[i - 1].number);
    }
    if (rtpart_calibration_of_log(text, size, "f", "here", &calibration, &err) ==
        RTPART_OK)
        FUZZ_CHECK(rtpart_calibration_ns(&calibration) >= 1);
    else /* EHOST: too few jobs, or a loop that takes no time */
        FUZZ_CHECK((err.code == RTPART_EINPUT || err.code == RTPART_EHOST) &&
                   err.message[0] != '\0');
    if (folder.path[0] == '\0')
        prepare();
    test_parts_cut(&parts, data, size);
    const struct test_part *other = test_part(&parts, "other");

    other = other->name_len > 0 ? other : &parts.parts[0];
    (void)test_memory_file(0, parts.parts[0].text, parts.parts[0].size);
    (void)test_memory_file(1, other->text, other->size);
    test_parts_free(&parts);
    check_run();
    return 0;
}
