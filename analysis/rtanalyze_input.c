/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file argument and the tasks behind it. */
#include "analysis/rtanalyze.h"

#include "common/readall.h"

error_t rtanalyze_file_argument(int key, char *arg, const struct argp_state *state,
                                const char **file)
{
    switch (key) {
    case ARGP_KEY_ARG:
        if (*file != NULL)
            argp_error(state, "one file at a time: \"%.60s\" is one too many", arg);
        *file = arg;
        return 0;
    case ARGP_KEY_END:
        if (*file == NULL)
            argp_error(state, "which file? Name it, or - for standard input");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

enum rtpart_code rtanalyze_input_read(struct rtanalyze_input *in,
                                      struct rtpart_error *err)
{
    const struct rtpart_notes notes = rtpart_cli_notes(&in->cli);
    enum rtpart_code code;

    code = rtpart_task_source_read(in->file, &in->options, &notes, &in->source, err);
    if (code != RTPART_OK)
        return code;
    code = rtpart_guest_scheduler(in->source.component, in->options.scheduler,
                                  &in->scheduler, err);
    if (code == RTPART_OK)
        code = rtpart_load_of(&in->load, in->source.taskset, in->scheduler,
                              in->source.latency.ns, err);
    if (code != RTPART_OK)
        rtpart_error_in(err, rtpart_input_name(in->file));
    return code;
}

const char *rtanalyze_latency(char *buf, size_t size,
                              const struct rtpart_measured_latency *l)
{
    return rtpart_measured_latency_text(buf, size, l)[0] != '\0' ? buf : NULL;
}

void rtanalyze_input_free(struct rtanalyze_input *in)
{
    rtpart_load_free(&in->load);
    rtpart_task_source_free(&in->source);
    rtpart_cli_free(&in->cli);
}
