/* SPDX-License-Identifier: MIT */
/* mdns_responder on a, asked from b; and what it makes of broken queries. */
#include "check.h"
#include "dns.h"
#include "example.h"
#include "host.h"

#define PORT 5353
#define NAME "\4lamp\5local\0"

/* A query as bytes; the sizes of literals count a NUL that is not sent. */
struct bytes {
	const char *data;
	size_t size;
};
#define BYTES(literal)                       \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

static const struct bytes question =
	BYTES("\x12\x34\1\0\0\1\0\0\0\0\0\0" NAME "\0\x1c\0\1");

static const char address[] = "\x20\1\x0d\xb8\0\1\0\0\0\0\0\0\0\0\0\x0a";

static void start(struct example *responder)
{
	char *arguments[] = { "mdns_responder", "lamp", "2001:db8:1::a",
			      "eth0",           "eth1", NULL };

	example_start(responder, "a", arguments);
	CHECK(example_finds(responder, "answering for lamp.local"));
}

static void ask(sock6_fd fd, const char *interface, const struct bytes *query)
{
	char data[1500];
	struct sock6_message message = {
		.data = data,
		.size = query->size,
		.peer = lab_peer("ff02::fb", PORT, lab_index("b", interface)),
	};

	memcpy(data, query->data, query->size);
	CHECK_EQ((int)query->size, sock6_send(fd, &message, 0));
}

static sock6_fd open_on_b(uint16_t port)
{
	sock6_fd fd = port ? lab_multicast("b", port) : lab_udp("b", "::", 0);

	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_MULTICAST_LOOPBACK, 0));
	CHECK_EQ(0, sock6_control_request(fd,
					  SOCK6_HOP_LIMIT | SOCK6_INTERFACE |
						  SOCK6_DESTINATION,
					  NULL));
	return fd;
}

/* The next answer that comes is this one, by this interface. */
static void is_answered(sock6_fd fd, const char *interface,
			const struct bytes *answer)
{
	struct lab_datagram datagram;

	REQUIRE_EQ((int)answer->size, lab_receive(fd, &datagram));
	CHECK_MEM(answer->data, datagram.text, answer->size);
	CHECK_EQ(255, datagram.control.hop_limit);
	CHECK_EQ(lab_index("b", interface), datagram.control.ifindex);
	CHECK_EQ(PORT, ntohs(datagram.peer.sin6_port));
}

static void a_one_shot_query_is_answered_as_plain_dns(void)
{
	char bytes[256];
	struct bytes answer = { bytes, 0 };
	struct example responder;
	sock6_fd b = open_on_b(0);
	static const char text[] =
		"\x12\x34\x84\0\0\1\0\1\0\0\0\0" NAME "\0\x1c\0\1" NAME
		"\0\x1c\0\1\0\0\0\x0a\0\x10";

	memcpy(bytes, text, sizeof(text) - 1);
	memcpy(bytes + sizeof(text) - 1, address, 16);
	answer.size = sizeof(text) - 1 + 16;
	start(&responder);
	ask(b, "eth0", &question);
	is_answered(b, "eth0", &answer);
	ask(b, "eth1", &question);
	is_answered(b, "eth1", &answer);
	example_stop(&responder);
	sock6_close(b);
}

static void a_query_from_the_port_is_answered_to_the_group(void)
{
	char bytes[256];
	struct bytes answer = { bytes, 0 };
	struct in6_addr group = lab_in6("ff02::fb");
	struct example responder;
	sock6_fd b = open_on_b(PORT);
	static const char text[] = "\0\0\x84\0\0\0\0\1\0\0\0\0" NAME
				   "\0\x1c\x80\1\0\0\0\x78\0\x10";

	memcpy(bytes, text, sizeof(text) - 1);
	memcpy(bytes + sizeof(text) - 1, address, 16);
	answer.size = sizeof(text) - 1 + 16;
	CHECK_EQ(0, sock6_group_join(b, lab_index("b", "eth0"), &group));
	CHECK_EQ(0, sock6_group_join(b, lab_index("b", "eth1"), &group));
	start(&responder);
	ask(b, "eth1", &question);
	is_answered(b, "eth1", &answer);
	ask(b, "eth0", &question);
	is_answered(b, "eth0", &answer);
	example_stop(&responder);
	sock6_close(b);
}

