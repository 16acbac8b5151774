/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/text.h"

#include <stdlib.h>
#include <string.h>

size_t rtpart_text_decode(const char *s, size_t len, uint32_t *c)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char lead = (unsigned char)s[0];
    uint32_t value;
    size_t n;

    if (lead < 0x80) {
        n = 1;
        value = lead;
    } else if (lead >= 0xc2 && lead < 0xe0) {
        n = 2;
        value = lead & 0x1f;
    } else if (lead >= 0xe0 && lead < 0xf0) {
        n = 3;
        value = lead & 0x0f;
    } else if (lead >= 0xf0 && lead < 0xf5) {
        n = 4;
        value = lead & 0x07;
    } else {
        return 0;
    }
    if (n > len)
        return 0;
    for (size_t i = 1; i < n; i++) {
        if (((unsigned char)s[i] & 0xc0) != 0x80)
            return 0;
        value = value << 6 | ((unsigned char)s[i] & 0x3f);
    }
    if (value < least[n] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return 0;
    if (c != NULL)
        *c = value;
    return n;
}

size_t rtpart_text_check(const char *s, size_t len)
{
    for (size_t i = 0; i < len;) {
        const size_t n = s[i] != '\0' ? rtpart_text_decode(s + i, len - i, NULL) : 0;

        if (n == 0)
            return i;
        i += n;
    }
    return len;
}

int rtpart_text_clip(const char *text, int max)
{
    int n = (int)strnlen(text, (size_t)max);

    if (n == max)
        while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
            n--;
    return n;
}

/* Columns of one character: 0 for combining marks, 2 for East Asian wide ones, else 1.
 * (wcwidth(3) depends on the locale, which the tools leave at "C".) */
static size_t character_width(uint32_t c)
{
    static const uint32_t none[][2] = {
        {0x300, 0x36f}, {0x200b, 0x200f}, {0xfeff, 0xfeff}};
    static const uint32_t wide[][2] = {
        {0x1100, 0x115f}, {0x2e80, 0xa4cf}, {0xac00, 0xd7a3},   {0xf900, 0xfaff},
        {0xfe30, 0xfe6f}, {0xff00, 0xff60}, {0x1f300, 0x1faff}, {0x20000, 0x3fffd},
    };

    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (c >= none[i][0] && c <= none[i][1])
            return 0;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (c >= wide[i][0] && c <= wide[i][1])
            return 2;
    return 1;
}

size_t rtpart_text_width(const char *text)
{
    const size_t len = strlen(text);
    size_t width = 0;

    for (size_t i = 0; i < len;) {
        uint32_t c = 0xfffd;
        const size_t n = rtpart_text_decode(text + i, len - i, &c);

        i += n > 0 ? n : 1;
        width += character_width(c);
    }
    return width;
}

char *rtpart_text_repair(const char *text)
{
    const size_t len = strlen(text);
    char *out = malloc(3 * len + 1); /* U+FFFD takes three bytes */
    size_t used = 0;

    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < len;) {
        const size_t n = rtpart_text_decode(text + i, len - i, NULL);

        if (n > 0) {
            memcpy(out + used, text + i, n);
            used += n;
        } else {
            memcpy(out + used, "\xef\xbf\xbd", 3);
            used += 3;
        }
        i += n > 0 ? n : 1;
    }
    out[used] = '\0';
    return out;
}
