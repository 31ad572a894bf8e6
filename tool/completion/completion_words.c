/* SPDX-License-Identifier: MIT */
/* --words: what an argument may be, on this host and at this moment. */
#include <stdio.h>
#include <string.h>

#include <sock6.h>

#include "completion.h"
#include "packet/icmp_name.h"
#include "report/message.h"

#define INTERFACES 256
#define ADDRESSES  1024

static struct sock6_interface interfaces[INTERFACES];
static struct sock6_interface_address addresses[ADDRESSES];

/* As many as there is room for; none where the system tells none. */
static unsigned list_interfaces(void)
{
	int count = sock6_interface_list(interfaces, INTERFACES);

	return count < 0            ? 0
	       : count < INTERFACES ? (unsigned)count
				    : INTERFACES;
}

/* A name with characters that a shell acts on is better typed by hand. */
static int is_plain(const char *word)
{
	return word[0] && strspn(word, "abcdefghijklmnopqrstuvwxyz"
				       "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "0123456789.:%+_,-") == strlen(word);
}

static void offer(const char *begun, const char *word, const char *explanation)
{
	if (is_plain(word) && strncmp(word, begun, strlen(begun)) == 0)
		printf("%s\t%s\n", word, explanation);
}

static void offer_commands(const struct command_table *table, const char *begun)
{
	for (size_t i = 0; i < table->count; i++)
		offer(begun, table->commands[i]->name,
		      table->commands[i]->summary);
}

static void offer_shells(const struct command_table *table, const char *begun)
{
	(void)table;
	offer(begun, "bash", "GNU Bourne-Again SHell");
	offer(begun, "fish", "friendly interactive shell");
	offer(begun, "zsh", "Z shell");
}

static void offer_interfaces(const struct command_table *table,
			     const char *begun)
{
	unsigned count = list_interfaces();
	char text[60];

	(void)table;
	for (unsigned i = 0; i < count; i++) {
		snprintf(text, sizeof(text), "%s, MTU %u, index %u",
			 interfaces[i].state & SOCK6_INTERFACE_UP ? "up"
								  : "down",
			 interfaces[i].mtu, interfaces[i].index);
		offer(begun, interfaces[i].name, text);
	}
}

/* The zones of an address that needs one, once its % stands there. */
static void offer_zones(const struct command_table *table, const char *begun)
{
	const char *zone = strchr(begun, '%');
	unsigned count = zone ? list_interfaces() : 0;
	char text[400];

	(void)table;
	for (unsigned i = 0; i < count; i++) {
		snprintf(text, sizeof(text), "%.*s%%%s", (int)(zone - begun),
			 begun, interfaces[i].name);
		offer(begun, text, "through this interface");
	}
}

static void offer_address(const struct sock6_interface_address *found,
			  const char *begun)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6,
					.sin6_addr = found->address };
	int mapped = sock6_address_is_mapped(&found->address);
	char text[SOCK6_ADDRESS_TEXT_SIZE];
	char name[SOCK6_INTERFACE_NAME_SIZE];

	if (IN6_IS_ADDR_LINKLOCAL(&found->address))
		address.sin6_scope_id = found->ifindex;
	if (sock6_interface_name(name, sizeof(name), found->ifindex) >= 0 &&
	    sock6_address_format(text, sizeof(text), &address, 0) >= 0)
		offer(begun, mapped ? text + strlen("::ffff:") : text, name);
}

static void offer_addresses(const struct command_table *table,
			    const char *begun)
{
	int count = sock6_interface_addresses(addresses, ADDRESSES, 0,
					      SOCK6_IPV6 | SOCK6_IPV4);

	(void)table;
	for (int i = 0; i < count && i < ADDRESSES; i++)
		offer_address(&addresses[i], begun);
}

/* Of link-local scope, so each with the interfaces that can carry it. */
static void offer_groups(const struct command_table *table, const char *begun)
{
	static const char *const groups[][2] = {
		{ "ff02::1", "all nodes" },
		{ "ff02::2", "all routers" },
		{ "ff02::16", "MLDv2 routers" },
		{ "ff02::fb", "multicast DNS" },
		{ "ff02::1:2", "DHCPv6 servers and relays" },
		{ "ff02::114", "private experiments" },
	};
	const unsigned able = SOCK6_INTERFACE_UP | SOCK6_INTERFACE_MULTICAST;
	unsigned count = strchr(begun, '%') ? 0 : list_interfaces();
	char text[400];

	for (size_t g = 0; g < sizeof(groups) / sizeof(groups[0]); g++)
		for (unsigned i = 0; i < count; i++) {
			if ((interfaces[i].state & able) != able)
				continue;
			snprintf(text, sizeof(text), "%s%%%s", groups[g][0],
				 interfaces[i].name);
			offer(begun, text, groups[g][1]);
		}
	offer_zones(table, begun);
}

/* After a plus, the ECN values; before it, the names of both kinds. */
static void offer_classes(const struct command_table *table, const char *begun)
{
	const char *plus = strchr(begun, '+');
	char text[SOCK6_TRAFFIC_CLASS_TEXT_SIZE + 40];

	(void)table;
	for (int dscp = 0; dscp < 64 && !plus; dscp++) {
		const char *name = sock6_dscp_name(dscp);

		snprintf(text, sizeof(text), "DSCP %d", dscp);
		if (name)
			offer(begun, name, text);
	}
	for (int ecn = 0; ecn < 4; ecn++) {
		snprintf(text, sizeof(text), "%.*s%s",
			 plus ? (int)(plus + 1 - begun) : 0, begun,
			 sock6_ecn_name(ecn));
		offer(begun, text, "ECN");
	}
}

static void offer_options(const struct command_table *table, const char *begun)
{
	struct sock6_option_info info;

	(void)table;
	for (int i = 1; sock6_option_info(i, &info) == 0; i++)
		offer(begun, info.name, info.reference);
}

/* A list goes on behind its last comma. */
static void offer_types(const struct command_table *table, const char *begun)
{
	const char *comma = strrchr(begun, ',');
	int kept = comma ? (int)(comma + 1 - begun) : 0;
	char text[400];

	(void)table;
	for (int type = 0; type < 256; type++) {
		const struct icmp_name *name = icmp_name_of(type);

		if (!name)
			continue;
		snprintf(text, sizeof(text), "%.*s%s", kept, begun, name->name);
		offer(begun, text, sock6_icmp_type_name(type));
	}
}

static const struct {
	const char *kind;
	void (*offer)(const struct command_table *table, const char *begun);
} kinds[] = {
	{ "ADDRESS", offer_addresses }, { "CLASS", offer_classes },
	{ "COMMAND", offer_commands },  { "GROUP", offer_groups },
	{ "HOST", offer_zones },        { "INTERFACE", offer_interfaces },
	{ "OPTION", offer_options },    { "SHELL", offer_shells },
	{ "TYPE", offer_types },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

int completion_words(const struct command_table *table, const char *kind,
		     const char *begun)
{
	char names[200] = "";
	size_t used = 0;

	for (size_t i = 0; i < KINDS; i++) {
		if (kind && strcmp(kinds[i].kind, kind) == 0) {
			kinds[i].offer(table, begun ? begun : "");
			return END_DONE;
		}
		used += (size_t)snprintf(names + used, sizeof(names) - used,
					 "%s%s", i ? ", " : "", kinds[i].kind);
	}
	return usage_error("--words%s%s: no such kind; give one of %s",
			   kind ? " " : "", kind ? kind : "", names);
}
