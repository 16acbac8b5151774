/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtconvert - task sets from any format that is read to any that is written
 */
#include <string.h>

#include "common/auto.h"
#include "common/cli.h"
#include "common/decimal.h"
#include "common/outfile.h"
#include "common/readall.h"
#include "model/taskset_export.h"
#include "model/taskset_read.h"
#include "model/taskset_write.h"

static const char doc[] =
    "Convert a task set. Read are our XML, CARTS and SchedCAT XML, CSV, and rows \"C D "
    "T\", "
    "told apart by content; --to says what is written. Where a format cannot hold "
    "something, "
    "a note says what was lost."
    "\vFormats:\n"
    "  xml       ours, a superset of CARTS: everything, exact (the default)\n"
    "  csv       name,c,d,t[,vcpu,prio], exact\n"
    "  rows      C D T, exact\n"
    "  carts     XML for CARTS, in ms\n"
    "  schedcat  SchedCAT XML, whole us\n"
    "  simso     SimSo XML, in ms\n"
    "  rt-app    rt-app JSON, whole us\n"
    "\n"
    "Examples:\n"
    "  rtconvert --to csv taskset.xml\n"
    "  rtconvert --to schedcat -o set.xml taskset.csv\n"
    "  rtconvert --unit us --component set3 --to xml testpoint.xml\n"
    "\n"
    "Exit status: 0 done, 2 command line, 3 bad input file, 4 refused by the "
    "environment.";

enum { KEY_TO = 0x100, KEY_UNIT, KEY_OUT_UNIT, KEY_COMPONENT, KEY_RENAME };

static const struct argp_option options[] = {
    {"to", KEY_TO, "FORMAT", 0,
     "What to write: xml, csv, rows, carts, schedcat, simso or rt-app (default: xml)", 0},
    {"unit", KEY_UNIT, "UNIT", 0, "Unit of the times read: ns, us, ms or s", 0},
    {"to-unit", KEY_OUT_UNIT, "UNIT", 0,
     "Unit of the times written as xml, csv or rows (default: ms)", 0},
    {"component", KEY_COMPONENT, "NAME", 0,
     "Component to write, where a file has several and the format holds one", 0},
    {"rename-duplicates", KEY_RENAME, NULL, 0,
     "Give default names to tasks whose name another has, as in files for CARTS", 0},
    {0},
};

struct arguments {
    struct rtpart_cli cli;
    struct rtpart_read_options read;
    rtpart_ns unit; /* written */
    const char *to;
    const char *component;
    const char *file;
};

static rtpart_ns parse_unit(const struct argp_state *state, const char *option,
                            const char *arg)
{
    const rtpart_ns unit = rtpart_unit_from_name(arg);

    if (unit == 0)
        argp_error(state, "%s: \"%.60s\" is not one of ns, us, ms, s", option, arg);
    return unit;
}

static bool is_own_format(const char *name)
{
    return strcmp(name, "xml") == 0 || strcmp(name, "csv") == 0 ||
           strcmp(name, "rows") == 0;
}

/* --format, as the other tools have it, is --to for the formats that it knows. */
static void set_format(struct arguments *args, const struct argp_state *state)
{
    const char *name = rtpart_format_name(args->cli.format);

    if (args->to != NULL && args->cli.format_given && strcmp(args->to, name) != 0)
        argp_error(state, "--to %s and --format %s: only one can be", args->to, name);
    if (args->to == NULL)
        args->to = name;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct arguments *args = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &args->cli;
        return 0;
    case KEY_TO:
        args->to = arg;
        if (!is_own_format(arg) && rtpart_export_find(arg) == NULL)
            argp_error(state, "--to: there is no format \"%.60s\"; --help lists them",
                       arg);
        return 0;
    case KEY_UNIT:
        args->read.unit = parse_unit(state, "--unit", arg);
        return 0;
    case KEY_OUT_UNIT:
        args->unit = parse_unit(state, "--to-unit", arg);
        return 0;
    case KEY_COMPONENT:
        args->component = arg;
        return 0;
    case KEY_RENAME:
        args->read.rename_duplicates = true;
        return 0;
    case ARGP_KEY_ARG:
        if (args->file != NULL)
            argp_error(state, "one task set only");
        args->file = arg;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which task set?");
        return 0;
    case ARGP_KEY_END:
        set_format(args, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Formats that hold one component. */
static enum rtpart_code write_component(const struct arguments *args,
                                        const struct rtpart_component *c, FILE *out,
                                        struct rtpart_error *err)
{
    const struct rtpart_notes *notes = &args->read.notes;

    if (strcmp(args->to, "csv") == 0)
        rtpart_component_write_csv(c, args->unit, out, notes);
    else if (strcmp(args->to, "rows") == 0)
        rtpart_component_write_rows(c, args->unit, out, notes);
    else
        return rtpart_export_find(args->to)->write(c, out, notes, err);
    return RTPART_OK;
}

static enum rtpart_code write_system(const struct arguments *args,
                                     const struct rtpart_system *s, FILE *out,
                                     struct rtpart_error *err)
{
    const struct rtpart_component *c;
    enum rtpart_code code;

    if (strcmp(args->to, "xml") == 0 && args->component == NULL)
        return rtpart_system_write_xml(s, args->unit, out, err);
    code = rtpart_system_component(s, args->component, &c, err);
    if (code != RTPART_OK) {
        rtpart_error_in(err, rtpart_input_name(args->file));
        return code;
    }
    if (strcmp(args->to, "xml") == 0) {
        struct rtpart_component copy = *c; /* shallow: only to be written */
        const struct rtpart_system one = {
            .root = {.scheduler = s->root.scheduler, .children = &copy, .child_count = 1},
            .provenance = s->provenance};

        return rtpart_system_write_xml(&one, args->unit, out, err);
    }
    return write_component(args, c, out, err);
}

static enum rtpart_code convert(const struct arguments *args, struct rtpart_error *err)
{
    RTPART_AUTO(rtpart_system_free) struct rtpart_system s = {0};
    struct rtpart_outfile out = {0};
    enum rtpart_code code = rtpart_system_read(args->file, &args->read, &s, err);

    if (code == RTPART_OK)
        code = rtpart_outfile_open(&out, args->cli.output, err);
    if (code != RTPART_OK)
        return code;
    code = write_system(args, &s, out.file, err);
    if (code != RTPART_OK) {
        rtpart_outfile_abort(&out);
        return code;
    }
    return rtpart_outfile_commit(&out, err);
}

int main(int argc, char **argv)
{
    static const struct argp_child children[] = {{&rtpart_cli_argp, 0, "Output:", 1},
                                                 {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse_option,
                                     .args_doc = "FILE",
                                     .doc = doc,
                                     .children = children};
    struct arguments args = {.cli = {.tool = "rtconvert",
                                     .formats = RTPART_FORMAT_BIT(RTPART_FORMAT_XML) |
                                                RTPART_FORMAT_BIT(RTPART_FORMAT_CSV) |
                                                RTPART_FORMAT_BIT(RTPART_FORMAT_ROWS) |
                                                RTPART_FORMAT_BIT(RTPART_FORMAT_CARTS),
                                     .format = RTPART_FORMAT_XML},
                             .unit = RTPART_MS};
    struct rtpart_error err;
    int status = 0;

    rtpart_cli_parse(&argp, argc, argv, NULL, &args);
    args.read.notes = rtpart_cli_notes(&args.cli);
    if (convert(&args, &err) != RTPART_OK)
        status = rtpart_cli_report(&args.cli, &err);
    rtpart_cli_free(&args.cli);
    return status;
}