/* The name of each is that of an answer, in the case that was asked. */
static const struct bytes good[] = {
	/* another question first, and a name that is compressed */
	BYTES("\0\1\0\0\0\2\0\0\0\0\0\0\5other\5local\0\0\x1c\0\1"
	      "\4lamp\xc0\x12\0\x1c\0\1"),
	/* upper case; any type, any class, a unicast answer wanted */
	BYTES("\0\2\0\0\0\1\0\0\0\0\0\0\4LaMp\5LOCAL\0\0\xff\x80\xff"),
	/* a pointer to a pointer */
	BYTES("\0\3\0\0\0\3\0\0\0\0\0\0\1x\5local\0\0\x1c\0\1"
	      "\1y\xc0\x0e\0\x1c\0\1\4lamp\xc0\x1b\0\x1c\0\1"),
};

static const struct bytes bad[] = {
	BYTES(""),
	BYTES("\0"),
	BYTES("\0\0\0\0\0\1\0\0\0\0\0"),
	/* a response; another operation; a status */
	BYTES("\0\0\x84\0\0\1\0\0\0\0\0\0" NAME "\0\x1c\0\1"),
	BYTES("\0\0\x28\0\0\1\0\0\0\0\0\0" NAME "\0\x1c\0\1"),
	BYTES("\0\0\0\3\0\1\0\0\0\0\0\0" NAME "\0\x1c\0\1"),
	/* no question; more than there are */
	BYTES("\0\0\0\0\0\0\0\0\0\0\0\0" NAME "\0\x1c\0\1"),
	BYTES("\0\0\0\0\xff\xff\0\0\0\0\0\0\1x\0\0\x1c\0\1"),
	/* other names, types and classes */
	BYTES("\0\0\0\0\0\1\0\0\0\0\0\0\4lamp\0\0\x1c\0\1"),
	BYTES("\0\0\0\0\0\1\0\0\0\0\0\0\5lamps\5local\0\0\x1c\0\1"),
	BYTES("\0\0\0\0\0\1\0\0\0\0\0\0" NAME "\0\1\0\1"),
	BYTES("\0\0\0\0\0\1\0\0\0\0\0\0" NAME "\0\x1c\0\3"),
	/* pointers: to itself, forward, round in circles, cut, to nowhere */
	BYTES("\0\0\0\0\0\1\0\0\0\0\0\0\xc0\x0c\0\x1c\0\1"),
	BYTES("\0\0\0\0\0\1\0\0\0\0\0\0\xc0\x0e\4lamp\5local\0\0\x1c\0\1"),
	BYTES("\0\0\0\0\0\1\0\0\0\0\0\0\1x\xc0\x0c\0\x1c\0\1"),
	BYTES("\0\0\0\0\0\1\0\0\0\0\0\0\4lamp\xc0"),
	BYTES("\0\0\0\0\0\1\0\0\0\0\0\0\4lamp\xff\xff\0\x1c\0\1"),
	/* labels: longer than the packet, of kinds that do not exist */
	BYTES("\0\0\0\0\0\1\0\0\0\0\0\0\x3flamp"),
	BYTES("\0\0\0\0\0\1\0\0\0\0\0\0\x40lamp\5local\0\0\x1c\0\1"),
	BYTES("\0\0\0\0\0\1\0\0\0\0\0\0\x84lamp\5local\0\0\x1c\0\1"),
	/* without the class, the type, the end of the name */
	BYTES("\0\0\0\0\0\1\0\0\0\0\0\0" NAME "\0\x1c\0"),
	BYTES("\0\0\0\0\0\1\0\0\0\0\0\0" NAME),
	BYTES("\0\0\0\0\0\1\0\0\0\0\0\0\4lamp\5local"),
};

static void compressed_and_upper_case_names_are_understood(void)
{
	struct example responder;
	struct lab_datagram datagram;
	sock6_fd b = open_on_b(0);

	start(&responder);
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		ask(b, "eth0", &good[i]);
		REQUIRE(lab_receive(b, &datagram) > 12 + 12 + 4);
		CHECK_MEM(good[i].data, datagram.text, 2);
		CHECK_EQ(4, datagram.text[12]);
		CHECK_EQ(0, datagram.text[12 + 11]);
	}
	example_stop(&responder);
	sock6_close(b);
}

