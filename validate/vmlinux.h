/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vmlinux.h - the uncompressed kernel inside a bzImage, which machine monitors without a
 *             boot loader start directly
 *
 * The layout is that of the Linux/x86 boot protocol, 2.08 and later: payload_offset (248h)
 * and payload_length (24Ch) tell where the compressed ELF file lies.
 */
#ifndef RTPART_VALIDATE_VMLINUX_H
#define RTPART_VALIDATE_VMLINUX_H

#include <stddef.h>

#include "common/error.h"

/* The compressed ELF file inside the `len` bytes of a bzImage, more than 8 bytes of them;
 * their number goes to *size. NULL: it is none. */
const char *rtpart_bzimage_payload(const char *text, size_t len, size_t *size);

/*
 * Write the ELF file inside `kernel` to `file`; a kernel that is one already is copied.
 * Decompresses with gzip, bzip2, xz, lzma, lz4, lzop or zstd, whichever it takes.
 * Returns 0, RTPART_ENOMEM, RTPART_EINPUT (no kernel of Linux for x86), or RTPART_EHOST (the
 * program that decompresses is not installed, or fails).
 */
enum rtpart_code rtpart_vmlinux_extract(const char *kernel, const char *file,
                                        struct rtpart_error *err);

#endif
