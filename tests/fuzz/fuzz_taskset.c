/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a task set ends in a sound system that survives being written, or in an error. */
#include <string.h>

#include "common/auto.h"
#include "model/taskset_read.h"
#include "model/taskset_write.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/systems.h"

static void count_note(void *ctx, const char *message)
{
    *(size_t *)ctx += strlen(message);
}

static void check_component(const struct rtpart_component *c)
{
    FUZZ_CHECK(c->name != NULL && c->name[0] != '\0');
    FUZZ_CHECK(rtpart_taskset_check(&c->taskset, NULL) == RTPART_OK);
    FUZZ_CHECK(c->min_period >= 0 && c->min_period <= c->max_period &&
               c->max_period <= RTPART_NS_MAX);
    for (size_t i = 0; i < c->child_count; i++)
        check_component(&c->children[i]);
}

/* XML cannot hold two code points that rows and CSV can. */
static bool xml_can_hold(const uint8_t *data, size_t size)
{
    return memmem(data, size, "\xef\xbf\xbe", 3) == NULL &&
           memmem(data, size, "\xef\xbf\xbf", 3) == NULL;
}

static void check_round_trip(const struct rtpart_system *s)
{
    RTPART_AUTO_FREE char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    struct rtpart_system back;
    struct rtpart_error err = {0};

    FUZZ_CHECK(out != NULL);
    FUZZ_CHECK(rtpart_system_write_xml(s, RTPART_US, out, NULL) == RTPART_OK);
    FUZZ_CHECK(fclose(out) == 0);
    if (rtpart_system_read_memory(text, size, "written", NULL, &back, &err) !=
        RTPART_OK) {
        (void)fprintf(stderr, "%s\n%s\n", err.message, text);
        abort();
    }
    FUZZ_CHECK(back.root.child_count == s->root.child_count);
    for (size_t i = 0; i < s->root.child_count; i++)
        FUZZ_CHECK(test_component_equal(&s->root.children[i], &back.root.children[i]));
    FUZZ_CHECK(s->root.taskset.count == back.root.taskset.count);
    for (size_t i = 0; i < s->root.taskset.count; i++)
        FUZZ_CHECK(
            rtpart_task_equal(&s->root.taskset.tasks[i], &back.root.taskset.tasks[i]));
    rtpart_system_free(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t noted = 0;
    const struct rtpart_read_options opt = {.notes = {.note = count_note, .ctx = &noted}};
    const struct rtpart_component *c;
    struct rtpart_system s;
    struct rtpart_error err = {0};

    if (rtpart_system_read_memory((const char *)data, size, "f", &opt, &s, &err) !=
        RTPART_OK) {
        FUZZ_CHECK(err.code == RTPART_EINPUT && err.message[0] == 'f' && noted == 0);
        FUZZ_CHECK(s.root.name == NULL && s.root.taskset.tasks == NULL);
        return 0;
    }
    check_component(&s.root);
    (void)rtpart_system_component(&s, NULL, &c, &err);
    if (xml_can_hold(data, size))
        check_round_trip(&s);
    rtpart_system_free(&s);
    return 0;
}
