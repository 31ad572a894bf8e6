/* SPDX-License-Identifier: MIT */
/* Which memberships are asked for: by group, interface and process. */
#include "group_filter.h"

#include <stdio.h>
#include <string.h>

#include "membership/group_name.h"
#include "report/message.h"
#include "words/values.h"

int group_filter_add(struct group_filter *filter, const char *text)
{
	const struct word word = { NULL, text };
	struct sockaddr_in6 address;
	int end;

	if (filter->count == GROUP_FILTER_WORDS)
		return usage_error("%s: too many groups; give %d at most", text,
				   GROUP_FILTER_WORDS);
	if (group_name_exists(text)) {
		filter->words[filter->count++].name = text;
		return OPTIONS_GO_ON;
	}
	if (!strchr(text, ':'))
		return usage_error("%s: no group has this name; give one that "
				   "'sock6 groups --all' shows, or an address "
				   "such as ff02::fb%%eth0",
				   text);
	end = value_address(&word, &address);
	if (end != OPTIONS_GO_ON)
		return end;
	if (!sock6_address_is_multicast(&address.sin6_addr))
		return usage_error("%s: not a group; give an address such as "
				   "ff02::fb, or a name such as mdns",
				   text);
	filter->words[filter->count].group = address.sin6_addr;
	filter->words[filter->count++].ifindex = address.sin6_scope_id;
	return OPTIONS_GO_ON;
}

static int is_word(const struct group_filter *filter, unsigned i,
		   const struct sock6_membership *of)
{
	char name[GROUP_NAME_SIZE];

	if (filter->words[i].name)
		return strcmp(group_name(name, &of->group),
			      filter->words[i].name) == 0;
	return memcmp(&filter->words[i].group, &of->group, sizeof(of->group)) ==
		       0 &&
	       (!filter->words[i].ifindex ||
		filter->words[i].ifindex == of->ifindex);
}

static int is_process(const char *process, const struct group_user *user)
{
	char number[16];

	if (!process)
		return 1;
	if (user->owner != GROUP_PROCESS)
		return 0;
	snprintf(number, sizeof(number), "%u", (unsigned)user->of.process);
	return strcmp(process, number) == 0 ||
	       strcmp(process, user->process_name) == 0;
}

int group_filter_wants(const struct group_filter *filter,
		       const struct group_user *user)
{
	int is_wanted = filter->count == 0;

	/* A group that is asked for is wanted whoever is in it. */
	if (user->owner == GROUP_SYSTEM && !filter->has_system && is_wanted)
		return 0;
	if (filter->ifindex && filter->ifindex != user->of.ifindex)
		return 0;
	for (unsigned i = 0; i < filter->count && !is_wanted; i++)
		is_wanted = is_word(filter, i, &user->of);
	return is_wanted && is_process(filter->process, user);
}
