/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only file that includes GLPK, and the only one that uses longjmp. */
#include "partition/glpk_guard.h"

#include <glpk.h>
#include <limits.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/array.h"

/* All that lives across a longjmp; nothing of it is owned by code between. */
struct call {
    const struct rtpart_set_programme *p;
    int *row; /* the matrix, entries 1.. */
    int *column;
    double *value;
    int entries;
    size_t *chosen;
    size_t count;
    bool stopped;
    int status; /* what GLPK returned last */
    char message[200];
    jmp_buf out;
};

/* GLPK's terminal output: of an error first the reason, then where GLPK found it. */
static int listen(void *ctx, const char *text)
{
    struct call *c = ctx;

    if (strstr(text, "Error detected in file") == NULL)
        (void)snprintf(c->message, sizeof c->message, "%.*s", (int)strcspn(text, "\n"),
                       text);
    return 1; /* do not print */
}

static void leave(void *ctx)
{
    struct call *c = ctx;

    longjmp(c->out, 1);
}

static void ask_to_stop(glp_tree *tree, void *ctx)
{
    struct call *c = ctx;

    if (c->p->stop != NULL && c->p->stop(c->p->ctx)) {
        c->stopped = true;
        glp_ios_terminate(tree);
    }
}

static void build(struct call *c, glp_prob *lp)
{
    const struct rtpart_set_programme *p = c->p;
    const int items = (int)p->items;
    const int sets = (int)p->sets;

    glp_set_obj_dir(lp, GLP_MIN);
    glp_add_rows(lp, items + 1);
    for (int i = 1; i <= items; i++)
        glp_set_row_bnds(lp, i, GLP_FX, 1, 1);
    glp_set_row_bnds(lp, items + 1, GLP_UP, 0, (double)p->most);
    glp_add_cols(lp, sets);
    for (int j = 1; j <= sets; j++) {
        glp_set_col_kind(lp, j, GLP_BV);
        glp_set_obj_coef(lp, j, p->cost[j - 1]);
    }
    glp_load_matrix(lp, c->entries, c->row, c->column, c->value);
}

/* From here to the end GLPK may leave by longjmp at any time. */
static void solve(struct call *c)
{
    glp_prob *lp = glp_create_prob();
    glp_iocp how;

    build(c, lp);
    glp_init_iocp(&how);
    how.msg_lev = GLP_MSG_ERR;
    how.presolve = GLP_ON;
    how.clq_cuts = GLP_ON;
    how.cb_func = ask_to_stop;
    how.cb_info = c;
    c->status = glp_intopt(lp, &how);
    if (glp_mip_status(lp) == GLP_OPT || glp_mip_status(lp) == GLP_FEAS)
        for (size_t j = 0; j < c->p->sets && c->count < c->p->items; j++)
            if (glp_mip_col_val(lp, (int)j + 1) > 0.5)
                c->chosen[c->count++] = j;
    glp_delete_prob(lp);
}

/* Returns false where GLPK failed. */
static bool guarded(struct call *c)
{
    if (setjmp(c->out) != 0) {
        glp_free_env();
        return false;
    }
    glp_term_hook(listen, c);
    glp_error_hook(leave, c);
    solve(c);
    glp_free_env();
    return true;
}

static size_t count_entries(const struct rtpart_set_programme *p)
{
    size_t n = p->sets; /* one each in the row that counts sets */

    for (size_t j = 0; j < p->sets; j++)
        n += (size_t)__builtin_popcountll(p->members[j]);
    return n;
}

static void fill_entries(struct call *c)
{
    const struct rtpart_set_programme *p = c->p;
    int n = 0;

    for (size_t j = 0; j < p->sets; j++) {
        for (uint64_t left = p->members[j]; left != 0; left &= left - 1) {
            c->row[++n] = __builtin_ctzll(left) + 1;
            c->column[n] = (int)j + 1;
            c->value[n] = 1;
        }
        c->row[++n] = (int)p->items + 1;
        c->column[n] = (int)j + 1;
        c->value[n] = 1;
    }
    c->entries = n;
}

static enum rtpart_code run(struct call *c, enum rtpart_programme_end *end,
                            struct rtpart_error *err)
{
    fill_entries(c);
    if (!guarded(c))
        return rtpart_fail(err, RTPART_ERANGE, "GLPK failed: %s", c->message);
    if (c->stopped)
        *end = RTPART_PROGRAMME_STOPPED;
    else if (c->count > 0)
        *end = RTPART_PROGRAMME_SOLVED;
    else if (c->status == 0 || c->status == GLP_ENOPFS)
        *end = RTPART_PROGRAMME_NONE;
    else
        return rtpart_fail(err, RTPART_ERANGE, "GLPK failed with status %d", c->status);
    return RTPART_OK;
}

enum rtpart_code rtpart_set_programme_solve(const struct rtpart_set_programme *p,
                                            size_t *chosen, size_t *count,
                                            enum rtpart_programme_end *end,
                                            struct rtpart_error *err)
{
    const size_t entries = count_entries(p);
    struct call *c = calloc(1, sizeof *c);
    enum rtpart_code code;

    *count = 0;
    if (c != NULL && entries < INT_MAX) {
        c->p = p;
        c->chosen = chosen;
        c->row = rtpart_array(entries + 1, sizeof *c->row);
        c->column = rtpart_array(entries + 1, sizeof *c->column);
        c->value = rtpart_array(entries + 1, sizeof *c->value);
    }
    if (c == NULL || c->row == NULL || c->column == NULL || c->value == NULL)
        code = rtpart_fail(err, RTPART_ENOMEM, "out of memory for %zu sets", p->sets);
    else
        code = run(c, end, err);
    if (c != NULL) {
        *count = code == RTPART_OK ? c->count : 0;
        free(c->row);
        free(c->column);
        free(c->value);
    }
    free(c);
    return code;
}
