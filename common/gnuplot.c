/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/gnuplot.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "common/auto.h"
#include "common/child_run.h"

#define DRAWING_TAKES_AT_MOST_MS 120000

static void quote(FILE *out, const char *text, const char *doubled)
{
    fputc('\'', out);
    for (; *text != '\0'; text++) {
        if (strchr(doubled, *text) != NULL)
            fputc(*text, out);
        fputc((unsigned char)*text < 0x20 ? ' ' : *text, out);
    }
    fputc('\'', out);
}

void rtpart_gnuplot_quote(FILE *out, const char *text)
{
    quote(out, text, "'");
}

void rtpart_gnuplot_quote_tic(FILE *out, const char *text)
{
    quote(out, text, "'%");
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

/* `picture` with other endings in the place of the last four characters. */
static char *with_ending(const char *picture, const char *first, const char *ending)
{
    char *path = NULL;

    if (asprintf(&path, "%.*s%s%s", (int)strlen(picture) - 4, picture, first, ending) < 0)
        return NULL;
    return path;
}

static void close_all(struct rtpart_gnuplot *p)
{
    if (p->data != NULL)
        (void)fclose(p->data);
    if (p->script != NULL)
        (void)fclose(p->script);
    free(p->picture);
    free(p->data_path);
    free(p->script_path);
    *p = (struct rtpart_gnuplot){0};
}

/*
 * The part of the script that every picture begins with. Names are relative, so that the
 * script can be run again where it lies; the picture is written under another name first.
 */
static void write_preamble(struct rtpart_gnuplot *p, int width, int height)
{
    const char *ending = p->picture + strlen(p->picture) - 3;

    fprintf(p->script, "# gnuplot script by rtpart: edit and run it in this directory\n");
    if (strcmp(ending, "svg") == 0)
        fprintf(p->script,
                "set terminal svg size %d,%d dynamic enhanced font 'sans-serif,13' "
                "background 'white'\n",
                width, height);
    else
        fprintf(p->script,
                "set terminal pngcairo size %d,%d enhanced font 'sans-serif,11'\n", width,
                height);
    fputs("set encoding utf8\n"
          "if (!exists('OUTPUT')) OUTPUT = ",
          p->script);
    rtpart_gnuplot_quote(p->script, base_name(p->picture));
    fputs("\nset output OUTPUT\nDATA = ", p->script);
    rtpart_gnuplot_quote(p->script, base_name(p->data_path));
    fputs("\nset grid lc rgb '#dddddd'\n"
          "set border lc rgb '#555555'\n"
          "set tics textcolor rgb '#222222'\n"
          "set style line 1 lc rgb '#0072b2' lw 2\n" /* colours that the colour-blind */
          "set style line 2 lc rgb '#d55e00' lw 2\n" /* can tell apart (Okabe, Ito)   */
          "set style line 3 lc rgb '#009e73' lw 2\n"
          "set style line 4 lc rgb '#cc79a7' lw 2\n"
          "set style line 5 lc rgb '#e69f00' lw 2\n"
          "set style line 6 lc rgb '#56b4e9' lw 2\n"
          "set style line 7 lc rgb '#000000' lw 2\n"
          "set style line 8 lc rgb '#8c6d1f' lw 2\n"
          "set style line 9 lc rgb '#7f7f7f' lw 2\n"
          "set style line 10 lc rgb '#5e3c99' lw 2\n",
          p->script);
}

enum rtpart_code rtpart_gnuplot_begin(struct rtpart_gnuplot *p, const char *picture,
                                      int width, int height, bool keep,
                                      struct rtpart_error *err)
{
    const size_t len = strlen(picture);

    *p = (struct rtpart_gnuplot){.keep = keep};
    if (len < 5 || (strcmp(picture + len - 4, ".svg") != 0 &&
                    strcmp(picture + len - 4, ".png") != 0))
        return rtpart_fail(err, RTPART_EUSAGE,
                           "%s: a picture's name ends in .svg or .png", picture);
    p->picture = strdup(picture);
    /* what nobody asked for must not replace a file that the user may have: p.svg.dat */
    p->data_path = with_ending(picture, keep ? "" : picture + len - 4, ".dat");
    p->script_path = with_ending(picture, keep ? "" : picture + len - 4, ".gp");
    if (p->picture == NULL || p->data_path == NULL || p->script_path == NULL) {
        close_all(p);
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for a picture");
    }
    p->data = fopen(p->data_path, "w");
    p->script = p->data != NULL ? fopen(p->script_path, "w") : NULL;
    if (p->script == NULL) {
        const int e = errno;
        const enum rtpart_code code =
            rtpart_fail(err, RTPART_EHOST, "%s: cannot be written: %s",
                        p->data == NULL ? p->data_path : p->script_path, strerror(e));

        rtpart_gnuplot_abort(p);
        return code;
    }
    write_preamble(p, width, height);
    return RTPART_OK;
}

/* Close a file that was written; false where something went wrong on the way. */
static bool close_written(FILE **file)
{
    const bool failed = ferror(*file) != 0;
    const bool closed = fclose(*file) == 0;

    *file = NULL;
    return closed && !failed;
}

/* Have gnuplot draw into `output`, in the directory of the script. */
static enum rtpart_code draw(const struct rtpart_gnuplot *p, const char *output,
                             struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *command = NULL;
    RTPART_AUTO_FREE char *printed = NULL;
    size_t size = 0;
    FILE *text = open_memstream(&command, &size);

    if (text == NULL)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for a picture");
    if (base_name(p->picture) != p->picture) {
        char *directory =
            strndup(p->picture, (size_t)(base_name(p->picture) - p->picture));

        if (directory != NULL) {
            fputs("cd ", text);
            rtpart_gnuplot_quote(text, directory);
            fputs("; ", text);
        }
        free(directory);
    }
    fputs("OUTPUT = ", text);
    rtpart_gnuplot_quote(text, base_name(output));
    fputs("; load ", text);
    rtpart_gnuplot_quote(text, base_name(p->script_path));
    if (fclose(text) != 0)
        return rtpart_fail(err, RTPART_ENOMEM, "out of memory for a picture");

    const char *const argv[] = {"gnuplot", "-e", command, NULL};

    return rtpart_child_run(argv, DRAWING_TAKES_AT_MOST_MS, &printed, err);
}

/* Does the picture end as its format does? gnuplot does not tell of a full disk. */
static bool is_whole(const char *picture, bool svg)
{
    static const char svg_end[] = "</svg>";
    static const char png_end[] = "IEND";
    const char *end = svg ? svg_end : png_end;
    FILE *in = fopen(picture, "re");
    char tail[17] = "";

    if (in == NULL)
        return false;
    const bool read = fseek(in, -16, SEEK_END) == 0 && fread(tail, 1, 16, in) == 16;

    (void)fclose(in);
    return read && memmem(tail, 16, end, strlen(end)) != NULL;
}

/* Draw into `output`, and see that all of it is there. */
static enum rtpart_code draw_whole(const struct rtpart_gnuplot *p, const char *output,
                                   struct rtpart_error *err)
{
    const enum rtpart_code code = draw(p, output, err);
    const bool svg = strcmp(p->picture + strlen(p->picture) - 4, ".svg") == 0;

    if (code == RTPART_OK && !is_whole(output, svg))
        return rtpart_fail(err, RTPART_EHOST,
                           "gnuplot left it incomplete: is the disk "
                           "full?");
    return code;
}

/* Signals that end the program wait until nothing is left to be cleaned up. */
static void hold_signals(sigset_t *before)
{
    sigset_t all;

    (void)sigemptyset(&all);
    (void)sigaddset(&all, SIGINT);
    (void)sigaddset(&all, SIGTERM);
    (void)sigaddset(&all, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, &all, before);
}

static enum rtpart_code finish(struct rtpart_gnuplot *p, struct rtpart_error *err)
{
    RTPART_AUTO_FREE char *output =
        with_ending(p->picture, p->picture + strlen(p->picture) - 4, ".tmp");
    const bool data_whole = close_written(&p->data);
    struct rtpart_error why;

    if (!close_written(&p->script) || !data_whole || output == NULL) {
        const enum rtpart_code code =
            rtpart_fail(err, RTPART_EHOST, "%s: cannot be written: is the disk full?",
                        p->script_path);

        rtpart_gnuplot_abort(p);
        return code;
    }
    if (draw_whole(p, output, &why) != RTPART_OK || rename(output, p->picture) != 0) {
        const enum rtpart_code code =
            rtpart_fail(err, RTPART_EHOST,
                        "%s: no picture: %.200s; the script %s and its data are kept "
                        "(apt install gnuplot-nox)",
                        p->picture, why.message, p->script_path);

        (void)unlink(output);
        close_all(p);
        return code;
    }
    if (!p->keep) {
        (void)unlink(p->data_path);
        (void)unlink(p->script_path);
    }
    close_all(p);
    return RTPART_OK;
}

enum rtpart_code rtpart_gnuplot_finish(struct rtpart_gnuplot *p, struct rtpart_error *err)
{
    sigset_t before;

    hold_signals(&before);
    const enum rtpart_code code = finish(p, err);

    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code;
}

void rtpart_gnuplot_abort(struct rtpart_gnuplot *p)
{
    if (p->data_path != NULL)
        (void)unlink(p->data_path);
    if (p->script_path != NULL)
        (void)unlink(p->script_path);
    close_all(p);
}
