/* SPDX-License-Identifier: MIT */
/* Options by name, and what may have been meant. */
#ifndef OPTION_FIND_H
#define OPTION_FIND_H

#include <stddef.h>

/*
 * The option of this name (its first SIZE bytes), or END_USAGE negated after a
 * message that suggests similar names.
 */
int option_find(const char *name, size_t size);

/* Whether an option's name contains a word. */
int option_has_word(int option, const char *word);

/* A word that no option contains is a mistake; returns as value_*() do. */
int option_words_check(char **words);

#endif
