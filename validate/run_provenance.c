/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a run was made: command, version, time, machine. */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "validate/run_record.h"

/* "model name" of the first processor, into text; "" where it is not told. */
static void processor(char *text, size_t size)
{
    RTPART_AUTO_FILE FILE *in = fopen("/proc/cpuinfo", "re");
    char line[256];

    text[0] = '\0';
    while (in != NULL && fgets(line, sizeof line, in) != NULL) {
        const char *colon = strchr(line, ':');

        if (strncmp(line, "model name", 10) != 0 || colon == NULL)
            continue;
        (void)snprintf(text, size, "%s", colon + 2);
        text[strcspn(text, "\n")] = '\0';
        return;
    }
}

/* The machine, without its name. */
static json_t *host(void)
{
    struct utsname u;
    char cpu[256];

    if (uname(&u) != 0)
        return json_object();
    processor(cpu, sizeof cpu);
    return json_pack("{s:o, s:o, s:o, s:o, s:I}", "kernel", rtpart_json_text(u.release),
                     "build", rtpart_json_text(u.version), "machine",
                     rtpart_json_text(u.machine), "processor", rtpart_json_text(cpu),
                     "cpus", (json_int_t)sysconf(_SC_NPROCESSORS_ONLN));
}

json_t *rtpart_run_provenance(const char *command)
{
    const time_t now = time(NULL);
    struct tm utc;
    char text[40] = "";

    if (gmtime_r(&now, &utc) != NULL)
        (void)strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return json_pack("{s:s, s:s, s:s, s:o, s:s, s:o}", "schema", "rtpart.provenance/1",
                     "tool", "rtvalidate", "version", RTPART_VERSION, "command",
                     rtpart_json_text(command), "made", text, "host", host());
}
