/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/cli.h"

#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/decimal.h"
#include "common/usage_line.h"

enum { EXIT_USAGE = 2 };

static const char *const format_names[] = {
    [RTPART_FORMAT_TABLE] = "table", [RTPART_FORMAT_JSON] = "json",
    [RTPART_FORMAT_CSV] = "csv",     [RTPART_FORMAT_XML] = "xml",
    [RTPART_FORMAT_ROWS] = "rows",   [RTPART_FORMAT_CARTS] = "carts",
};

enum { FORMAT_COUNT = sizeof format_names / sizeof *format_names };

static const struct argp_option options[] = {
    {"format", 'f', "FORMAT", 0, "Form of the result", 0},
    {"output", 'o', "FILE", 0, "Write the result to FILE, whole or not at all", 0},
    {"quiet", 'q', NULL, 0, "No notes and no progress on standard error", 0},
    {"version", 'V', NULL, 0, "Print the version", -1},
    {0},
};

const char *rtpart_format_name(enum rtpart_format format)
{
    return format_names[format];
}

/* "table, json, csv" in `buf`: what this tool can write. */
static const char *list_formats(char *buf, size_t size, unsigned formats)
{
    size_t used = 0;

    buf[0] = '\0';
    for (int f = 0; f < FORMAT_COUNT; f++)
        if ((formats & RTPART_FORMAT_BIT(f)) != 0)
            used += (size_t)snprintf(buf + used, size - used, "%s%s",
                                     used > 0 ? ", " : "", format_names[f]);
    return buf;
}

