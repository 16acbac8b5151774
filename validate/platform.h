/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * platform.h - the virtualization technologies that can be measured, as a table of back ends
 *
 * A back end starts one small program (validate/platform_guest.h) directly, in a container
 * or in a virtual machine. It says how: which program is needed, what has to be made once,
 * and the command line of one run. Everything else (time, console, limits, cleaning up,
 * statistics) is the same for all. Adding one is an entry in the file of its family.
 *
 * [Abe24] L. Abeni, "Virtualized real-time workloads in containers and virtual machines",
 *         Journal of Systems Architecture 154, 2024. doi:10.1016/j.sysarc.2024.103238
 */
#ifndef RTPART_VALIDATE_PLATFORM_H
#define RTPART_VALIDATE_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "common/words.h"

enum rtpart_backend_kind {
    RTPART_BACKEND_NATIVE,
    RTPART_BACKEND_CONTAINER,
    RTPART_BACKEND_VM,
};

/* What a back end needs besides its program. */
enum rtpart_backend_needs {
    RTPART_NEEDS_ROOT = 1,      /* privileges */
    RTPART_NEEDS_KVM = 2,       /* /dev/kvm: it cannot emulate */
    RTPART_NEEDS_KERNEL = 4,    /* a Linux kernel for the guest */
    RTPART_NEEDS_VMLINUX = 8,   /* the same, uncompressed */
    RTPART_NEEDS_OSV = 16,      /* a kernel image of OSv with cyclictest in it */
    RTPART_NEEDS_DOCKER = 32,   /* the socket of a running engine */
    RTPART_NEEDS_ONE_TREE = 64, /* no hybrid control groups: v2 is hidden from it */
    RTPART_NEEDS_IMAGE = 128,   /* a container image, made once */
};

/* What is to run in the back end. */
enum rtpart_guest_job {
    RTPART_JOB_START,   /* begin, say so, end */
    RTPART_JOB_LATENCY, /* cyclictest */
};

/* One run. All borrowed. */
struct rtpart_platform_job {
    const char *id; /* name of the container; letters, digits, '-' */
    enum rtpart_guest_job job;
    unsigned vcpus;                /* of a virtual machine */
    unsigned memory_mb;            /* likewise */
    const char *const *cyclictest; /* its options; ends with NULL */
};

/* What is the same in all runs; made by validate/platform_session.h. All borrowed. */
struct rtpart_platform {
    const char *directory; /* for files of ours; removed at the end */
    const char *root;      /* folder: the root file system of the guest */
    const char *initramfs; /* the same, packed */
    const char *kernel;    /* NULL: none */
    const char *vmlinux;   /* NULL: none */
    const char *osv;       /* NULL: none */
    const char *group;     /* control group for containers, from its root; NULL: none */
    bool rt_budget;        /* the group has, and needs, a real-time budget */
    bool kvm;              /* KVM boots a guest here: QEMU uses it */
};

struct rtpart_backend {
    const char *name;    /* "qemu-q35" */
    const char *summary; /* one line */
    const char *program; /* looked for in PATH; NULL: none is needed */
    const char *install; /* what to do where it is missing */
    const char *paper;   /* its row in data/platform-paper.csv; NULL: none */
    enum rtpart_backend_kind kind;
    unsigned needs; /* of rtpart_backend_needs */
    bool seen;      /* somebody has seen this entry measure something real */
    /* Make what all runs share. NULL: nothing. */
    enum rtpart_code (*prepare)(const struct rtpart_platform *p,
                                const struct rtpart_backend *b, struct rtpart_error *err);
    /* The command line of one run. Files of the run go to p->directory. */
    enum rtpart_code (*command)(const struct rtpart_platform *p,
                                const struct rtpart_backend *b,
                                const struct rtpart_platform_job *job,
                                struct rtpart_words *out, struct rtpart_error *err);
    /* The command that removes what a run left which was killed. NULL: nothing is left. */
    void (*remove)(const struct rtpart_platform *p, const struct rtpart_backend *b,
                   const char *id, struct rtpart_words *out);
    /* Prints the number of the container's first process, where it is no descendant of
     * ours. NULL: it is. */
    void (*first_pid)(const struct rtpart_platform *p, const char *id,
                      struct rtpart_words *out);
    /* The command that removes what `prepare` made outside of p->directory. NULL: nothing. */
    void (*clean)(const struct rtpart_platform *p, struct rtpart_words *out);
    const char *variant; /* what tells entries of a family apart: "q35" */
};

/* All back ends, in the order of --list. */
const struct rtpart_backend *rtpart_backend_at(size_t i); /* NULL after the last one */
const struct rtpart_backend *rtpart_backend_find(const char *name); /* NULL: none */

/* What discovery looks at. Only looked at: nothing is run. */
struct rtpart_discovery {
    const char *kernel; /* given, NULL: /boot is searched */
    const char *osv;    /* given */
    const char *dev;    /* "/dev" */
    const char *run;    /* "/run" */
    bool root;          /* we have privileges */
};

/*
 * Can this back end be used here?
 *
 * @why  filled with where its program is, or with what is missing and what to install
 */
bool rtpart_backend_present(const struct rtpart_backend *b,
                            const struct rtpart_discovery *d, char *why, size_t size);

#endif
