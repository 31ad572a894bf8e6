/* SPDX-License-Identifier: MIT */
/* sock6 ping --probe: the state of an interface of whoever answers. */
#include "ping_interface.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/message.h"

static int is_number(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

/* IPv4 addresses have four bytes there, behind those of the mapped form. */
static void by_address(struct sock6_icmp_extension_identification *who,
		       const struct in6_addr *address)
{
	int mapped = sock6_address_is_mapped(address);

	who->key = SOCK6_ICMP_EXTENSION_BY_ADDRESS;
	who->family =
		mapped ? SOCK6_ICMP_EXTENSION_IPV4 : SOCK6_ICMP_EXTENSION_IPV6;
	who->size = mapped ? 4 : 16;
	memcpy(who->value, &address->s6_addr[mapped ? 12 : 0], who->size);
}

static int identify(struct sock6_icmp_extension_identification *who,
		    const char *text)
{
	struct sockaddr_in6 address;
	size_t length = strlen(text);

	memset(who, 0, sizeof(*who));
	if (is_number(text)) {
		unsigned long long index = strtoull(text, NULL, 10);

		who->key = SOCK6_ICMP_EXTENSION_BY_INDEX;
		who->ifindex = (uint32_t)index;
		return length <= 10 && index > 0 && index <= UINT32_MAX;
	}
	if (sock6_address_parse(&address, text, SOCK6_ADDRESS_IPV4) >= 0) {
		by_address(who, &address.sin6_addr);
		return address.sin6_port == 0;
	}
	who->key = SOCK6_ICMP_EXTENSION_BY_NAME;
	who->size = (uint16_t)length;
	if (length == 0 || length > 255)
		return 0;
	memcpy(who->value, text, length);
	return 1;
}

int ping_interface_take(struct ping_interface *interface,
			const struct word *word)
{
	struct sock6_icmp_extension_identification who;
	int size = -1;

	if (identify(&who, word->text))
		size = sock6_icmp_extension_identification_append(
			interface->extension, sizeof(interface->extension), 0,
			&who);
	if (size < 0)
		return usage_error("%s: '%s': no interface; give a name, an "
				   "index or an address of the other node's, "
				   "such as eth0 or 2001:db8::1",
				   word->option, word->text);
	interface->word = word->text;
	interface->size = (size_t)size;
	return OPTIONS_GO_ON;
}

void ping_interface_ask(const struct ping_interface *interface,
			struct sock6_icmp_message *echo)
{
	echo->type = SOCK6_ICMP_EXTENDED_ECHO_REQUEST;
	echo->flags = SOCK6_ICMP_LOCAL;
	echo->sequence &= 0xff;
	echo->payload = NULL;
	echo->payload_size = 0;
	echo->extension = interface->extension;
	echo->extension_size = interface->size;
}

int ping_interface_is_active(const struct sock6_icmp_message *reply)
{
	return reply->code == 0 && (reply->flags & SOCK6_ICMP_ACTIVE);
}

/* Why there is no answer to the question (RFC 8335, 3). */
static void add_reason(struct record *record,
		       const struct sock6_icmp_message *reply)
{
	const char *reason = sock6_icmp_code_name(reply->type, reply->code);
	char text[16];

	snprintf(text, sizeof(text), "code %u", reply->code);
	record_string(record, "reason", REPORT_BARE, reason ? reason : text);
	record_paint(record, REPORT_RED);
}

void ping_interface_add(const struct ping_interface *interface,
			struct record *record,
			const struct sock6_icmp_message *reply)
{
	int active = ping_interface_is_active(reply);
	char text[300];

	record_string(record, "probed", REPORT_BARE, interface->word);
	snprintf(text, sizeof(text), "%s:", interface->word);
	record_show(record, text);
	if (reply->code != 0) {
		add_reason(record, reply);
		return;
	}
	record_string(record, "state", REPORT_BARE,
		      active ? "active" : "inactive");
	record_paint(record, active ? REPORT_GREEN : REPORT_RED);
	if (reply->flags & SOCK6_ICMP_IPV6)
		record_true(record, "ipv6", REPORT_BARE);
	if (reply->flags & SOCK6_ICMP_IPV4)
		record_true(record, "ipv4", REPORT_BARE);
}
