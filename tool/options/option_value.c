/* SPDX-License-Identifier: MIT */
/* Values of options by name, and back. */
#include "option_value.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "report/message.h"
#include "words/values.h"

struct named {
	int64_t value;
	const char *name;
};

static const struct named booleans[] = {
	{ 0, "off" },   { 1, "on" },   { 0, "no" }, { 1, "yes" },
	{ 0, "false" }, { 1, "true" }, { 0, NULL },
};

static const struct named discovery[] = {
	{ SOCK6_MTU_DISCOVERY_DONT, "dont" },
	{ SOCK6_MTU_DISCOVERY_WANT, "want" },
	{ SOCK6_MTU_DISCOVERY_DO, "do" },
	{ SOCK6_MTU_DISCOVERY_PROBE, "probe" },
	{ SOCK6_MTU_DISCOVERY_INTERFACE, "interface" },
	{ SOCK6_MTU_DISCOVERY_OMIT, "omit" },
	{ 0, NULL },
};

static const struct named preferences[] = {
	{ SOCK6_PREFER_TEMPORARY, "temporary" },
	{ SOCK6_PREFER_PUBLIC, "public" },
	{ SOCK6_PREFER_DEFAULT, "default" },
	{ SOCK6_PREFER_CARE_OF, "care-of" },
	{ SOCK6_PREFER_HOME, "home" },
	{ SOCK6_PREFER_CGA, "cga" },
	{ SOCK6_PREFER_NON_CGA, "non-cga" },
	{ 0, NULL },
};

static const struct named socket_types[] = {
	{ SOCK_DGRAM, "datagram" },
	{ SOCK_STREAM, "stream" },
	{ SOCK_RAW, "raw" },
	{ 0, NULL },
};

static const struct named protocols[] = {
	{ IPPROTO_UDP, "udp" },
	{ IPPROTO_TCP, "tcp" },
	{ IPPROTO_ICMPV6, "icmpv6" },
	{ 0, NULL },
};

/* -1 leaves it to the system. */
static const struct named system_choice[] = { { -1, "system" }, { 0, NULL } };
static const struct named none[] = { { -1, "none" }, { 0, NULL } };

static const struct named *names_of(int option, int type)
{
	if (type == SOCK6_OPTION_BOOLEAN)
		return booleans;
	switch (option) {
	case SOCK6_OPT_MTU_DISCOVERY:
	case SOCK6_OPT_IPV4_MTU_DISCOVERY: return discovery;
	case SOCK6_OPT_ADDRESS_PREFERENCES: return preferences;
	case SOCK6_OPT_SOCKET_TYPE: return socket_types;
	case SOCK6_OPT_PROTOCOL: return protocols;
	case SOCK6_OPT_HOP_LIMIT:
	case SOCK6_OPT_TRAFFIC_CLASS:
	case SOCK6_OPT_MULTICAST_HOP_LIMIT:
	case SOCK6_OPT_IPV4_TIME_TO_LIVE: return system_choice;
	case SOCK6_OPT_CHECKSUM:
	case SOCK6_OPT_ROUTER_ALERT:
	case SOCK6_OPT_INCOMING_CPU: return none;
	default: return NULL;
	}
}

static int is_traffic_class(int option)
{
	return option == SOCK6_OPT_TRAFFIC_CLASS ||
	       option == SOCK6_OPT_IPV4_TYPE_OF_SERVICE;
}

static const struct named *find(const struct named *names, const char *text,
				size_t size)
{
	for (; names && names->name; names++)
		if (strlen(names->name) == size &&
		    strncmp(names->name, text, size) == 0)
			return names;
	return NULL;
}

/* "temporary+home": each word is a bit. */
static int parse_bits(const struct named *names, const char *text,
		      int64_t *value)
{
	int64_t bits = 0;

	for (;; text++) {
		size_t size = strcspn(text, "+,");
		const struct named *found = find(names, text, size);

		if (!found)
			return 0;
		bits |= found->value;
		text += size;
		if (!*text)
			break;
	}
	*value = bits;
	return 1;
}

/* Whether the text is a name of a value. */
static int parse_name(int option, int type, const char *text, int64_t *value)
{
	const struct named *names = names_of(option, type);
	const struct named *found = find(names, text, strlen(text));
	uint32_t ifindex;
	int class;

	if (type == SOCK6_OPTION_BITS)
		return names && parse_bits(names, text, value);
	if (found) {
		*value = found->value;
		return 1;
	}
	if (type == SOCK6_OPTION_INTERFACE &&
	    sock6_interface_index(&ifindex, text) == 0) {
		*value = ifindex;
		return 1;
	}
	class = is_traffic_class(option) ? sock6_traffic_class_parse(text) : -1;
	if (class < 0)
		return 0;
	*value = class;
	return 1;
}

/* "64k", "2M": bytes, by 1024. */
static int parse_size(int option, const char *text, int64_t *value)
{
	static const char units[] = "kMG";
	const char *unit;
	int64_t number;
	char letter;

	if (option < SOCK6_OPT_RECEIVE_BUFFER ||
	    option > SOCK6_OPT_SEND_BUFFER_FORCE ||
	    sscanf(text, "%9" SCNd64 "%c", &number, &letter) != 2 ||
	    text[strlen(text) - 1] != letter || number < 0)
		return 0;
	unit = strchr(units, letter);
	if (!letter || !unit)
		return 0;
	*value = number << (10 * (unit - units + 1));
	return 1;
}

