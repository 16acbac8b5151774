/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/stop.h"

#include <stddef.h>

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
    stopped = number;
}

static const volatile sig_atomic_t *catch_signals(int flags)
{
    const struct sigaction a = {.sa_handler = on_signal, .sa_flags = flags};
    struct sigaction old;

    (void)sigaction(SIGINT, &a, NULL);
    (void)sigaction(SIGTERM, &a, NULL);
    if (sigaction(SIGHUP, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
        (void)sigaction(SIGHUP, &a, NULL);
    return &stopped;
}

const volatile sig_atomic_t *rtpart_stop_on_signals(void)
{
    return catch_signals(SA_RESETHAND);
}

const volatile sig_atomic_t *rtpart_stop_patiently(void)
{
    return catch_signals(0);
}
