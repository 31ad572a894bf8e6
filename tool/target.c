/* SPDX-License-Identifier: MIT */
/* What to listen to, from one word of the command line. */
#include "target.h"

#include <arpa/inet.h>
#include <string.h>

#include "message.h"
#include "options.h"
#include "values.h"

#define TEXT_SIZE 200

/* The source and the group may both name the interface. */
static int merge_interface(struct target *target, uint32_t other)
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

static int parse_port(struct target *target, const char *text)
{
	struct word word = { NULL, text[0] == ':' ? text + 1 : text };
	int64_t port;
	int end = value_integer(&word, 1, 65535, &port);

	if (end == OPTIONS_GO_ON)
		target->port = (uint16_t)port;
	return end;
}

static int parse_group(struct target *target, const char *text)
{
	struct word word = { NULL, text };
	struct sockaddr_in6 address;
	const unsigned char *bytes = address.sin6_addr.s6_addr;
	int end = value_address(&word, &address);

	if (end != OPTIONS_GO_ON)
		return end;
	if (sock6_address_is_mapped(&address.sin6_addr) &&
	    (bytes[12] & 0xf0) == 0xe0)
		return usage_error("%s: IPv4 groups are not supported; give an "
				   "IPv6 group such as ff02::114%%eth0",
				   text);
	target->address = address.sin6_addr;
	if (address.sin6_port)
		target->port = ntohs(address.sin6_port);
	return merge_interface(target, address.sin6_scope_id);
}

static int parse_source(struct target *target, const char *text, size_t length)
{
	char source[TEXT_SIZE];
	struct word word = { NULL, source };
	uint32_t ifindex;
	int end;

	memcpy(source, text, length);
	source[length] = '\0';
	end = value_source(&word, &target->source, &ifindex);
	if (end != OPTIONS_GO_ON)
		return end;
	target->has_source = 1;
	return merge_interface(target, ifindex);
}

int target_parse(struct target *target, const char *text,
		 const struct target_defaults *defaults)
{
	const char *at = strchr(text, '@');
	int end;

	memset(target, 0, sizeof(*target));
	target->text = text;
	target->port = defaults->port;
	if (strlen(text) >= TEXT_SIZE)
		return usage_error("%.40s...: too long for an address", text);
	if (is_port(text)) {
		target->ifindex = defaults->ifindex;
		return parse_port(target, text);
	}
	if (at) {
		end = parse_source(target, text, (size_t)(at - text));
		if (end != OPTIONS_GO_ON)
			return end;
		text = at + 1;
	}
	end = parse_group(target, text);
	if (target->ifindex == 0)
		target->ifindex = defaults->ifindex;
	if (end == OPTIONS_GO_ON && at && !target_is_group(target))
		return usage_error("%s: only a group can have a source; give "
				   "SOURCE@GROUP, or the address alone",
				   target->text);
	return end;
}

/* One socket holds a group in one mode: from all sources, or from some. */
static int clash(const struct target *a, const struct target *b)
{
	if (a->port != b->port || a->ifindex != b->ifindex ||
	    memcmp(&a->address, &b->address, sizeof(a->address)) != 0)
		return 0;
	return !a->has_source || !b->has_source ||
	       memcmp(&a->source, &b->source, sizeof(a->source)) == 0;
}

int target_check(const struct target *targets, unsigned count)
{
	for (unsigned i = 1; i < count; i++)
		for (unsigned j = 0; j < i; j++)
			if (clash(&targets[i], &targets[j]))
				return usage_error(
					"%s: %s is given too; give one of them",
					targets[i].text, targets[j].text);
	return OPTIONS_GO_ON;
}

int target_is_group(const struct target *target)
{
	return sock6_address_is_multicast(&target->address);
}

int target_matches(const struct target *target,
		   const struct sock6_control *control)
{
	const struct in6_addr *to = &control->destination;

	if (target->ifindex && (control->fields & SOCK6_INTERFACE) &&
	    control->ifindex != target->ifindex)
		return 0;
	if (!(control->fields & SOCK6_DESTINATION))
		return 1;
	if (sock6_address_is_unspecified(&target->address))
		return !sock6_address_is_multicast(to);
	return memcmp(to, &target->address, sizeof(*to)) == 0;
}
