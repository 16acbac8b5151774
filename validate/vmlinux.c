/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/vmlinux.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "common/auto.h"
#include "common/child_run.h"
#include "common/outfile.h"
#include "common/readall.h"

#define UNPACK_MS 60000
#define HEADER    0x250 /* bytes of the boot protocol that are looked at */

/* The compressions that the kernel's build knows. */
static const struct packer {
    const char *program;
    const char *magic;
    size_t magic_len;
    bool
        size_after; /* four bytes with the size follow, which the program does not expect */
} packers[] = {
    {"gzip", "\037\213", 2, false},        {"xz", "\3757zXZ\0", 6, true},
    {"zstd", "\050\265\057\375", 4, true}, {"lz4", "\002!L\030", 4, true},
    {"lzop", "\211LZO", 4, true},          {"bzip2", "BZh", 3, true},
    {"lzma", "\135\0\0", 3, true},
};

static uint32_t little_endian(const char *text)
{
    const unsigned char *b = (const unsigned char *)text;

    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
           (uint32_t)b[3] << 24;
}

const char *rtpart_bzimage_payload(const char *text, size_t len, size_t *size)
{
    if (len < HEADER || memcmp(text + 0x202, "HdrS", 4) != 0 ||
        (little_endian(text + 0x206) & 0xffff) < 0x208)
        return NULL;
    const unsigned sectors = (unsigned char)text[0x1f1];
    const uint64_t at =
        ((sectors == 0 ? 4 : sectors) + 1) * UINT64_C(512) + little_endian(text + 0x248);

    *size = little_endian(text + 0x24c);
    return at + *size <= len && *size > 8 ? text + at : NULL;
}

static enum rtpart_code write_file(const char *path, const char *text, size_t len,
                                   struct rtpart_error *err)
{
    struct rtpart_outfile o = {0};
    const enum rtpart_code code = rtpart_outfile_open(&o, path, err);

    if (code != RTPART_OK)
        return code;
    o.many = true;
    (void)fwrite(text, 1, len, o.file);
    return rtpart_outfile_commit(&o, err);
}

/* The output is far too long for a pipe of rtpart_child_run: the shell writes the file. */
static enum rtpart_code decompress(const char *program, const char *from, const char *to,
                                   struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *nothing = NULL;
    const char *const argv[] = {
        "sh", "-c", "exec \"$1\" -dc <\"$2\" >\"$3\"", "sh", program, from, to, NULL};

    return rtpart_child_run(argv, UNPACK_MS, &nothing, err);
}

enum rtpart_code rtpart_vmlinux_extract(const char *kernel, const char *file,
                                        struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *text = NULL;
    RTPART_AUTO_FREE char *packed = NULL;
    const struct packer *packer = NULL;
    size_t len = 0;
    size_t size = 0;
    enum rtpart_code code = rtpart_readall(kernel, RTPART_INPUT_MAX, &text, &len, err);

    if (code != RTPART_OK)
        return code;
    if (len > 4 && memcmp(text, "\177ELF", 4) == 0)
        return write_file(file, text, len, err);
    const char *inside = rtpart_bzimage_payload(text, len, &size);

    for (size_t i = 0; inside != NULL && i < sizeof packers / sizeof *packers; i++)
        if (packer == NULL && memcmp(inside, packers[i].magic, packers[i].magic_len) == 0)
            packer = &packers[i];
    if (packer == NULL)
        return rtpart_fail(err, RTPART_EINPUT,
                           "%s: no bzImage of Linux with a compressed kernel in it",
                           kernel);
    if (asprintf(&packed, "%s.%s", file, packer->program) < 0) {
        packed = NULL;
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    }
    code = write_file(packed, inside, size - (packer->size_after ? 4 : 0), err);
    if (code == RTPART_OK)
        code = decompress(packer->program, packed, file, err);
    (void)remove(packed);
    return code;
}
