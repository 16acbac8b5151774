/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deploy/monitor.h"

#include <string.h>

#include "common/auto.h"
#include "common/child_run.h"
#include "common/json_out.h"
#include "deploy/qmp.h"

enum rtpart_code rtpart_domain_check(const char *name, struct rtpart_error *err)
{
    if (*name == '\0' || *name == '-' || strchr(name, '/') != NULL || strlen(name) > 200)
        return rtpart_fail(err, RTPART_EUSAGE, "\"%.40s\" is no name of a libvirt domain",
                           name);
    return RTPART_OK;
}

static enum rtpart_code call_libvirt(const char *domain, const char *command,
                                     json_t *arguments, json_t **answer,
                                     struct rtpart_error *err)
{
    RTPART_AUTO_JSON json_t *request =
        json_pack("{s:s, s:O*}", "execute", command, "arguments", arguments);
    RTPART_AUTO_FREE char *text = json_dumps(request, JSON_COMPACT);
    RTPART_AUTO_FREE char *output = NULL;
    RTPART_AUTO_JSON json_t *object = NULL;
    const char *argv[] = {"virsh", "-q", "qemu-monitor-command", domain, text, NULL};
    enum rtpart_code code = rtpart_domain_check(domain, err);

    if (code == RTPART_OK && text == NULL)
        code = rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    if (code == RTPART_OK)
        code = rtpart_child_run(argv, RTPART_MONITOR_TIMEOUT_MS, &output, err);
    if (code != RTPART_OK)
        return code;
    object = json_loads(output, 0, NULL);
    json_t *value = json_object_get(object, "return");

    if (value == NULL)
        return rtpart_fail(err, RTPART_EHOST, "domain %s: libvirt answers %s with %.200s",
                           domain, command, output);
    *answer = json_incref(value);
    return RTPART_OK;
}

enum rtpart_code rtpart_monitor_ask(const struct rtpart_monitor *m, const char *command,
                                    json_t *arguments, json_t **answer, uid_t *peer,
                                    struct rtpart_error *err)
{
    struct rtpart_qmp q;

    if (m->qmp == NULL && m->libvirt == NULL)
        return rtpart_fail(err, RTPART_EHOST, "there is no monitor to ask for %s",
                           command);
    if (m->qmp == NULL) {
        *peer = 0;
        return call_libvirt(m->libvirt, command, arguments, answer, err);
    }
    enum rtpart_code code = rtpart_qmp_open(&q, m->qmp, RTPART_MONITOR_TIMEOUT_MS, err);

    if (code != RTPART_OK)
        return code;
    *peer = q.peer;
    code = rtpart_qmp_call(&q, command, arguments, answer, err);
    rtpart_qmp_close(&q);
    return code;
}

enum rtpart_code rtpart_monitor_call(const struct rtpart_monitor *m, const char *command,
                                     json_t *arguments, json_t **answer,
                                     struct rtpart_error *err)
{
    uid_t peer;

    return rtpart_monitor_ask(m, command, arguments, answer, &peer, err);
}
