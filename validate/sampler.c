/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/sampler.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/clock.h"

#define STEAL_FIELD 8 /* of the line "cpu" of /proc/stat, from 1 */
#define BLOCK       1024

struct rtpart_sampler {
    pthread_t thread;
    atomic_bool stop;
    struct rtpart_samples seen;
    size_t capacity;
    int stat_fd;
    int thread_fd[RTPART_SAMPLED_MAX];
    rtpart_ns tick; /* of /proc/stat */
    rtpart_ns steal_first;
    rtpart_ns delay_first[RTPART_SAMPLED_MAX];
    rtpart_ns ran_first[RTPART_SAMPLED_MAX];
};

void rtpart_samples_free(struct rtpart_samples *s)
{
    free(s->at);
    free(s->delay);
    free(s->ran);
    *s = (struct rtpart_samples){0};
}

/* The numbers after the first word of a small file; how many were there. */
static size_t read_numbers(int fd, bool skip_word, rtpart_ns *numbers, size_t wanted)
{
    char text[512];
    const ssize_t n = fd >= 0 ? pread(fd, text, sizeof text - 1, 0) : -1;
    char *p = text;
    size_t count = 0;

    if (n <= 0)
        return 0;
    text[n] = '\0';
    text[strcspn(text, "\n")] = '\0';
    if (skip_word)
        p += strcspn(p, " ");
    while (count < wanted) {
        char *end;
        const long long v = strtoll(p, &end, 10);

        if (end == p)
            break;
        numbers[count++] = v;
        p = end;
    }
    return count;
}

static rtpart_ns read_steal(const struct rtpart_sampler *s)
{
    rtpart_ns n[STEAL_FIELD];

    return read_numbers(s->stat_fd, true, n, STEAL_FIELD) == STEAL_FIELD
               ? n[STEAL_FIELD - 1] * s->tick
               : 0;
}

/* Time executing and waiting of thread i; of one that ended, what was seen last. */
static void read_thread(const struct rtpart_sampler *s, size_t i, rtpart_ns *ran,
                        rtpart_ns *delay)
{
    rtpart_ns n[2];

    if (read_numbers(s->thread_fd[i], false, n, 2) == 2) {
        *ran = n[0] - s->ran_first[i];
        *delay = n[1] - s->delay_first[i];
    } else if (s->seen.count > 0) {
        *ran = s->seen.ran[(s->seen.count - 1) * s->seen.threads + i];
        *delay = s->seen.delay[(s->seen.count - 1) * s->seen.threads + i];
    } else {
        *ran = *delay = 0;
    }
}

static bool grow(struct rtpart_sampler *s)
{
    struct rtpart_samples *v = &s->seen;
    const size_t wanted = s->capacity + BLOCK;
    struct rtpart_sample *at = reallocarray(v->at, wanted, sizeof *at);
    rtpart_ns *delay;
    rtpart_ns *ran;

    if (at != NULL)
        v->at = at;
    delay = reallocarray(v->delay, wanted * (v->threads + 1), sizeof *delay);
    if (delay != NULL)
        v->delay = delay;
    ran = reallocarray(v->ran, wanted * (v->threads + 1), sizeof *ran);
    if (ran != NULL)
        v->ran = ran;
    if (at == NULL || delay == NULL || ran == NULL)
        return false;
    s->capacity = wanted;
    return true;
}

static void look(struct rtpart_sampler *s, rtpart_ns due)
{
    struct rtpart_samples *v = &s->seen;

    if (v->count >= RTPART_SAMPLES_MAX || (v->count == s->capacity && !grow(s)))
        return; /* what was seen so far is kept */
    for (size_t i = 0; i < v->threads; i++)
        read_thread(s, i, &v->ran[v->count * v->threads + i],
                    &v->delay[v->count * v->threads + i]);

    const rtpart_ns now = rtpart_clock_ns();

    v->at[v->count] = (struct rtpart_sample){
        .time = now, .late = now - due, .steal = read_steal(s) - s->steal_first};
    v->count++;
}

static void *sample(void *arg)
{
    struct rtpart_sampler *s = arg;
    const struct sched_param highest = {.sched_priority = 99};
    rtpart_ns due = rtpart_clock_ns();

    /* Where it may not, its lateness says less; the counters are right all the same. */
    (void)pthread_setschedparam(pthread_self(), SCHED_FIFO, &highest);
    while (!atomic_load(&s->stop)) {
        const struct timespec t = {.tv_sec = due / RTPART_S, .tv_nsec = due % RTPART_S};

        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
            ;
        look(s, due);
        due += RTPART_SAMPLE_EVERY;
        if (due < rtpart_clock_ns())
            due = rtpart_clock_ns() +
                  RTPART_SAMPLE_EVERY; /* what was missed is not made up for */
    }
    return NULL;
}

