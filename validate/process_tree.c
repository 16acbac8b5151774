/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/process_tree.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"

static FILE *open_file(const char *proc, pid_t pid, const char *name)
{
    char path[256];

    (void)snprintf(path, sizeof path, "%s/%d/%s", proc, (int)pid, name);
    return fopen(path, "re");
}

/* Name and parent from /proc/PID/stat: "12 (name) S 1 ...". The name may hold anything. */
static bool read_stat(const char *proc, pid_t pid, char name[16], pid_t *parent)
{
    RTPART_AUTO_FILE FILE *f = open_file(proc, pid, "stat");
    char line[512];
    const size_t n = f != NULL ? fread(line, 1, sizeof line - 1, f) : 0;

    line[n] = '\0';
    const char *open = strchr(line, '(');
    const char *close = strrchr(line, ')');

    if (open == NULL || close == NULL || strlen(close) < 4)
        return false;
    (void)snprintf(name, 16, "%.*s", (int)(close - open - 1), open + 1);
    *parent = (pid_t)strtol(close + 3, NULL, 10);
    return true;
}

pid_t rtpart_process_parent(const char *proc, pid_t pid)
{
    char name[16];
    pid_t parent = 0;

    return read_stat(proc, pid, name, &parent) ? parent : 0;
}

char *rtpart_process_name(const char *proc, pid_t pid, char buf[16])
{
    pid_t parent;

    if (!read_stat(proc, pid, buf, &parent))
        buf[0] = '\0';
    return buf;
}

struct link {
    pid_t pid;
    pid_t parent;
};

/* All processes of the machine with their parents. NULL: none could be read. */
static struct link *read_links(const char *proc, size_t *count)
{
    DIR *dir = opendir(proc);
    struct link *links = NULL;
    size_t room = 0;

    *count = 0;
    for (const struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        const pid_t pid = (pid_t)strtol(e->d_name, NULL, 10);

        if (pid <= 0)
            continue;
        if (*count == room) {
            struct link *bigger = realloc(links, (2 * room + 64) * sizeof *bigger);

            if (bigger == NULL)
                break;
            links = bigger;
            room = 2 * room + 64;
        }
        links[*count] = (struct link){pid, rtpart_process_parent(proc, pid)};
        *count += links[*count].parent >= 0;
    }
    if (dir != NULL)
        (void)closedir(dir);
    return links;
}

size_t rtpart_process_tree(const char *proc, pid_t pid, int self, pid_t *pids,
                           size_t size)
{
    size_t count;
    RTPART_AUTO_FREE struct link *links = read_links(proc, &count);
    size_t n = 0;

    if (size == 0)
        return 0;
    pids[n++] = pid;
    for (size_t i = 0; i < n; i++) /* grows while it is walked: breadth first */
        for (size_t k = 0; k < count && n < size; k++)
            if (links[k].parent == pids[i] && links[k].pid != pids[i])
                pids[n++] = links[k].pid;
    if (self)
        return n;
    memmove(pids, pids + 1, (n - 1) * sizeof *pids);
    return n - 1;
}

/* Add to a sum what fits in it. */
static void add(int64_t *sum, uint64_t more)
{
    if (more <= INT64_MAX && *sum <= INT64_MAX - (int64_t)more)
        *sum += (int64_t)more;
}

/* "Rss:   123 kB" of smaps_rollup: add it, in bytes. False: another line. */
static bool add_line(const char *line, const char *key, int64_t *sum)
{
    const size_t len = strlen(key);

    if (strncmp(line, key, len) != 0)
        return false;
    const long long kb = strtoll(line + len, NULL, 10);

    if (kb > 0 && kb <= INT64_MAX / 1024)
        add(sum, (uint64_t)kb * 1024);
    return true;
}

void rtpart_memory_add(const char *proc, pid_t pid, struct rtpart_memory_use *sum)
{
    RTPART_AUTO_FILE FILE *rollup = open_file(proc, pid, "smaps_rollup");
    RTPART_AUTO_FILE FILE *maps = open_file(proc, pid, "maps");
    char line[4500];
    bool there = false;

    while (rollup != NULL && fgets(line, sizeof line, rollup) != NULL) {
        there = add_line(line, "Rss:", &sum->rss) || there;
        (void)add_line(line, "Pss:", &sum->pss);
    }
    while (there && maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        char *dash;
        const uint64_t from = strtoull(line, &dash, 16); /* "from-to rights ..." */
        const uint64_t to = *dash == '-' ? strtoull(dash + 1, NULL, 16) : from;

        if (to > from)
            add(&sum->pmap, to - from);
    }
    sum->processes += there;
}
