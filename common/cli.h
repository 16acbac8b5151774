/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cli.h - what every tool's command line has in common
 *
 * Options: --format table|json|csv|xml|rows|carts, --quiet, -o FILE, --version (and --help, --usage of
 * argp). A tool lists rtpart_cli_argp among its argp children and hands over its struct:
 *
 *     static const struct argp_child children[] = {{&rtpart_cli_argp, 0, "Output:", 0}, {0}};
 *     case ARGP_KEY_INIT: state->child_inputs[0] = &my->cli; return 0;
 *
 * This is the one part of the library that prints messages and exits: it is for tools.
 */
#ifndef RTPART_COMMON_CLI_H
#define RTPART_COMMON_CLI_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

enum rtpart_format {
    RTPART_FORMAT_TABLE,
    RTPART_FORMAT_JSON,
    RTPART_FORMAT_CSV,
    RTPART_FORMAT_XML,
    RTPART_FORMAT_ROWS,  /* task sets as plain rows "C D T" */
    RTPART_FORMAT_CARTS, /* interfaces as CARTS writes them */
};

/* "table", "json", ... as --format takes it. */
const char *rtpart_format_name(enum rtpart_format format);

/* Bit of a format, for `formats` below. */
#define RTPART_FORMAT_BIT(format) (1u << (format))

struct rtpart_cli {
    /* Set by the tool before parsing. */
    const char *tool; /* "rtpart", begins every message */
    unsigned formats; /* which formats it can write: RTPART_FORMAT_BIT(...) | ... */
    enum rtpart_format format; /* the default */
    const char *output_help;   /* what -o does; NULL: the result goes to a file */

    /* Set by parsing. */
    bool format_given;
    bool quiet;          /* no notes, no progress */
    const char *output;  /* -o; NULL: standard output. Borrowed from argv */
    const char *command; /* as it was called, "rtanalyze check". Borrowed from argv */

    /* Private: hashes of the notes that were printed. */
    uint64_t *seen;
    size_t seen_count;
    size_t seen_size;
};

extern const struct argp rtpart_cli_argp;

/*
 * argp_parse with our exit status: a bad command line ends the program with 2 and one line
 * on stderr (usage_line.h), --help and --version with 0. @input goes to the tool's own
 * parser; @arg_index may be NULL. The path of argv[0] is cut off.
 */
void rtpart_cli_parse(const struct argp *argp, int argc, char **argv, int *arg_index,
                      void *input);

/*
 * Value of an option inside a parser; on failure argp_error (exit 2) with the option's name.
 * The time has a unit and is in min..max ns; the count is a plain integer in min..max.
 */
int64_t rtpart_cli_time(const struct argp_state *state, const char *option,
                        const char *arg, int64_t min, int64_t max);
int64_t rtpart_cli_count(const struct argp_state *state, const char *option,
                         const char *arg, int64_t min, int64_t max);

/* The unit of shares below. */
#define RTPART_CLI_SHARE_ONE INT64_C(1000000000)

/*
 * Likewise a share of at most 1, written "80%" or "0.8", exactly in units of
 * 1/RTPART_CLI_SHARE_ONE; 0 only where `zero` allows it.
 */
int64_t rtpart_cli_share(const struct argp_state *state, const char *option,
                         const char *arg, bool zero);

/*
 * Write out what was printed on standard output; where that fails, say so.
 *
 * Returns the exit status: 0, or that of RTPART_EHOST.
 */
int rtpart_cli_flush(const char *tool);

/* Print "tool: message" on stderr. Returns the exit status for err->code. */
int rtpart_cli_report(const struct rtpart_cli *cli, const struct rtpart_error *err);

/* The same, then exit. */
_Noreturn void rtpart_cli_die(const struct rtpart_cli *cli,
                              const struct rtpart_error *err);

/*
 * The end of a tool: report the error where there is one, and free what `cli` owns.
 * Returns the exit status: `answer` where `code` is RTPART_OK.
 */
int rtpart_cli_finish(struct rtpart_cli *cli, enum rtpart_code code,
                      const struct rtpart_error *err, int answer);

/* Print "tool: message" and where help is, and exit with 2: a contradictory command line. */
_Noreturn void rtpart_cli_usage(const struct rtpart_cli *cli, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Notes on stderr as "tool: note: ..."; each distinct one once, none with --quiet.
 * The result borrows `cli`.
 */
struct rtpart_notes rtpart_cli_notes(struct rtpart_cli *cli);

/* Frees what `cli` owns. */
void rtpart_cli_free(struct rtpart_cli *cli);

#endif
