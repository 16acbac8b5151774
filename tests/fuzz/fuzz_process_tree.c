/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A /proc of two processes whose files hold anything: parts "stat", "other", "maps",
 * "smaps_rollup". */
#include <sys/stat.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"
#include "tests/support/memory_file.h"
#include "tests/support/parts.h"
#include "validate/process_tree.h"

static const struct {
    const char *part;
    const char *path; /* below the folder */
} files[] = {
    {"stat", "7/stat"},
    {"other", "8/stat"},
    {"maps", "7/maps"},
    {"smaps_rollup", "7/smaps_rollup"},
};

#define FILES (sizeof files / sizeof *files)

static char proc[32];

static const char *path_of(const char *name)
{
    static char path[80];

    (void)snprintf(path, sizeof path, "%s/%s", proc, name);
    return path;
}

static void remove_proc(void)
{
    for (size_t i = 0; i < FILES; i++)
        (void)unlink(path_of(files[i].path));
    (void)rmdir(path_of("7"));
    (void)rmdir(path_of("8"));
    (void)rmdir(proc);
}

/* Links to the files in memory. */
static void make_proc(void)
{
    (void)snprintf(proc, sizeof proc, "/tmp/rtpart-test-XXXXXX");
    FUZZ_CHECK(mkdtemp(proc) != NULL && atexit(remove_proc) == 0);
    FUZZ_CHECK(mkdir(path_of("7"), 0700) == 0 && mkdir(path_of("8"), 0700) == 0);
    for (size_t i = 0; i < FILES; i++)
        FUZZ_CHECK(symlink(test_memory_file(i, "", 0), path_of(files[i].path)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rtpart_memory_use use = {0};
    struct test_parts parts;
    pid_t pids[4];
    char name[16];

    if (proc[0] == '\0')
        make_proc();
    test_parts_cut(&parts, data, size);
    for (size_t i = 0; i < FILES; i++) {
        const struct test_part *p = test_part(&parts, files[i].part);

        (void)test_memory_file(i, p->text, p->size);
    }
    test_parts_free(&parts);
    FUZZ_CHECK(rtpart_process_tree(proc, 7, 1, pids, 4) <= 4 && pids[0] == 7);
    FUZZ_CHECK(rtpart_process_tree(proc, 8, 0, pids, 1) <= 1);
    (void)rtpart_process_parent(proc, 7);
    (void)rtpart_process_name(proc, 7, name);
    for (int i = 0; i < 2; i++)
        rtpart_memory_add(proc, 7, &use);
    FUZZ_CHECK(use.processes <= 2 && use.rss >= 0 && use.pss >= 0 && use.pmap >= 0);
    return 0;
}
