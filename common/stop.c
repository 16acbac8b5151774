/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/stop.h"

#include <stddef.h>

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
    stopped = number;
}

const volatile sig_atomic_t *rtpart_stop_on_signals(void)
{
    struct sigaction a = {.sa_handler = on_signal, .sa_flags = SA_RESETHAND};

    sigaction(SIGINT, &a, NULL);
    sigaction(SIGTERM, &a, NULL);
    sigaction(SIGHUP, &a, NULL);
    return &stopped;
}
