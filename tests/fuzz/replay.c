/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feed the files of a folder, in order, to a fuzz target: "replay_X FOLDER". */
#include <dirent.h>
#include <string.h>

#include "common/auto.h"
#include "common/readall.h"
#include "tests/fuzz/fuzz.h"

static int is_file(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

static int replay(const char *folder, const char *name)
{
    RTPART_AUTO_FREE char *path = NULL;
    RTPART_AUTO_FREE char *text = NULL;
    struct rtpart_error err;
    size_t len = 0;

    if (asprintf(&path, "%s/%s", folder, name) < 0)
        abort();
    if (rtpart_readall(path, RTPART_INPUT_MAX, &text, &len, &err) != RTPART_OK) {
        (void)fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    (void)printf("%s\n", path);
    (void)fflush(stdout);
    return LLVMFuzzerTestOneInput((const uint8_t *)text, len);
}

int main(int argc, char **argv)
{
    struct dirent **entries;
    const int count = argc == 2 ? scandir(argv[1], &entries, is_file, alphasort) : -1;
    int failed = 0;

    if (count <= 0) {
        (void)fprintf(stderr, "usage: %s FOLDER (that has files)\n", argv[0]);
        return 2;
    }
    for (int i = 0; i < count; i++) {
        failed |= replay(argv[1], entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    (void)printf("%d files\n", count);
    return failed;
}
