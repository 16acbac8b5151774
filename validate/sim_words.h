/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim_words.h - the words of the command line and of files for what a simulation is given
 */
#ifndef RTPART_VALIDATE_SIM_WORDS_H
#define RTPART_VALIDATE_SIM_WORDS_H

#include "validate/sim.h"

/* Tables in the order of the enums, ended by NULL. */
extern const char *const sim_supply_words[];
extern const char *const sim_release_words[];
extern const char *const sim_execution_words[];

static inline const char *sim_supply_word(enum rtpart_sim_supply s)
{
    return sim_supply_words[s];
}

static inline const char *sim_release_word(enum rtpart_sim_release r)
{
    return sim_release_words[r];
}

static inline const char *sim_execution_word(enum rtpart_sim_execution e)
{
    return sim_execution_words[e];
}

#endif