/* The answer to a good question that comes after them is the first. */
static void broken_queries_are_not_answered(void)
{
	struct example responder;
	struct lab_datagram datagram;
	sock6_fd b = open_on_b(0);

	start(&responder);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ask(b, "eth0", &bad[i]);
	ask(b, "eth0", &question);
	REQUIRE(lab_receive(b, &datagram) > 0);
	CHECK_MEM(question.data, datagram.text, 2);
	example_stop(&responder);
	sock6_close(b);
}

/* In memory of just the size, so that a sanitizer sees a byte too many. */
static int finds(const struct dns_question *ours, const uint8_t *bytes,
		 size_t size)
{
	uint8_t *exact = malloc(size ? size : 1);
	struct dns_question found;
	int result;

	if (!exact)
		exit(1);
	memcpy(exact, bytes, size);
	result = dns_find(&found, ours, exact, size);
	free(exact);
	return result;
}

static void every_changed_byte_and_every_cut_is_survived(void)
{
	struct dns_question ours;

	CHECK_EQ(0, dns_local_name(&ours, "lamp"));
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		uint8_t bytes[128];

		memcpy(bytes, good[i].data, good[i].size);
		CHECK_EQ(1, finds(&ours, bytes, good[i].size));
		for (size_t size = 0; size < good[i].size; size++)
			CHECK_EQ(0, finds(&ours, bytes, size));
		for (size_t at = 0; at < good[i].size; at++) {
			for (unsigned value = 0; value < 256; value++) {
				bytes[at] = (uint8_t)value;
				finds(&ours, bytes, good[i].size);
			}
			bytes[at] = (uint8_t)good[i].data[at];
		}
	}
}

/* RFC 1035, 2.3.4: a name has 255 bytes at most. */
static void a_name_that_is_too_long_is_broken(void)
{
	uint8_t bytes[12 + 40 * 64 + 1 + 4] = { [5] = 1 };
	struct dns_question ours;

	CHECK_EQ(0, dns_local_name(&ours, "lamp"));
	for (int i = 0; i < 40; i++)
		bytes[12 + i * 64] = 63;
	CHECK_EQ(0, finds(&ours, bytes, sizeof(bytes)));
}

/* Three labels of 63, one of 61 and the end, and then a byte more. */
static void a_name_may_have_255_bytes(void)
{
	uint8_t bytes[12 + DNS_NAME_SIZE + 1 + 4] = { [5] = 1 };
	struct dns_question ours = { .name_size = DNS_NAME_SIZE };
	uint8_t *end = bytes + 12 + DNS_NAME_SIZE;

	for (int i = 0; i < 3; i++)
		bytes[12 + i * 64] = 63;
	bytes[12 + 3 * 64] = 61;
	memcpy(ours.name, bytes + 12, DNS_NAME_SIZE);
	memcpy(end, "\0\x1c\0\1", 4);
	CHECK_EQ(1, finds(&ours, bytes, sizeof(bytes) - 1));
	bytes[12 + 3 * 64] = 62;
	memcpy(end + 1, "\0\x1c\0\1", 4);
	CHECK_EQ(0, finds(&ours, bytes, sizeof(bytes)));
}

static void a_label_has_one_to_63_bytes_and_no_dot(void)
{
	struct dns_question ours;
	char label[65];

	memset(label, 'x', 64);
	label[64] = '\0';
	CHECK_EQ(-1, dns_local_name(&ours, label));
	CHECK_EQ(0, dns_local_name(&ours, label + 1));
	CHECK_EQ(-1, dns_local_name(&ours, ""));
	CHECK_EQ(-1, dns_local_name(&ours, "lamp.local"));
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs within lab.sh pair");
	RUN(a_one_shot_query_is_answered_as_plain_dns);
	RUN(a_query_from_the_port_is_answered_to_the_group);
	RUN(compressed_and_upper_case_names_are_understood);
	RUN(broken_queries_are_not_answered);
	RUN(every_changed_byte_and_every_cut_is_survived);
	RUN(a_name_that_is_too_long_is_broken);
	RUN(a_name_may_have_255_bytes);
	RUN(a_label_has_one_to_63_bytes_and_no_dot);
	return check_end();
}
