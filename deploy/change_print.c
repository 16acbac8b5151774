/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A change as the command that a person would type. */
#include <string.h>

#include "deploy/change.h"

/* A word for the shell. */
static void print_quoted(const char *text, FILE *out)
{
    if (text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                          "/._-,:=@+")] == '\0' &&
        *text != '\0') {
        (void)fputs(text, out);
        return;
    }
    (void)putc('\'', out);
    for (; *text != '\0'; text++)
        if (*text == '\'')
            (void)fputs("'\\''", out);
        else
            (void)putc(*text, out);
    (void)putc('\'', out);
}

static void print_sched(const struct rtpart_change *c, FILE *out)
{
    const struct rtpart_sched *s = &c->sched_wanted;

    if (s->policy == RTPART_POLICY_DEADLINE)
        (void)fprintf(out,
                      "chrt --reset-on-fork --deadline --sched-runtime %lld "
                      "--sched-deadline %lld --sched-period %lld --pid 0 %d",
                      (long long)s->runtime, (long long)s->deadline, (long long)s->period,
                      c->thread.tid);
    else
        (void)fprintf(out, "chrt %s --pid %u %d",
                      s->policy == RTPART_POLICY_FIFO ? "--fifo" : "--other", s->priority,
                      c->thread.tid);
}

void rtpart_change_print(const struct rtpart_change *c, FILE *out)
{
    switch (c->kind) {
    case RTPART_CHANGE_SCHED:
        print_sched(c, out);
        break;
    case RTPART_CHANGE_GROUP:
        (void)fputs("mkdir ", out);
        print_quoted(c->path, out);
        break;
    case RTPART_CHANGE_FILE:
        (void)fputs("echo ", out);
        print_quoted(c->wanted, out);
        (void)fputs(" > ", out);
        print_quoted(c->path, out);
        break;
    case RTPART_CHANGE_CONTROLLER:
        (void)fprintf(out, "echo +%s > ", c->wanted);
        print_quoted(c->path, out);
        (void)fputs("/cgroup.subtree_control", out);
        break;
    case RTPART_CHANGE_MOVE:
        (void)fprintf(out, "echo %d > ", c->thread.tid);
        print_quoted(c->path, out);
        (void)fprintf(out, "/%s", c->wanted);
        break;
    }
    (void)fprintf(out, "   # %s\n", c->who);
}