static void sampler_free(struct rtpart_sampler *s)
{
    if (s->stat_fd >= 0)
        (void)close(s->stat_fd);
    for (size_t i = 0; i < s->seen.threads; i++)
        if (s->thread_fd[i] >= 0)
            (void)close(s->thread_fd[i]);
    rtpart_samples_free(&s->seen);
    free(s);
}

enum rtpart_code rtpart_sampler_start(const pid_t *tids, const char *const *who,
                                      size_t count, struct rtpart_sampler **out,
                                      struct rtpart_error *err)
{
    struct rtpart_sampler *s = calloc(1, sizeof *s);
    int e;

    if (s == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory");
    s->stat_fd = open("/proc/stat", O_RDONLY | O_CLOEXEC);
    s->tick = RTPART_S / sysconf(_SC_CLK_TCK);
    s->seen.threads = count < RTPART_SAMPLED_MAX ? count : RTPART_SAMPLED_MAX;
    for (size_t i = 0; i < s->seen.threads; i++) {
        char path[64];

        (void)snprintf(path, sizeof path, "/proc/%d/schedstat", (int)tids[i]);
        s->thread_fd[i] = open(path, O_RDONLY | O_CLOEXEC);
        s->seen.tid[i] = tids[i];
        (void)snprintf(s->seen.who[i], sizeof s->seen.who[i], "%s", who[i]);
        read_thread(s, i, &s->ran_first[i], &s->delay_first[i]);
    }
    s->steal_first = read_steal(s);
    e = pthread_create(&s->thread, NULL, sample, s);
    if (e != 0) {
        sampler_free(s);
        return rtpart_fail(err, RTPART_EHOST, "no new thread: %s", strerror(e));
    }
    *out = s;
    return RTPART_OK;
}

void rtpart_sampler_stop(struct rtpart_sampler *sampler, struct rtpart_samples *out)
{
    if (sampler == NULL)
        return;
    atomic_store(&sampler->stop, true);
    (void)pthread_join(sampler->thread, NULL);
    *out = sampler->seen;
    /* The memory belongs to *out now. */
    sampler->seen.at = NULL;
    sampler->seen.delay = sampler->seen.ran = NULL;
    sampler_free(sampler);
}

/* The last look before `t`; the first one where there is none. */
static size_t look_before(const struct rtpart_samples *s, rtpart_ns t)
{
    size_t low = 0;
    size_t high = s->count;

    while (low < high) {
        const size_t mid = low + (high - low) / 2;

        if (s->at[mid].time < t)
            low = mid + 1;
        else
            high = mid;
    }
    return low > 0 ? low - 1 : 0;
}

void rtpart_samples_between(const struct rtpart_samples *s, rtpart_ns from, rtpart_ns to,
                            struct rtpart_happened *out)
{
    *out = (struct rtpart_happened){0};
    if (s->count == 0)
        return;

    const size_t a = look_before(s, from);
    size_t b = look_before(s, to) + 1;

    if (b >= s->count)
        b = s->count - 1;
    out->steal = s->at[b].steal - s->at[a].steal;
    for (size_t i = a; i <= b; i++)
        if (s->at[i].late > out->late)
            out->late = s->at[i].late;
    for (size_t t = 0; t < s->threads; t++)
        out->delay[t] = s->delay[b * s->threads + t] - s->delay[a * s->threads + t];
}

void rtpart_samples_write(const struct rtpart_samples *s, FILE *out)
{
    (void)fputs("time_ns,late_ns,steal_ns", out);
    for (size_t t = 0; t < s->threads; t++)
        (void)fprintf(out, ",%s delay_ns,%s ran_ns", s->who[t], s->who[t]);
    for (size_t i = 0; i < s->count; i++) {
        (void)fprintf(out, "\n%" PRId64 ",%" PRId64 ",%" PRId64, s->at[i].time,
                      s->at[i].late, s->at[i].steal);
        for (size_t t = 0; t < s->threads; t++)
            (void)fprintf(out, ",%" PRId64 ",%" PRId64, s->delay[i * s->threads + t],
                          s->ran[i * s->threads + t]);
    }
    (void)fputc('\n', out);
}
