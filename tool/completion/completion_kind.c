/* SPDX-License-Identifier: MIT */
/* What the words of help, such as INTERFACE or FILE, mean to a shell. */
#include "completion_kind.h"

#include <stdio.h>
#include <string.h>

/* The first row that fits decides; NULL fits everything. */
static const struct {
	const char *command, *option, *word;
	const char *kinds;
} meanings[] = {
	{ NULL, "tclass", NULL, "CLASS" },
	{ "options", NULL, "NAME", "OPTION" },
	{ "types", NULL, "WORD", "TYPE" },
	{ NULL, "connect", "ADDRESS", "HOST" },
	/* Elsewhere it is one of this host's, to send from or to listen at. */
	{ NULL, NULL, "ADDRESS", "ADDRESS" },
	{ NULL, NULL, "INTERFACE", "INTERFACE" },
	{ NULL, NULL, "FILE", "FILE" },
	{ NULL, NULL, "HOST", "HOST" },
	{ NULL, NULL, "PEER", "HOST" },
	{ NULL, NULL, "DEST", "GROUP HOST" },
	{ NULL, NULL, "DESTINATION", "GROUP HOST" },
	{ NULL, NULL, "TARGET", "GROUP HOST" },
	{ NULL, NULL, "GROUP", "GROUP" },
	{ NULL, NULL, "CLASS", "CLASS" },
	{ NULL, NULL, "OPTION", "OPTION" },
	{ NULL, NULL, "TYPE", "TYPE" },
	{ NULL, NULL, "TYPES", "TYPE" },
	{ NULL, NULL, "YES", "yes" },
	{ NULL, NULL, "NO", "no" },
	{ NULL, "completion", "SHELL", "SHELL" },
};

static int fits(const char *pattern, const char *word)
{
	return !pattern || (word && strcmp(pattern, word) == 0);
}

static const char *meaning(const struct command *command, const char *option,
			   const char *word)
{
	/* What is written in small letters is meant as it stands. */
	if (word[0] >= 'a')
		return word;
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (fits(meanings[i].command, command->name) &&
		    fits(meanings[i].option, option) &&
		    fits(meanings[i].word, word))
			return meanings[i].kinds;
	return "";
}

/* Whether it is there already, as a word of its own. */
static int has(const char *kinds, const char *kind)
{
	size_t length = strlen(kind);

	for (const char *at = kinds; (at = strstr(at, kind)); at += length)
		if ((at == kinds || at[-1] == ' ') &&
		    (at[length] == ' ' || at[length] == '\0'))
			return 1;
	return 0;
}

static void add(char kinds[KINDS_SIZE], const char *more)
{
	size_t used = strlen(kinds);

	if (*more && !has(kinds, more))
		snprintf(kinds + used, KINDS_SIZE - used, "%s%s",
			 used ? " " : "", more);
}

static int is_word(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
}

/* "[SOURCE@]GROUP[%IF][:PORT] | FILE": words, but no parts behind % or :. */
static void scan(char kinds[KINDS_SIZE], const struct command *command,
		 const char *option, const char *text)
{
	char before = ' ';

	kinds[0] = '\0';
	while (*text) {
		char word[40];
		size_t length = 0;

		while (is_word(text[length]) && length < sizeof(word) - 1) {
			word[length] = text[length];
			length++;
		}
		word[length] = '\0';
		if (length > 1 && before != '%' && before != ':' &&
		    before != '=')
			add(kinds, meaning(command, option, word));
		before = length ? word[length - 1] : *text;
		text += length ? length : 1;
	}
}

void completion_argument(char kinds[KINDS_SIZE], const struct command *command,
			 const struct option_row *row)
{
	scan(kinds, command, row->name, row->argument);
}

void completion_operands(char kinds[KINDS_SIZE], const struct command *command)
{
	scan(kinds, command, NULL, command->operands);
}
