/* SPDX-License-Identifier: MIT */
/* Options by name, and what may have been meant. */
#include "option_find.h"

#include <stdio.h>
#include <string.h>

#include <sock6.h>

#include "report/message.h"
#include "words/options.h"

#define NAME_SIZE   40
#define SUGGESTIONS 3
#define FAR         1000

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	unsigned smaller = a < b ? a : b;

	return smaller < c ? smaller : c;
}

/*
 * How many letters of the word are to be put in, left out or changed so that it
 * is found somewhere in the name (Sellers): a beginning costs nothing, and
 * neither does what is left at the end.
 */
static unsigned distance(const char *word, const char *name)
{
	unsigned row[NAME_SIZE + 1] = { 0 }, best = FAR;
	size_t length = strlen(name);

	for (; *word; word++) {
		unsigned corner = row[0]++;

		for (size_t i = 0; i < length; i++) {
			unsigned above = row[i + 1];

			row[i + 1] = least(row[i] + 1, above + 1,
					   corner + (*word != name[i]));
			corner = above;
		}
	}
	for (size_t i = 0; i <= length; i++)
		best = row[i] < best ? row[i] : best;
	return best;
}

int option_has_word(int option, const char *word)
{
	struct sock6_option_info info;

	return sock6_option_info(option, &info) == 0 &&
	       strstr(info.name, word) != NULL;
}

static int nearest(const char *word, const int *taken, unsigned count)
{
	struct sock6_option_info info;
	unsigned best = FAR, found = 0;

	for (int option = 1; sock6_option_info(option, &info) == 0; option++) {
		unsigned far = distance(word, info.name);
		int is_taken = 0;

		for (unsigned i = 0; i < count; i++)
			is_taken |= taken[i] == option;
		if (far < best && !is_taken) {
			best = far;
			found = (unsigned)option;
		}
	}
	return (int)found;
}

static int unknown(const char *word)
{
	int taken[SUGGESTIONS];
	char text[SUGGESTIONS * (NAME_SIZE + 4)] = "";
	size_t used = 0;

	for (unsigned i = 0; i < SUGGESTIONS; i++) {
		struct sock6_option_info info;

		taken[i] = nearest(word, taken, i);
		if (sock6_option_info(taken[i], &info) < 0)
			break;
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "%s%s", i ? ", " : "", info.name);
	}
	return usage_error("%s: no such option; give a name such as %s, or see "
			   "'sock6 options'",
			   word, text);
}

int option_find(const char *name, size_t size)
{
	char word[NAME_SIZE];
	int option;

	snprintf(word, sizeof(word), "%.*s", (int)size, name);
	option = sock6_option_find(word);
	return option > 0 ? option : -unknown(word);
}

int option_words_check(char **words)
{
	for (; *words; words++) {
		struct sock6_option_info info;
		int option = 1;

		while (sock6_option_info(option, &info) == 0 &&
		       !option_has_word(option, *words))
			option++;
		if (sock6_option_info(option, &info) < 0)
			return -option_find(*words, strlen(*words));
	}
	return OPTIONS_GO_ON;
}
