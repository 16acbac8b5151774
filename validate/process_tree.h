/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * process_tree.h - a process with all of its descendants, and the memory they use
 */
#ifndef RTPART_VALIDATE_PROCESS_TREE_H
#define RTPART_VALIDATE_PROCESS_TREE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/error.h"

/*
 * Descendants of `pid`, itself included where `self` is set, in no particular order.
 *
 * @proc   "/proc"
 * @pids   filled with at most `size`
 * Returns how many there are of them, at most `size`. O(processes of the machine).
 */
size_t rtpart_process_tree(const char *proc, pid_t pid, int self, pid_t *pids,
                           size_t size);

/* Parent of a process; 0 where it is not there. */
pid_t rtpart_process_parent(const char *proc, pid_t pid);

/* Name of its program, at most 15 letters; "" where it is not there. Returns buf. */
char *rtpart_process_name(const char *proc, pid_t pid, char buf[16]);

/* Memory in bytes. */
struct rtpart_memory_use {
    size_t processes;
    int64_t pss;  /* proportional set size: pages shared with others count in parts */
    int64_t rss;  /* resident set size */
    int64_t pmap; /* all mappings, used or not: the total that pmap(1) prints */
};

/* Add the memory of one process; one that is gone, or not ours to look at, adds nothing. */
void rtpart_memory_add(const char *proc, pid_t pid, struct rtpart_memory_use *sum);

#endif
