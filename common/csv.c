/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/csv.h"

#include <stdlib.h>
#include <string.h>

#include "common/location.h"

void rtpart_csv_put(FILE *out, const char *text)
{
    const size_t len = strlen(text);

    if (len > 0 && text[0] != ' ' && text[0] != '#' && text[len - 1] != ' ' &&
        strpbrk(text, ",\"\r\n\t") == NULL) {
        (void)fputs(text, out);
        return;
    }
    (void)fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            (void)fputc('"', out);
        (void)fputc(*text, out);
    }
    (void)fputc('"', out);
}

enum rtpart_code rtpart_csv_open(struct rtpart_csv *csv, const char *text, size_t len,
                                 struct rtpart_error *err)
{
    *csv = (struct rtpart_csv){.text = malloc(len + 1), .len = len, .next_line = 1};
    if (csv->text == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu bytes of CSV", len);
    memcpy(csv->text, text, len);
    csv->text[len] = '\0';
    return RTPART_OK;
}

void rtpart_csv_close(struct rtpart_csv *csv)
{
    free(csv->text);
    free(csv->fields);
    *csv = (struct rtpart_csv){0};
}

static enum rtpart_code add_field(struct rtpart_csv *csv, char *field,
                                  struct rtpart_error *err)
{
    if (csv->count == csv->capacity) {
        const size_t capacity = csv->capacity == 0 ? 16 : 2 * csv->capacity;
        char **fields = reallocarray(csv->fields, capacity, sizeof *fields);

        if (fields == NULL)
            return rtpart_fail(err, RTPART_ENOMEM, "out of memory for CSV fields");
        csv->fields = fields;
        csv->capacity = capacity;
    }
    csv->fields[csv->count++] = field;
    return RTPART_OK;
}

/* Skip blank lines and comments. */
static void skip_lines(struct rtpart_csv *csv)
{
    for (;;) {
        const char *line = csv->text + csv->next;
        const size_t blanks = strspn(line, " \t\r");

        if (line[blanks] != '\n' && line[blanks] != '#')
            return;
        csv->next += strcspn(line, "\n");
        if (csv->text[csv->next] == '\n') {
            csv->next++;
            csv->next_line++;
        }
    }
}

/* A field in quotes, opened at *s; unquoted in place. Moves *s behind the closing quote. */
static enum rtpart_code quoted_field(struct rtpart_csv *csv, char **s, const char *file,
                                     struct rtpart_error *err)
{
    const struct rtpart_location at = {file, csv->next_line};
    char *from = *s + 1;
    char *to = *s;

    for (;; from++) {
        if (*from == '\0')
            return rtpart_fail_at(err, RTPART_EINPUT, at,
                                  "the quote that opens here is not closed");
        if (*from == '"' && from[1] == '"')
            from++;
        else if (*from == '"')
            break;
        csv->next_line += *from == '\n';
        *to++ = *from;
    }
    *to = '\0';
    from++;
    from += strspn(from, " \t\r");
    if (*from != ',' && *from != '\n' && *from != '\0')
        return rtpart_fail_at(
            err, RTPART_EINPUT, (struct rtpart_location){file, csv->next_line},
            "text after a closing quote (double the quotes inside a field)");
    *s = from;
    return RTPART_OK;
}

/* A field without quotes at *s; moves *s to the comma or the end of the line. Returns the
 * place after its last character, where the caller puts the NUL. */
static char *plain_field(char **s)
{
    char *end = *s + strcspn(*s, ",\n");
    char *last = end;

    while (last > *s && strchr(" \t\r", last[-1]) != NULL)
        last--;
    *s = end;
    return last;
}

enum rtpart_code rtpart_csv_read(struct rtpart_csv *csv, const char *file, bool *more,
                                 struct rtpart_error *err)
{
    char *s;
    char after = ',';

    skip_lines(csv);
    csv->count = 0;
    csv->line = csv->next_line;
    s = csv->text + csv->next;
    *more = *s != '\0';
    while (*more && after == ',') {
        char *field = s += strspn(s, " \t");
        char *last = NULL;
        enum rtpart_code code = RTPART_OK;

        if (*s == '"')
            code = quoted_field(csv, &s, file, err);
        else
            last = plain_field(&s);
        if (code == RTPART_OK)
            code = add_field(csv, field, err);
        if (code != RTPART_OK)
            return code;
        after = *s;
        if (after != '\0')
            s++;
        if (last != NULL)
            *last = '\0';
    }
    csv->next_line += after == '\n';
    csv->next = (size_t)(s - csv->text);
    return RTPART_OK;
}
