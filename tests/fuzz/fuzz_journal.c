/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A journal ends in a deployment that survives being written, or in an error. */
#include "common/auto.h"
#include "deploy/journal_json.h"
#include "tests/fuzz/fuzz.h"

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
    } else {
        FUZZ_CHECK(err.code == RTPART_EINPUT && err.message[0] != '\0');
        FUZZ_CHECK(d.changes == NULL && d.name == NULL);
    }
    json_decref(object);
    return 0;
}
