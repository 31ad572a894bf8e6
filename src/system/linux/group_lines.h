/* SPDX-License-Identifier: MIT */
/* Lines of /proc/net/igmp6 and /proc/net/mcfilter6.  Pure, and apart from the
 * reading of the files, so that a test can feed it anything. */
#ifndef SOCK6_LINUX_GROUP_LINES_H
#define SOCK6_LINUX_GROUP_LINES_H

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "../../number.h"
#include "sock6/membership.h"

/* The words of a line, which spaces set apart. */
struct line_words {
	const char *at;
	size_t left;
};

/* The next word; its length, 0 at the end of the line. */
static inline size_t line_word(struct line_words *line, const char **word)
{
	size_t length = 0;

	while (line->left > 0 && *line->at == ' ') {
		line->at++;
		line->left--;
	}
	*word = line->at;
	while (length < line->left && line->at[length] != ' ')
		length++;
	line->at += length;
	line->left -= length;
	return length;
}

static inline int line_number(struct line_words *line, uint32_t *number)
{
	const char *word;
	size_t length = line_word(line, &word);

	return sock6__number(number, word, length, UINT32_MAX);
}

static inline int line_digit(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* 32 hexadecimal digits. */
static inline int line_address(struct line_words *line,
			       struct in6_addr *address)
{
	const char *word;

	if (line_word(line, &word) != 32)
		return -EINVAL;
	for (size_t i = 0; i < 16; i++) {
		int high = line_digit(word[2 * i]);
		int low = line_digit(word[2 * i + 1]);

		if (high < 0 || low < 0)
			return -EINVAL;
		address->s6_addr[i] = (uint8_t)(high << 4 | low);
	}
	return 0;
}

/* mcfilter6 cuts the names, igmp6 does not. */
static inline int line_interface(struct line_words *line,
				 struct sock6_membership *membership)
{
	const char *word;
	size_t length;

	if (line_number(line, &membership->ifindex) < 0)
		return -EINVAL;
	length = line_word(line, &word);
	if (length == 0 || length >= sizeof(membership->interface))
		return -EINVAL;
	memcpy(membership->interface, word, length);
	return 0;
}

/* "4    eth0    ff02...0001     1 0000000C 0": index, name, group, users, and
 * what does not matter here. */
static inline int group_line_parse(struct sock6_membership *group,
				   const char *text, size_t size)
{
	struct line_words line = { text, size };
	struct sock6_membership found = { .mode = SOCK6_EXCLUDE };

	if (line_interface(&line, &found) < 0 ||
	    line_address(&line, &found.group) < 0 ||
	    line_number(&line, &found.sockets) < 0)
		return -EBADMSG;
	*group = found;
	return 0;
}

/* "  4   eth0 ff15...0001 20010db8...0001      1      0": index, name, group,
 * source, and how many sockets have joined and blocked it. */
struct source_line {
	struct sock6_membership membership; /* mode and sockets not set */
	uint32_t joins;
	uint32_t blocks;
};

static inline int source_line_parse(struct source_line *source,
				    const char *text, size_t size)
{
	struct line_words line = { text, size };
	struct source_line found = { .joins = 0 };

	if (line_interface(&line, &found.membership) < 0 ||
	    line_address(&line, &found.membership.group) < 0 ||
	    line_address(&line, &found.membership.source) < 0 ||
	    line_number(&line, &found.joins) < 0 ||
	    line_number(&line, &found.blocks) < 0)
		return -EBADMSG;
	*source = found;
	return 0;
}

#endif
