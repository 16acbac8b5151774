/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A journal ends in a deployment that survives being written and can be shown, or in an
 * error. */
#include "common/auto.h"
#include "deploy/journal_json.h"
#include "deploy/sched_deadline.h"
#include "deploy/watch.h"
#include "tests/fuzz/fuzz.h"

static void show(const struct rtpart_deployment *d)
{
    RTPART_AUTO(rtpart_watch_free) struct rtpart_watch w = {0};
    RTPART_AUTO_FREE char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    FUZZ_CHECK(out != NULL);
    for (size_t i = 0; i < d->count; i++) {
        const struct rtpart_change *c = &d->changes[i];

        FUZZ_CHECK(c->path == NULL || c->path[0] == '/');
        rtpart_change_print(c, out);
        if (c->kind == RTPART_CHANGE_SCHED)
            FUZZ_CHECK(rtpart_sched_bandwidth(&c->sched_found) >= 0 &&
                       rtpart_sched_bandwidth(&c->sched_wanted) >= 0);
    }
    FUZZ_CHECK(fclose(out) == 0);
    FUZZ_CHECK(rtpart_watch_add(&w, d, NULL) == RTPART_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RTPART_AUTO(rtpart_deployment_free) struct rtpart_deployment d = {0};
    RTPART_AUTO(rtpart_deployment_free) struct rtpart_deployment again = {0};
    struct rtpart_error err = {0};
    json_t *object = json_loadb((const char *)data, size, 0, NULL);

    if (object == NULL)
        return 0;
    if (rtpart_deployment_from_json(object, &d, &err) == RTPART_OK) {
        json_t *written = rtpart_deployment_to_json(&d);
        json_t *second;

        FUZZ_CHECK(written != NULL);
        FUZZ_CHECK(rtpart_deployment_from_json(written, &again, &err) == RTPART_OK);
        second = rtpart_deployment_to_json(&again);
        FUZZ_CHECK(second != NULL && json_equal(written, second));
        json_decref(second);
        json_decref(written);
        show(&d);
    } else {
        FUZZ_CHECK(err.code == RTPART_EINPUT && err.message[0] != '\0');
        FUZZ_CHECK(d.changes == NULL && d.name == NULL);
    }
    json_decref(object);
    return 0;
}
