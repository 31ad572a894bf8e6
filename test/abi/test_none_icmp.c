/* SPDX-License-Identifier: MIT */
/* ICMPv6 messages with no system beneath: all of it works on bytes alone. */
#include "check.h"
#include "sock6.h"

static const struct in6_addr router = { .s6_addr = { 0xfe, 0x80, [15] = 1 } };
static const struct in6_addr everyone = { .s6_addr = { 0xff, 2, [15] = 1 } };

static void messages_need_no_system(void)
{
	struct sock6_icmp_message message = { .type = SOCK6_ICMP_ECHO_REQUEST,
					      .identifier = 1 };
	char text[SOCK6_ICMP_MESSAGE_TEXT_SIZE];
	unsigned char bytes[8];

	CHECK_EQ(8, sock6_icmp_message_encode(bytes, sizeof(bytes), &message,
					      &router, &everyone));
	CHECK_EQ(0, sock6_checksum(&router, &everyone, SOCK6_ICMP_PROTOCOL,
				   bytes, 8));
	CHECK_EQ(0, sock6_icmp_message_decode(&message, bytes, 8, &router,
					      &everyone));
	CHECK(sock6_icmp_message_format(text, sizeof(text), &message) > 0);
	CHECK_STR("type=echo_request code=0 identifier=1 sequence=0 "
		  "payload_size=0",
		  text);
	CHECK_STR("no route to destination", sock6_icmp_code_name(1, 0));
}

static void objects_are_written(unsigned char *bytes, size_t size)
{
	struct sock6_icmp_extension_label label = { .label = 16 };
	struct sock6_icmp_extension_interface interface = { .fields = 1,
							    .mtu = 1500 };
	struct sock6_icmp_extension_identification identification = {
		.key = SOCK6_ICMP_EXTENSION_BY_INDEX, .ifindex = 3
	};
	struct sock6_icmp_extension_object other = { .class_number = 77 };

	CHECK_EQ(12,
		 sock6_icmp_extension_labels_append(bytes, size, 0, &label, 1));
	CHECK_EQ(20, sock6_icmp_extension_interface_append(bytes, size, 12,
							   &interface));
	CHECK_EQ(28, sock6_icmp_extension_identification_append(
			     bytes, size, 20, &identification));
	CHECK_EQ(32, sock6_icmp_extension_append(bytes, size, 28, &other));
	CHECK_EQ(0, sock6_icmp_extension_check(bytes, 32));
}

static void extensions_need_no_system(void)
{
	struct sock6_icmp_extension_object object;
	struct sock6_icmp_extension_label label;
	struct sock6_icmp_extension_interface interface;
	struct sock6_icmp_extension_identification identification;
	char text[SOCK6_ICMP_EXTENSION_TEXT_SIZE];
	unsigned char bytes[32];
	size_t offset = 0;
	unsigned index = 0;

	objects_are_written(bytes, sizeof(bytes));
	CHECK_EQ(1, sock6_icmp_extension_next(bytes, 32, &offset, &object));
	CHECK_EQ(1, sock6_icmp_extension_label_next(&object, &index, &label));
	CHECK_EQ(16, label.label);
	CHECK_EQ(1, sock6_icmp_extension_next(bytes, 32, &offset, &object));
	CHECK_EQ(0, sock6_icmp_extension_interface_decode(&interface, &object));
	CHECK_EQ(1500, interface.mtu);
	CHECK_EQ(1, sock6_icmp_extension_next(bytes, 32, &offset, &object));
	CHECK_EQ(0, sock6_icmp_extension_identification_decode(&identification,
							       &object));
	CHECK_EQ(3, identification.ifindex);
	CHECK(sock6_icmp_extension_format(text, sizeof(text), bytes, 32) > 0);
	CHECK_STR("object=label_stack labels=16:0:1:0 object=interface role=0 "
		  "mtu=1500 object=identification ifindex=3 object=77 type=0 "
		  "data=",
		  text);
}

static void options_are_read(const struct sock6_neighbor_message *message)
{
	struct sock6_neighbor_option option;
	struct in6_addr server;
	char name[SOCK6_NEIGHBOR_DOMAIN_SIZE];
	size_t offset = 0, domain = 0;
	unsigned index = 0;

	CHECK_EQ(1, sock6_neighbor_option_next(message, &offset, &option));
	CHECK_EQ(1, sock6_neighbor_server_next(&option, &index, &server));
	CHECK_MEM(&router, &server, sizeof(server));
	CHECK_EQ(1, sock6_neighbor_option_next(message, &offset, &option));
	CHECK_EQ(3, sock6_neighbor_domain_next(&option, &domain, name,
					       sizeof(name)));
	CHECK_STR("lan", name);
}

static void neighbor_discovery_needs_no_system(void)
{
	unsigned char bytes[100], domains[8];
	char text[SOCK6_NEIGHBOR_TEXT_SIZE];
	struct sock6_neighbor_message message = {
		.type = SOCK6_ICMP_ROUTER_ADVERTISEMENT
	};
	struct sock6_neighbor_option options[2] = {
		{ .type = SOCK6_NEIGHBOR_DNS_SERVERS,
		  .data = &router,
		  .size = 16 },
		{ .type = SOCK6_NEIGHBOR_DNS_SEARCH,
		  .data = domains,
		  .size = 5 }
	};

	CHECK_EQ(5, sock6_neighbor_domain_append(domains, sizeof(domains), 0,
						 "lan"));
	CHECK_EQ(56, sock6_neighbor_encode(bytes, sizeof(bytes), &message,
					   options, 2, &router, &everyone));
	CHECK_EQ(0, sock6_neighbor_decode(&message, bytes, 56, &router,
					  &everyone));
	CHECK_EQ(0, sock6_neighbor_check(&message, &router, &everyone, 255));
	options_are_read(&message);
	CHECK(sock6_neighbor_format(text, sizeof(text), &message) > 0);
	CHECK(strstr(text, "option=dns_search lifetime=0 domains=lan") != NULL);
	CHECK_STR("mtu", sock6_neighbor_option_name(SOCK6_NEIGHBOR_MTU));
}

int main(void)
{
	RUN(messages_need_no_system);
	RUN(extensions_need_no_system);
	RUN(neighbor_discovery_needs_no_system);
	return check_end();
}
