/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/real_keep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/json_out.h"
#include "common/outfile.h"
#include "common/readall.h"

#define TICK_DEFAULT (4 * RTPART_MS) /* CONFIG_HZ=250, what distributions use */
#define COARSE_MAX   (20 * RTPART_MS)

rtpart_ns rtpart_host_tick(void)
{
    struct timespec t;

    /* The coarse clock moves at the tick. */
    if (clock_getres(CLOCK_MONOTONIC_COARSE, &t) != 0 || t.tv_sec > 0 || t.tv_nsec <= 0 ||
        t.tv_nsec > COARSE_MAX)
        return TICK_DEFAULT;
    return t.tv_nsec;
}

/* One line of a small file of the kernel, without the end; JSON null where it is not there. */
static json_t *file_json(const char *path)
{
    RTPART_AUTO_FREE char *text = NULL;
    size_t len;

    if (rtpart_readall(path, 65536, &text, &len, NULL) != RTPART_OK)
        return json_null();
    text[strcspn(text, "\n")] = '\0';
    return rtpart_json_text(text);
}

/* The model name of the first CPU. */
static json_t *cpu_json(void)
{
    RTPART_AUTO_FREE char *text = NULL;
    size_t len;
    char *line;

    if (rtpart_readall("/proc/cpuinfo", (size_t)4 << 20, &text, &len, NULL) !=
            RTPART_OK ||
        (line = strstr(text, "model name")) == NULL || (line = strchr(line, ':')) == NULL)
        return json_null();
    line++;
    line += strspn(line, " ");
    line[strcspn(line, "\n")] = '\0';
    return rtpart_json_text(line);
}

static json_t *host_json(const struct rtpart_real *r)
{
    struct utsname u = {0};
    char now[32] = "";
    const time_t t = time(NULL);
    struct tm tm;

    (void)uname(&u);
    if (gmtime_r(&t, &tm) != NULL)
        (void)strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", &tm);
    return json_pack(
        "{s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:o, s:I, s:I, s:o, s:o, s:f, s:i}",
        "schema", "rtpart.host/1", "rtpart", RTPART_VERSION, "end", now, "how",
        rtpart_json_text(r->about), "kernel", u.release, "version", u.version, "machine",
        u.machine, "cpu", cpu_json(), "cpus", (json_int_t)sysconf(_SC_NPROCESSORS_ONLN),
        "tick_ns", (json_int_t)rtpart_host_tick(), "rt_runtime_us",
        file_json("/proc/sys/kernel/sched_rt_runtime_us"), "load",
        file_json("/proc/loadavg"), "interference", r->request->interference, "hogs",
        (int)r->request->hogs);
}

struct text {
    const struct rtpart_real *r;
    const struct rtpart_miss *misses;
    size_t count;
};

static enum rtpart_code put_samples(const struct text *t, FILE *out,
                                    struct rtpart_error *err)
{
    (void)err;
    rtpart_samples_write(&t->r->samples, out);
    return RTPART_OK;
}

static enum rtpart_code put_misses(const struct text *t, FILE *out,
                                   struct rtpart_error *err)
{
    (void)err;
    rtpart_misses_write(t->misses, t->count, &t->r->plan->taskset, out);
    return RTPART_OK;
}

static enum rtpart_code put_host(const struct text *t, FILE *out,
                                 struct rtpart_error *err)
{
    RTPART_AUTO_JSON json_t *json = host_json(t->r);

    return rtpart_json_print(json, out, err);
}

static enum rtpart_code put(const struct text *t, const char *name,
                            enum rtpart_code (*write)(const struct text *, FILE *,
                                                      struct rtpart_error *),
                            struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *path = rtpart_real_raw(t->r, name);
    struct rtpart_outfile out = {0};
    enum rtpart_code code = path != NULL
                                ? rtpart_outfile_open(&out, path, err)
                                : rtpart_fail(err, RTPART_ENOMEM, "out of memory");

    if (code != RTPART_OK)
        return code;
    out.many = true;
    code = write(t, out.file, err);
    if (code == RTPART_OK)
        return rtpart_outfile_commit(&out, err);
    rtpart_outfile_abort(&out);
    return code;
}

