/* SPDX-License-Identifier: MIT */
/* The mdoc source of a page: macros .Li and .It Li, lists within lists. */
#include "json_page.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Words are as JSON's members are; macros begin with a capital letter. */
static int is_word(const char *text)
{
	return text[0] && text[strspn(text, "abcdefghijklmnopqrstuvwxyz"
					    "0123456789_")] == '\0';
}

static void add_word(struct json_page *page, const char *word)
{
	if (page->count < PAGE_WORDS && strlen(word) < sizeof(page->words[0]))
		strcpy(page->words[page->count++], word);
}

static void add_type(struct json_page *page, const char *word)
{
	if (page->type_count < 32 && strlen(word) < sizeof(page->types[0]))
		strcpy(page->types[page->type_count++], word);
}

/* ".Li a , b" and what else of a line stands behind Li. */
static void take_line(struct json_page *page, char *line, int is_top)
{
	int is_item = strncmp(line, ".It ", 4) == 0, is_literal = 0;

	for (char *word = strtok(line + 1, " \n"); word;
	     word = strtok(NULL, " \n")) {
		if (isupper((unsigned char)word[0])) {
			is_literal = strcmp(word, "Li") == 0;
			continue;
		}
		if (!is_literal || !is_word(word))
			continue;
		add_word(page, word);
		if (is_item && is_top)
			add_type(page, word);
	}
}

static int read_page(struct json_page *page, const char *path,
		     int with_references);

/* A page may leave it to another one to describe what both print. */
static void take_reference(struct json_page *page, const char *line,
			   const char *path)
{
	static struct json_page other;
	char name[40], there[300];
	const char *slash = strrchr(path, '/');

	if (!slash || sscanf(line, ".Xr %39s 1", name) != 1 ||
	    strncmp(name, "sock6-", 6) != 0)
		return;
	snprintf(there, sizeof(there), "%.*s/%s.1", (int)(slash - path), path,
		 name);
	if (read_page(&other, there, 0) < 0)
		return;
	for (unsigned i = 0; i < other.count; i++)
		add_word(page, other.words[i]);
}

static int read_page(struct json_page *page, const char *path,
		     int with_references)
{
	FILE *file = fopen(path, "r");
	int is_here = 0, depth = 0;
	char line[256];

	memset(page, 0, sizeof(*page));
	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file)) {
		if (strncmp(line, ".Sh ", 4) == 0)
			is_here = strcmp(line, ".Sh JSON\n") == 0;
		if (!is_here)
			continue;
		depth += strncmp(line, ".Bl ", 4) == 0;
		depth -= strncmp(line, ".El", 3) == 0;
		if (with_references)
			take_reference(page, line, path);
		if (line[0] == '.')
			take_line(page, line, depth == 1);
	}
	fclose(file);
	return page->count ? 0 : -1;
}

int json_page_read(struct json_page *page, const char *path)
{
	return read_page(page, path, 1);
}

int json_page_has(const struct json_page *page, const char *word)
{
	for (unsigned i = 0; i < page->count; i++)
		if (strcmp(page->words[i], word) == 0)
			return 1;
	return 0;
}
