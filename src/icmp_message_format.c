/* SPDX-License-Identifier: MIT */
/* ICMPv6 messages in words.  Pure. */
#include <errno.h>

#include "line.h"
#include "sock6/icmp_message.h"

struct code_name {
	uint8_t type;
	uint8_t code;
	char name[62];
};

/* clang-format off */
static const struct code_name code_names[] = {
	{ 1, 0, "no route to destination" },
	{ 1, 1, "communication with destination administratively prohibited" },
	{ 1, 2, "beyond scope of source address" },
	{ 1, 3, "address unreachable" },
	{ 1, 4, "port unreachable" },
	{ 1, 5, "source address failed ingress/egress policy" },
	{ 1, 6, "reject route to destination" },
	{ 1, 7, "error in source routing header" },
	{ 1, 8, "headers too long" },
	{ 3, 0, "hop limit exceeded in transit" },
	{ 3, 1, "fragment reassembly time exceeded" },
	{ 4, 0, "erroneous header field encountered" },
	{ 4, 1, "unrecognized next header type encountered" },
	{ 4, 2, "unrecognized ipv6 option encountered" },
	{ 4, 3, "first fragment has incomplete ipv6 header chain" },
	{ 4, 4, "sr upper-layer header error" },
	{ 4, 5, "unrecognized next header type by intermediate node" },
	{ 4, 6, "extension header too big" },
	{ 4, 7, "extension header chain too long" },
	{ 4, 8, "too many extension headers" },
	{ 4, 9, "too many options in extension header" },
	{ 4, 10, "option too big" },
	{ 161, 0, "no error" },
	{ 161, 1, "malformed query" },
	{ 161, 2, "no such interface" },
	{ 161, 3, "no such table entry" },
	{ 161, 4, "multiple interfaces satisfy query" },
};
/* clang-format on */

const char *sock6_icmp_code_name(int type, int code)
{
	size_t count = sizeof(code_names) / sizeof(code_names[0]);

	for (size_t i = 0; i < count; i++) {
		if (code_names[i].type == type && code_names[i].code == code)
			return code_names[i].name;
	}
	return NULL;
}

static void write_type(struct sock6__line *line,
		       const struct sock6_icmp_message *message)
{
	const char *type = sock6_icmp_type_name(message->type);
	const char *code = sock6_icmp_code_name(message->type, message->code);

	if (type)
		sock6__line_words(line, "type=", type);
	else
		sock6__line_number(line, "type=", message->type);
	sock6__line_number(line, " code=", message->code);
	if (code)
		sock6__line_words(line, " reason=", code);
}

static void write_extended(struct sock6__line *line,
			   const struct sock6_icmp_message *message)
{
	if (message->type == SOCK6_ICMP_EXTENDED_ECHO_REQUEST) {
		sock6__line_number(line, " local=", message->flags & 1);
		return;
	}
	if (message->type != SOCK6_ICMP_EXTENDED_ECHO_REPLY)
		return;
	sock6__line_number(line, " state=", message->state);
	sock6__line_number(line, " active=", message->flags >> 2 & 1);
	sock6__line_number(line, " ipv4=", message->flags >> 1 & 1);
	sock6__line_number(line, " ipv6=", message->flags & 1);
}

static void write_message(struct sock6__line *line, const void *what)
{
	const struct sock6_icmp_message *message = what;

	write_type(line, message);
	if (message->type == SOCK6_ICMP_PACKET_TOO_BIG)
		sock6__line_number(line, " mtu=", message->mtu);
	if (message->type == SOCK6_ICMP_PARAMETER_PROBLEM)
		sock6__line_number(line, " pointer=", message->pointer);
	if (message->type >= SOCK6_ICMP_ECHO_REQUEST) {
		sock6__line_number(line, " identifier=", message->identifier);
		sock6__line_number(line, " sequence=", message->sequence);
	}
	write_extended(line, message);
	sock6__line_number(line,
			   " payload_size=", (int64_t)message->payload_size);
	if (message->extension)
		sock6__line_number(line, " extension_size=",
				   (int64_t)message->extension_size);
}

int sock6_icmp_message_format(char *text, size_t size,
			      const struct sock6_icmp_message *message)
{
	if (!text || !message)
		return -EINVAL;
	return sock6__line_write(text, size, write_message, message);
}