static enum rtpart_code copy_stream(FILE *in, const char *to, struct rtpart_error *err)
{
    struct rtpart_outfile out = {0};
    char part[65536];
    size_t n;
    const enum rtpart_code code = rtpart_outfile_open(&out, to, err);

    if (code != RTPART_OK)
        return code;
    out.many = true;
    while ((n = fread(part, 1, sizeof part, in)) > 0)
        if (fwrite(part, 1, n, out.file) != n)
            break; /* commit tells */
    if (!ferror(in))
        return rtpart_outfile_commit(&out, err);
    rtpart_outfile_abort(&out);
    return rtpart_fail(err, RTPART_EHOST, "%s: its source cannot be read", to);
}

/* Copy a file of a folder; what is no file, such as a link in the archive of a guest, is left
 * out. */
static enum rtpart_code copy_file(int folder, const char *name, const char *to,
                                  struct rtpart_error *err)
{
    const int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat s;
    const bool file = fd >= 0 && fstat(fd, &s) == 0 && S_ISREG(s.st_mode);
    RTPART_AUTO_FILE FILE *in = file ? fdopen(fd, "r") : NULL;

    if (in != NULL)
        return copy_stream(in, to, err);
    if (fd >= 0)
        (void)close(fd);
    return RTPART_OK;
}

static enum rtpart_code copy_files(const char *from, const char *to,
                                   struct rtpart_error *err)
{
    DIR *dir = opendir(from);
    const struct dirent *entry;
    enum rtpart_code code = RTPART_OK;

    if (dir == NULL)
        return rtpart_fail(err, RTPART_EHOST, "%s: %s", from, strerror(errno));
    while (code == RTPART_OK && (entry = readdir(dir)) != NULL) {
        RTPART_AUTO_FREE char *target = NULL;

        if (entry->d_name[0] == '.')
            continue;
        if (asprintf(&target, "%s/%s", to, entry->d_name) < 0) {
            target = NULL;
            code = rtpart_fail(err, RTPART_ENOMEM, "out of memory");
        } else {
            code = copy_file(dirfd(dir), entry->d_name, target, err);
        }
    }
    (void)closedir(dir);
    return code;
}

/* Copy raw/ into the directory of the result. */
static enum rtpart_code copy_out(const struct rtpart_real *r, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *to = NULL;

    if (asprintf(&to, "%s/raw", r->options->directory) < 0) {
        to = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    if ((mkdir(r->options->directory, 0777) != 0 && errno != EEXIST) ||
        (mkdir(to, 0777) != 0 && errno != EEXIST))
        return rtpart_fail(err, RTPART_EHOST, "%s: cannot be made: %s", to,
                           strerror(errno));
    return copy_files(r->raw, to, err);
}

enum rtpart_code rtpart_real_keep(const struct rtpart_real *r,
                                  const struct rtpart_miss *misses, size_t count,
                                  struct rtpart_error *err)
{
    const struct text t = {.r = r, .misses = misses, .count = count};
    RTPART_AUTO_FREE char *calibration = rtpart_real_raw(r, "calibration.json");
    enum rtpart_code code;

    if (r->options->directory == NULL)
        return RTPART_OK;
    if (calibration == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    code = rtpart_calibration_write(&r->calibration, calibration, err);
    if (code == RTPART_OK)
        code = put(&t, "samples.csv", put_samples, err);
    if (code == RTPART_OK)
        code = put(&t, "misses.csv", put_misses, err);
    if (code == RTPART_OK)
        code = put(&t, "host.json", put_host, err);
    return code == RTPART_OK ? copy_out(r, err) : code;
}
