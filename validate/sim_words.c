/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "validate/sim_words.h"

#include <stddef.h>

const char *const sim_supply_words[] = {"worst", "random",  "dedicated",
                                        "host",  "adverse", NULL};
const char *const sim_release_words[] = {"synchronous", "phased", "sporadic", "aligned",
                                         NULL};
const char *const sim_execution_words[] = {"wcet", "drawn", NULL};
