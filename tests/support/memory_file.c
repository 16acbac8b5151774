/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/memory_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct slot {
    int fd;
    char path[32]; /* "": not yet made */
};

const char *test_memory_file(size_t slot, const void *data, size_t size)
{
    static struct slot slots[TEST_MEMORY_FILES];
    struct slot *s = &slots[slot];

    if (s->path[0] == '\0') {
        s->fd = memfd_create("test", MFD_CLOEXEC);
        (void)snprintf(s->path, sizeof s->path, "/proc/self/fd/%d", s->fd);
    }
    if (s->fd < 0 || ftruncate(s->fd, 0) != 0 ||
        (size > 0 && pwrite(s->fd, data, size, 0) != (ssize_t)size)) {
        perror("memory file");
        abort();
    }
    return s->path;
}
