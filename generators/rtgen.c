/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtgen - random real-time task sets
 */
#include "generators/rtgen.h"

#include <stdlib.h>

/* A limit was reached: a set may exist, but too many draws were thrown away. */
enum { EXIT_GAVE_UP = 5 };

static volatile sig_atomic_t stopped; /* the signal that asked for it */

static void stop(int number)
{
    stopped = number;
}

/* An interrupt is answered between two sets, so that no half file stays behind. */
static void catch_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = stop, .sa_flags = SA_RESTART | SA_RESETHAND};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction old;

        if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            (void)sigaction(numbers[i], &action, NULL);
    }
}

static enum rtpart_code run(struct rtgen_arguments *args, struct rtpart_error *err)
{
    struct rtpart_generator g;
    enum rtpart_code code;

    if (args->list)
        return rtgen_list_print(&args->cli, err);
    code = rtpart_generator_prepare(&g, &args->request, err);
    if (code == RTPART_OK)
        code = rtgen_write(args, &g, &stopped, rtpart_cli_notes(&args->cli), err);
    rtpart_generator_free(&g);
    return code;
}

int main(int argc, char **argv)
{
    struct rtgen_arguments args;
    struct rtpart_error err;
    int status = 0;

    rtgen_arguments_parse(&args, argc, argv);
    catch_signals();
    if (run(&args, &err) != RTPART_OK)
        status = rtpart_cli_report(&args.cli, &err);
    if (status != 0 && err.code == RTPART_ERANGE)
        status = EXIT_GAVE_UP;
    rtgen_arguments_free(&args);
    if (stopped != 0) {
        (void)fflush(stdout); /* sets that are whole */
        (void)raise(stopped); /* the shell sees what ended us */
    }
    return status;
}
