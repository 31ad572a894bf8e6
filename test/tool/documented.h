/* SPDX-License-Identifier: MIT */
/* Whether the manual tells of every member that a command prints as JSON. */
#ifndef TOOL_DOCUMENTED_H
#define TOOL_DOCUMENTED_H

#include <stdio.h>

#include "check.h"
#include "run.h"

/* Whether a line of the page names the member: ".Li a , b" or ".It Li a". */
static inline int documented_on(const char *page, const char *name)
{
	char path[512], line[256];
	int found = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", MAN, page);
	file = fopen(path, "r");
	while (file && !found && fgets(line, sizeof(line), file)) {
		if (strncmp(line, ".Li ", 4) != 0 &&
		    strncmp(line, ".It Li ", 7) != 0)
			continue;
		for (char *word = strtok(line, " \n"); word;
		     word = strtok(NULL, " \n"))
			found |= strcmp(word, name) == 0;
	}
	if (file)
		fclose(file);
	return found;
}

static inline void documented_member(const json_t *value, const char *name,
				     const char *const pages[])
{
	const json_t *inner;
	const char *key;
	size_t i;
	int found = 0;

	for (i = 0; name && pages[i]; i++)
		found |= documented_on(pages[i], name);
	if (name && !found) {
		printf("# %s does not tell of \"%s\"\n", pages[0], name);
		CHECK(found);
	}
	json_object_foreach((json_t *)(uintptr_t)value, key, inner)
		documented_member(inner, key, pages);
	json_array_foreach(value, i, inner)
		documented_member(inner, NULL, pages);
}

/* Every member of every object that was printed; a type is a member's value.
 * The pages end with NULL; the first one is the command's own. */
static inline void check_documented(const struct run *run,
				    const char *const pages[])
{
	const char *line = run->output, *end;
	unsigned objects = 0;

	for (; (end = strchr(line, '\n')); line = end + 1) {
		json_t *record =
			json_loadb(line, (size_t)(end - line), 0, NULL);

		if (!record)
			continue;
		objects++;
		documented_member(record, NULL, pages);
		json_decref(record);
	}
	CHECK(objects > 0);
}

#endif
