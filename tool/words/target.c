/* SPDX-License-Identifier: MIT */
/* What to listen to, from one word of the command line. */
#include "target.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "process/allocate.h"
#include "report/message.h"
#include "values.h"

#define TEXT_SIZE 200

/* The source and the group may both name the interface. */
static int merge_interface(struct target_word *target, uint32_t other)
{
	if (other && target->ifindex && other != target->ifindex)
		return usage_error("%s: names another interface too; give one",
				   target->text);
	if (other)
		target->ifindex = other;
	return OPTIONS_GO_ON;
}

/* "1024" or ":1024": all addresses of this host. */
static int is_port(const char *text)
{
	if (*text == ':')
		text++;
	return *text && text[strspn(text, "0123456789")] == '\0';
}

static int parse_port(struct target_word *target, const char *text)
{
	struct word word = { NULL, text[0] == ':' ? text + 1 : text };

	target->range.count = 1;
	return value_port(&word, &target->port);
}

static int parse_group(struct target_word *target, const char *text)
{
	struct word word = { NULL, text };
	const struct sockaddr_in6 *first = &target->range.first;
	const unsigned char *bytes = first->sin6_addr.s6_addr;
	int end = value_address_range(&word, value_address, &target->range);

	if (end != OPTIONS_GO_ON)
		return end;
	if (sock6_address_is_mapped(&first->sin6_addr) &&
	    (bytes[12] & 0xf0) == 0xe0)
		return usage_error("%s: IPv4 groups are not supported; give an "
				   "IPv6 group such as ff02::114%%eth0",
				   text);
	if (first->sin6_port)
		target->port = ntohs(first->sin6_port);
	return merge_interface(target, first->sin6_scope_id);
}

static int parse_source(struct target_word *target, const char *text,
			size_t length)
{
	char source[TEXT_SIZE];
	struct word word = { NULL, source };
	uint32_t ifindex;
	int end;

	if (length >= sizeof(source))
		return usage_error("%.40s...: too long for an address", text);
	memcpy(source, text, length);
	source[length] = '\0';
	end = value_source(&word, &target->sources[target->source_count],
			   &ifindex);
	if (end != OPTIONS_GO_ON)
		return end;
	target->source_count++;
	return merge_interface(target, ifindex);
}

/* "SOURCE,SOURCE" up to the @. */
static int parse_sources(struct target_word *target, const char *text,
			 const char *at)
{
	unsigned count = 1;

	for (const char *c = text; c < at; c++)
		count += *c == ',';
	if (count > TARGET_SOURCES)
		return usage_error("%.40s...: too many sources; give %d at the "
				   "most",
				   text, TARGET_SOURCES);
	target->sources = allocate(count, sizeof(*target->sources));
	for (;;) {
		size_t length = strcspn(text, ",@");
		int end = parse_source(target, text, length);

		if (end != OPTIONS_GO_ON || text[length] == '@')
			return end;
		text += length + 1;
	}
}

static int complete(struct target_word *target,
		    const struct target_defaults *defaults)
{
	target->range.first.sin6_port = 0;
	target->range.first.sin6_scope_id = 0;
	if (target->ifindex == 0)
		target->ifindex = defaults->ifindex;
	if (target->source_count && !target_is_group(target))
		return usage_error("%s: only a group can have a source; give "
				   "SOURCE@GROUP, or the address alone",
				   target->text);
	return OPTIONS_GO_ON;
}

int target_parse(struct target_word *target, const char *text,
		 const struct target_defaults *defaults)
{
	const char *at = strchr(text, '@');
	int end;

	memset(target, 0, sizeof(*target));
	target->text = text;
	target->port = defaults->port;
	if (is_port(text)) {
		target->ifindex = defaults->ifindex;
		return parse_port(target, text);
	}
	if (at) {
		end = parse_sources(target, text, at);
		if (end != OPTIONS_GO_ON)
			return end;
		text = at + 1;
	}
	if (strlen(text) >= TEXT_SIZE)
		return usage_error("%.40s...: too long for an address", text);
	end = parse_group(target, text);
	return end == OPTIONS_GO_ON ? complete(target, defaults) : end;
}

int target_is_group(const struct target_word *target)
{
	return sock6_address_is_multicast(&target->range.first.sin6_addr);
}
