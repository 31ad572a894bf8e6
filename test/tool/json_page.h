/* SPDX-License-Identifier: MIT */
/* What the JSON section of a manual page documents. */
#ifndef TOOL_JSON_PAGE_H
#define TOOL_JSON_PAGE_H

#define PAGE_WORDS 256

struct json_page {
	unsigned count, type_count;
	char words[PAGE_WORDS][40]; /* all that stand as .Li */
	char types[32][40];         /* those that head an item of the list */
};

/* Returns 0, or -1 where there is no such page or section. */
int json_page_read(struct json_page *page, const char *path);

int json_page_has(const struct json_page *page, const char *word);

#endif