static void set_format(struct rtpart_cli *cli, const char *arg,
                       const struct argp_state *state)
{
    char known[64];

    for (int f = 0; f < FORMAT_COUNT; f++) {
        if (strcmp(arg, format_names[f]) != 0 ||
            (cli->formats & RTPART_FORMAT_BIT(f)) == 0)
            continue;
        cli->format = (enum rtpart_format)f;
        cli->format_given = true;
        return;
    }
    argp_error(state, "--format: \"%s\" is not one of %s", arg,
               list_formats(known, sizeof known, cli->formats));
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct rtpart_cli *cli = state->input;

    switch (key) {
    case ARGP_KEY_END:
        cli->command = state->name;
        return 0;
    case 'f':
        set_format(cli, arg, state);
        return 0;
    case 'o':
        if (arg[0] == '\0')
            argp_error(state, "--output: the name of a file is empty");
        cli->output = arg;
        return 0;
    case 'q':
        cli->quiet = true;
        return 0;
    case 'V':
        (void)printf("%s %s\n", cli->tool, RTPART_VERSION);
        exit(rtpart_cli_flush(cli->tool));
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Help names the formats that this tool has. */
static char *filter_help(int key, const char *text, void *input)
{
    const struct rtpart_cli *cli = input;
    char known[64];
    char *out;

    if (key == 'o' && cli != NULL && cli->output_help != NULL &&
        (out = strdup(cli->output_help)) != NULL)
        return out; /* argp frees it */
    if (key != 'f' || cli == NULL)
        return (char *)(uintptr_t)text;
    if (asprintf(&out, "Form of the result: %s (default: %s)",
                 list_formats(known, sizeof known, cli->formats),
                 format_names[cli->format]) < 0)
        return (char *)(uintptr_t)text;
    return out; /* argp frees it */
}

const struct argp rtpart_cli_argp = {
    .options = options, .parser = parse_option, .help_filter = filter_help};

/* A message begins with the name of the tool, not with its path. */
static void cut_path(int argc, char **argv)
{
    char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;

    if (slash != NULL)
        argv[0] = slash + 1;
}

void rtpart_cli_parse(const struct argp *argp, int argc, char **argv, int *arg_index,
                      void *input)
{
    FILE *const messages = stderr;
    struct rtpart_usage_line line;
    FILE *one_line;

    /* past a limit of the user a write fails, and what was begun is removed */
    (void)signal(SIGXFSZ, SIG_IGN);
    argp_err_exit_status = EXIT_USAGE;
    cut_path(argc, argv);
    one_line = rtpart_usage_line_open(&line, messages, argc > 0 ? argv[0] : "tool");
    if (one_line != NULL)
        stderr = one_line; /* of glibc, which allows that; getopt knows no other place */

    const error_t error = argp_parse(argp, argc, argv, 0, arg_index, input);

    stderr = messages;
    if (one_line != NULL)
        (void)fclose(one_line);
    if (error != 0) { /* out of memory: argp reports everything else itself */
        (void)fprintf(stderr, "%s: %s\n", program_invocation_short_name, strerror(error));
        exit(rtpart_exit_status(RTPART_ENOMEM));
    }
}

int64_t rtpart_cli_time(const struct argp_state *state, const char *option,
                        const char *arg, int64_t min, int64_t max)
{
    char low[RTPART_DECIMAL_SIZE];
    char high[RTPART_DECIMAL_SIZE];
    struct rtpart_error err;
    int64_t ns = 0;

    if (rtpart_time_parse(arg, &ns, &err) != RTPART_OK)
        argp_error(state, "%s: %s", option, err.message);
    else if (ns < min || ns > max)
        argp_error(state, "%s: %s is not in %s .. %s", option, arg,
                   rtpart_time_format_auto(low, sizeof low, min),
                   rtpart_time_format_auto(high, sizeof high, max));
    return ns;
}

int64_t rtpart_cli_count(const struct argp_state *state, const char *option,
                         const char *arg, int64_t min, int64_t max)
{
    int64_t value = 0;

    if (strspn(arg, "0123456789") != strlen(arg) ||
        rtpart_decimal_parse(arg, 1, RTPART_ROUND_EXACT, max, &value, NULL, NULL) !=
            RTPART_OK ||
        value < min)
        argp_error(state,
                   "%s: \"%.60s\" is not a whole number in %" PRId64 " .. %" PRId64,
                   option, arg, min, max);
    return value;
}

int64_t rtpart_cli_share(const struct argp_state *state, const char *option,
                         const char *arg, bool zero)
{
    const size_t len = strlen(arg);
    const bool percent = len > 0 && arg[len - 1] == '%';
    struct rtpart_error err;
    char text[64];
    int64_t share = 0;

    if (len == 0 || len >= sizeof text) {
        argp_error(state, "%s: \"%.60s\" is not a share, as in 80%% or 0.8", option, arg);
        return 0;
    }
    memcpy(text, arg, len + 1);
    if (percent)
        text[len - 1] = '\0';
    if (rtpart_decimal_parse(
            text, percent ? RTPART_CLI_SHARE_ONE / 100 : RTPART_CLI_SHARE_ONE,
            RTPART_ROUND_EXACT, RTPART_CLI_SHARE_ONE, &share, NULL, &err) != RTPART_OK)
        argp_error(state, "%s: \"%s\" is not a share up to 100%%, as in 80%% or 0.8: %s",
                   option, arg, err.message);
    else if (share == 0 && !zero)
        argp_error(state, "%s: \"%s\" is no share above 0", option, arg);
    return share;
}

int rtpart_cli_flush(const char *tool)
{
    if (fflush(stdout) == 0 && ferror(stdout) == 0)
        return 0;
    /* not to stderr, which is another stream while options are parsed */
    (void)dprintf(STDERR_FILENO, "%s: standard output: cannot write: %s\n", tool,
                  strerror(errno));
    return rtpart_exit_status(RTPART_EHOST);
}

int rtpart_cli_report(const struct rtpart_cli *cli, const struct rtpart_error *err)
{
    (void)fprintf(stderr, "%s: %s\n", cli->tool, err->message);
    return rtpart_exit_status(err->code);
}

int rtpart_cli_finish(struct rtpart_cli *cli, enum rtpart_code code,
                      const struct rtpart_error *err, int answer)
{
    const int status = code == RTPART_OK ? answer : rtpart_cli_report(cli, err);

    rtpart_cli_free(cli);
    return status;
}

void rtpart_cli_die(const struct rtpart_cli *cli, const struct rtpart_error *err)
{
    exit(rtpart_cli_report(cli, err));
}

void rtpart_cli_usage(const struct rtpart_cli *cli, const char *fmt, ...)
{
    va_list args;

    (void)fprintf(stderr, "%s: ", cli->tool);
    va_start(args, fmt);
    (void)vfprintf(stderr, fmt, args);
    va_end(args);
    (void)fprintf(stderr, " (%s --help shows the options)\n",
                  cli->command != NULL ? cli->command : cli->tool);
    exit(EXIT_USAGE);
}

/* FNV-1a, 64 bits; never 0, which marks a free place. */
static uint64_t hash_text(const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return hash != 0 ? hash : 1;
}

/* Place of `hash` in a table of `size` (a power of two) that is not full. */
static uint64_t *hash_place(uint64_t *table, size_t size, uint64_t hash)
{
    size_t i = (size_t)hash & (size - 1);

    while (table[i] != 0 && table[i] != hash)
        i = (i + 1) & (size - 1);
    return &table[i];
}

/* Twice the room. False, and nothing changed, when out of memory. */
static bool grow_seen(struct rtpart_cli *cli)
{
    const size_t size = cli->seen_size == 0 ? 64 : 2 * cli->seen_size;
    uint64_t *table = calloc(size, sizeof *table);

    if (table == NULL)
        return false;
    for (size_t i = 0; i < cli->seen_size; i++)
        if (cli->seen[i] != 0)
            *hash_place(table, size, cli->seen[i]) = cli->seen[i];
    free(cli->seen);
    cli->seen = table;
    cli->seen_size = size;
    return true;
}

/* First time that this text comes? Without memory every text is new. */
static bool first_time(struct rtpart_cli *cli, const char *text)
{
    const uint64_t hash = hash_text(text);

    if (2 * (cli->seen_count + 1) > cli->seen_size && !grow_seen(cli))
        return true;

    uint64_t *place = hash_place(cli->seen, cli->seen_size, hash);

    if (*place == hash)
        return false;
    *place = hash;
    cli->seen_count++;
    return true;
}

static void print_note(void *ctx, const char *message)
{
    struct rtpart_cli *cli = ctx;

    if (!cli->quiet && first_time(cli, message))
        (void)fprintf(stderr, "%s: note: %s\n", cli->tool, message);
}

struct rtpart_notes rtpart_cli_notes(struct rtpart_cli *cli)
{
    return (struct rtpart_notes){.note = print_note, .ctx = cli};
}

void rtpart_cli_free(struct rtpart_cli *cli)
{
    free(cli->seen);
    cli->seen = NULL;
    cli->seen_count = cli->seen_size = 0;
}