int option_value_parse(int option, const struct sock6_option_info *info,
		       const char *text, int64_t *value)
{
	char takes[OPTION_VALUE_SIZE];
	const char *digits = text + (*text == '-');

	if (parse_name(option, info->type, text, value))
		return OPTIONS_GO_ON;
	if (parse_size(option, text, value) && *value <= info->maximum)
		return OPTIONS_GO_ON;
	if (*digits >= '0' && *digits <= '9' &&
	    !digits[strspn(digits, "0123456789abcdefABCDEFx")]) {
		struct word word = { info->name, text };

		return value_integer(&word, info->minimum, info->maximum,
				     value);
	}
	return usage_error("%s=%s: no such value; give %s", info->name, text,
			   option_value_takes(takes, option, info));
}

static void join_bits(char *text, const struct named *names, int64_t value)
{
	size_t used = 0;

	for (; names && names->name; names++)
		if (value & names->value)
			used += (size_t)snprintf(
				text + used, OPTION_VALUE_SIZE - used, "%s%s",
				used ? "+" : "", names->name);
}

static const char *error_name(int64_t value)
{
	return value ? sock6_status_name((int)value) : "";
}

const char *option_value_name(char text[OPTION_VALUE_SIZE], int option,
			      const struct sock6_option_info *info,
			      int64_t value)
{
	const struct named *names = names_of(option, info->type);

	*text = '\0';
	if (info->type == SOCK6_OPTION_BITS) {
		join_bits(text, names, value);
		return text;
	}
	if (info->type == SOCK6_OPTION_INTERFACE && value > 0)
		sock6_interface_name(text, OPTION_VALUE_SIZE, (uint32_t)value);
	else if (is_traffic_class(option) && value >= 0)
		sock6_traffic_class_format(text, OPTION_VALUE_SIZE, (int)value);
	else if (option == SOCK6_OPT_PENDING_ERROR)
		snprintf(text, OPTION_VALUE_SIZE, "%s", error_name(value));
	for (; !*text && names && names->name; names++)
		if (names->value == value)
			snprintf(text, OPTION_VALUE_SIZE, "%s", names->name);
	return text;
}

const char *option_value_text(char text[OPTION_VALUE_SIZE], int option,
			      const struct sock6_option_info *info,
			      int64_t value)
{
	char name[OPTION_VALUE_SIZE];

	option_value_name(name, option, info, value);
	if (info->type == SOCK6_OPTION_BOOLEAN && *name)
		snprintf(text, OPTION_VALUE_SIZE, "%s", name);
	else if (info->type == SOCK6_OPTION_BITS)
		snprintf(text, OPTION_VALUE_SIZE, "0x%" PRIx64 "%s%.250s%s",
			 (uint64_t)value, *name ? " (" : "", name,
			 *name ? ")" : "");
	else
		snprintf(text, OPTION_VALUE_SIZE, "%" PRId64 "%s%.250s%s",
			 value, *name ? " (" : "", name, *name ? ")" : "");
	return text;
}

/* The names that may be given, "a, b or c", behind what the text has. */
static void add_names(char *text, const struct named *names,
		      const char *between)
{
	size_t used = strlen(text);

	for (; names && names->name; names++) {
		const char *after = !names[1].name  ? ""
				    : names[2].name ? ", "
						    : between;

		used += (size_t)snprintf(text + used, OPTION_VALUE_SIZE - used,
					 "%s%s", names->name, after);
	}
}

const char *option_value_takes(char text[OPTION_VALUE_SIZE], int option,
			       const struct sock6_option_info *info)
{
	const struct named *names = names_of(option, info->type);

	*text = '\0';
	if (!(info->access & SOCK6_OPTION_SET))
		return text;
	switch (info->type) {
	case SOCK6_OPTION_BOOLEAN:
		snprintf(text, OPTION_VALUE_SIZE, "0 or 1, or ");
		break;
	case SOCK6_OPTION_INTERFACE:
		snprintf(text, OPTION_VALUE_SIZE,
			 "the name or index of an interface, or 0 for none");
		return text;
	case SOCK6_OPTION_BITS:
		snprintf(text, OPTION_VALUE_SIZE, "bits of 0x%" PRIx64 "%s",
			 (uint64_t)info->maximum,
			 names ? ", or with a plus between them " : "");
		break;
	default:
		snprintf(text, OPTION_VALUE_SIZE,
			 "%" PRId64 " to %" PRId64 "%s", info->minimum,
			 info->maximum,
			 names ? ", or "
			 : is_traffic_class(option)
				 ? ", or a name such as ef, af41 or cs1+ect0"
				 : "");
	}
	add_names(text, names, " or ");
	if (option == SOCK6_OPT_TRAFFIC_CLASS)
		snprintf(text + strlen(text), OPTION_VALUE_SIZE - strlen(text),
			 ", or a name such as ef, af41 or cs1+ect0");
	return text;
}
