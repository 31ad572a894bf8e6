/* SPDX-License-Identifier: MIT */
/* ICMPv6 messages: echo, errors and extended echo, both ways, and any bytes. */
#include <arpa/inet.h>

#include "check.h"
#include "random.h"
#include "sock6.h"

static struct in6_addr in6(const char *text)
{
	struct in6_addr address = { { { 0 } } };

	CHECK_EQ(1, inet_pton(AF_INET6, text, &address));
	return address;
}

static int decode(struct sock6_icmp_message *message, const void *bytes,
		  size_t size)
{
	return sock6_icmp_message_decode(message, bytes, size, NULL, NULL);
}

static int encode(void *buffer, size_t size,
		  const struct sock6_icmp_message *message)
{
	return sock6_icmp_message_encode(buffer, size, message, NULL, NULL);
}

static void an_echo_is_written_and_read(void)
{
	static const unsigned char expected[] = { 128,  0,    0,    0,
						  0x12, 0x34, 0x56, 0x78,
						  'p',  'i',  'n' };
	struct sock6_icmp_message echo = { .type = 128,
					   .identifier = 0x1234,
					   .sequence = 0x5678,
					   .payload = "pin",
					   .payload_size = 3 };
	struct sock6_icmp_message read;
	unsigned char bytes[16];

	CHECK_EQ(11, encode(bytes, sizeof(bytes), &echo));
	CHECK_MEM(expected, bytes, 11);
	CHECK_EQ(0, decode(&read, bytes, 11));
	CHECK_EQ(128, read.type);
	CHECK_EQ(0x1234, read.identifier);
	CHECK_EQ(0x5678, read.sequence);
	CHECK_EQ(3, read.payload_size);
	CHECK(read.payload == bytes + 8);
	CHECK(read.extension == NULL);
}

/* The reply to an echo is its own bytes with another type. */
static void a_payload_may_lie_in_the_buffer(void)
{
	unsigned char bytes[16] = { 128, [8] = 'a', 'b', 'c', 'd' };
	struct sock6_icmp_message echo;

	REQUIRE_EQ(0, decode(&echo, bytes, 12));
	echo.type = SOCK6_ICMP_ECHO_REPLY;
	CHECK_EQ(12, encode(bytes, sizeof(bytes), &echo));
	CHECK_EQ(129, bytes[0]);
	CHECK_MEM("abcd", bytes + 8, 4);
	CHECK_EQ(12, encode(bytes + 4, 12, &echo));
	CHECK_MEM("abcd", bytes + 12, 4);
}

static void values_of_errors_are_read(void)
{
	static const unsigned char big[] = { 2, 0, 0, 0, 0, 0, 5, 120, 0x60 };
	static const unsigned char problem[] = { 4, 1, 0, 0, 0, 0, 0, 40 };
	struct sock6_icmp_message message;

	CHECK_EQ(0, decode(&message, big, sizeof(big)));
	CHECK_EQ(1400, message.mtu);
	CHECK_EQ(1, message.payload_size);
	CHECK_EQ(0, decode(&message, problem, sizeof(problem)));
	CHECK_EQ(40, message.pointer);
	CHECK_EQ(1, message.code);
	CHECK_EQ(0, message.mtu);
	CHECK_EQ(0, message.payload_size);
}

static void extended_echo_is_written_and_read(void)
{
	static const unsigned char request[] = { 160, 0, 0,   0,   0,   7,
						 9,   1, 'e', 'x', 't', 's' };
	static const unsigned char reply[] = { 161, 2, 0, 0, 0, 7, 9, 0x46 };
	struct sock6_icmp_message message;
	unsigned char bytes[16];

	CHECK_EQ(0, decode(&message, request, sizeof(request)));
	CHECK_EQ(7, message.identifier);
	CHECK_EQ(9, message.sequence);
	CHECK_EQ(SOCK6_ICMP_LOCAL, message.flags);
	CHECK_EQ(0, message.payload_size);
	CHECK_EQ(4, message.extension_size);
	CHECK_EQ(12, encode(bytes, sizeof(bytes), &message));
	CHECK_MEM(request, bytes, 12);
	CHECK_EQ(0, decode(&message, reply, sizeof(reply)));
	CHECK_EQ(SOCK6_ICMP_STATE_REACHABLE, message.state);
	CHECK_EQ(SOCK6_ICMP_ACTIVE | SOCK6_ICMP_IPV4, message.flags);
	CHECK_EQ(8, encode(bytes, sizeof(bytes), &message));
	CHECK_MEM(reply, bytes, 8);
}

static void an_extension_stands_behind_the_length(void)
{
	unsigned char bytes[200] = { 3, 0, 0, 0, 16 };
	struct sock6_icmp_message message;

	CHECK_EQ(0, decode(&message, bytes, sizeof(bytes)));
	CHECK_EQ(128, message.payload_size);
	CHECK_EQ(64, message.extension_size);
	CHECK(message.extension == bytes + 136);
	/* RFC 4443, 3.2: no length there. */
	bytes[0] = 2;
	CHECK_EQ(0, decode(&message, bytes, sizeof(bytes)));
	CHECK(message.extension == NULL);
	CHECK_EQ(192, message.payload_size);
}

static void a_length_behind_the_message_is_none(void)
{
	unsigned char bytes[200] = { 1 };
	struct sock6_icmp_message message;

	for (unsigned length = 24; length < 256; length++) {
		bytes[4] = (unsigned char)length;
		CHECK_EQ(0, decode(&message, bytes, sizeof(bytes)));
		CHECK_EQ(192, message.payload_size);
		CHECK(message.extension == NULL);
	}
}

static void what_is_quoted_is_filled_up_before_an_extension(void)
{
	struct sock6_icmp_message error = { .type = 1,
					    .code = 4,
					    .payload = "quoted",
					    .payload_size = 6,
					    .extension = "extension...",
					    .extension_size = 12 };
	struct sock6_icmp_message read;
	unsigned char bytes[200];

	memset(bytes, 0xee, sizeof(bytes));
	CHECK_EQ(148, encode(bytes, sizeof(bytes), &error));
	CHECK_EQ(16, bytes[4]);
	CHECK_EQ(0, bytes[14]);
	CHECK_EQ(0, bytes[135]);
	CHECK_MEM("extension...", bytes + 136, 12);
	CHECK_EQ(0, decode(&read, bytes, 148));
	CHECK_EQ(128, read.payload_size);
	CHECK_EQ(12, read.extension_size);
	error.extension_size = 0;
	CHECK_EQ(14, encode(bytes, sizeof(bytes), &error));
	CHECK_EQ(0, bytes[4]);
}

static void an_error_fits_the_smallest_mtu(void)
{
	static unsigned char packet[1500], bytes[1500], extension[1200];
	struct sock6_icmp_message error = { .type = 3,
					    .payload = packet,
					    .payload_size = sizeof(packet) };

	CHECK_EQ(1240, encode(bytes, sizeof(bytes), &error));
	error.extension = extension;
	error.extension_size = 20;
	/* 1240 - 8 - 20 = 1212, of which 1208 are whole words. */
	CHECK_EQ(1236, encode(bytes, sizeof(bytes), &error));
	CHECK_EQ(151, bytes[4]);
	error.extension_size = 1104;
	CHECK_EQ(1240, encode(bytes, sizeof(bytes), &error));
	error.extension_size = 1108;
	CHECK_EQ(-EMSGSIZE, encode(bytes, sizeof(bytes), &error));
	error.extension_size = 2000;
	CHECK_EQ(-EMSGSIZE, encode(bytes, sizeof(bytes), &error));
}

static void an_echo_fits_a_packet(void)
{
	static unsigned char data[65535], bytes[65535];
	struct sock6_icmp_message echo = { .type = 129,
					   .payload = data,
					   .payload_size = 65527 };

	CHECK_EQ(65535, encode(bytes, sizeof(bytes), &echo));
	echo.payload_size++;
	CHECK_EQ(-EMSGSIZE, encode(bytes, sizeof(bytes), &echo));
}

static void refused(const struct sock6_icmp_message *message, int line)
{
	unsigned char bytes[200], untouched[200];

	memset(bytes, 0xee, sizeof(bytes));
	memset(untouched, 0xee, sizeof(untouched));
	if (!CHECK_EQ(-EINVAL, encode(bytes, sizeof(bytes), message)))
		printf("# from line %d\n", line);
	CHECK_MEM(untouched, bytes, sizeof(bytes));
}

#define REFUSED(kind, member, value)                                    \
	do {                                                            \
		struct sock6_icmp_message changed = { .type = (kind) }; \
		unsigned char room[16];                                 \
                                                                        \
		CHECK_EQ(8, encode(room, sizeof(room), &changed));      \
		changed.member = value;                                 \
		refused(&changed, __LINE__);                            \
	} while (0)

static void values_without_room_are_refused(void)
{
	REFUSED(1, type, 0);
	REFUSED(1, type, 133);
	REFUSED(1, mtu, 1280);
	REFUSED(2, pointer, 1);
	REFUSED(3, identifier, 1);
	REFUSED(4, sequence, 1);
	REFUSED(1, flags, 1);
	REFUSED(128, flags, 1);
	REFUSED(128, state, 1);
	REFUSED(129, mtu, 1);
	REFUSED(160, flags, 2);
	REFUSED(160, sequence, 256);
	REFUSED(160, payload_size, 1);
	REFUSED(161, sequence, 256);
	REFUSED(161, flags, 8);
	REFUSED(161, state, 8);
	REFUSED(161, extension_size, 4);
	REFUSED(128, extension_size, 4);
	REFUSED(2, extension_size, 4);
}

static void the_checksum_is_that_of_the_addresses(void)
{
	struct in6_addr from = in6("fe80::1"), to = in6("fe80::2");
	struct sock6_icmp_message echo = { .type = 128,
					   .identifier = 1,
					   .sequence = 1,
					   .payload = "odd",
					   .payload_size = 3 };
	struct sock6_icmp_message read;
	unsigned char bytes[11];

	CHECK_EQ(11, sock6_icmp_message_encode(bytes, sizeof(bytes), &echo,
					       &from, &to));
	/* fe80+1 + fe80+2 + length 11 + 58 + 8000 + 1 + 1 + 6f64 + 6400 */
	CHECK_EQ(0xaf4e, bytes[2] << 8 | bytes[3]);
	CHECK_EQ(0, sock6_checksum(&from, &to, 58, bytes, 11));
	CHECK_EQ(0, sock6_icmp_message_decode(&read, bytes, 11, &from, &to));
	for (unsigned bit = 0; bit < 88; bit++) {
		bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
		CHECK(sock6_icmp_message_decode(&read, bytes, 11, &from, &to) <
		      0);
		bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
}

static void what_is_too_short_or_another_type_is_told_apart(void)
{
	struct sock6_icmp_message message, before;
	unsigned char bytes[8] = { 0 };

	memset(&message, 0xa5, sizeof(message));
	before = message;
	CHECK_EQ(-EBADMSG, decode(&message, bytes, 0));
	for (unsigned type = 0; type < 256; type++) {
		int known = (type >= 1 && type <= 4) || type == 128 ||
			    type == 129 || type == 160 || type == 161;

		bytes[0] = (unsigned char)type;
		for (size_t size = 1; size < 8; size++)
			CHECK_EQ(known ? -EBADMSG : -ENOMSG,
				 decode(&message, bytes, size));
		if (!known)
			CHECK_EQ(-ENOMSG, decode(&message, bytes, 8));
	}
	CHECK_MEM(&before, &message, sizeof(message));
}

/* Whatever is read has views within the bytes, and is written again the same. */
static void any_bytes_are_survived(void)
{
	static const unsigned char types[] = { 1, 2, 3, 4, 128, 129, 160, 161 };
	struct random random = { 4443 };
	unsigned read_again = 0;

	for (int round = 0; round < 100000; round++) {
		size_t size = random_below(&random, 300);
		unsigned char *bytes = malloc(size + 1), again[300];
		struct sock6_icmp_message message;
		char text[SOCK6_ICMP_MESSAGE_TEXT_SIZE];

		random_fill(&random, bytes + 1, size);
		if (size)
			bytes[1] = types[random_below(&random, 8)];
		if (decode(&message, bytes + 1, size) == 0) {
			CHECK_EQ(size, 8 + message.payload_size +
					       message.extension_size);
			CHECK(sock6_icmp_message_format(text, sizeof(text),
							&message) > 0);
			if (encode(again, sizeof(again), &message) ==
			    (int)size) {
				CHECK_MEM(bytes + 9, again + 8, size - 8);
				read_again++;
			}
		}
		free(bytes);
	}
	CHECK(read_again > 50000);
}

static void room_is_needed_to_the_byte(void)
{
	struct sock6_icmp_message echo = { .type = 128,
					   .payload = "data",
					   .payload_size = 4 };
	unsigned char bytes[12], untouched[12];

	memset(bytes, 0xee, sizeof(bytes));
	memset(untouched, 0xee, sizeof(untouched));
	for (size_t size = 0; size < 12; size++)
		CHECK_EQ(-ENOSPC, encode(bytes, size, &echo));
	CHECK_MEM(untouched, bytes, sizeof(bytes));
	CHECK_EQ(12, encode(bytes, 12, &echo));
}

static void codes_have_names(void)
{
	CHECK_STR("port unreachable", sock6_icmp_code_name(1, 4));
	CHECK_STR("hop limit exceeded in transit", sock6_icmp_code_name(3, 0));
	CHECK_STR("option too big", sock6_icmp_code_name(4, 10));
	CHECK_STR("no such interface", sock6_icmp_code_name(161, 2));
	CHECK(sock6_icmp_code_name(2, 0) == NULL);
	CHECK(sock6_icmp_code_name(1, 256) == NULL);
	CHECK(sock6_icmp_code_name(257, 4) == NULL);
	CHECK(sock6_icmp_code_name(-1, -1) == NULL);
}

static void text_is(const char *expected, struct sock6_icmp_message message)
{
	char text[SOCK6_ICMP_MESSAGE_TEXT_SIZE];
	int length = sock6_icmp_message_format(text, sizeof(text), &message);

	CHECK_EQ(strlen(expected), length);
	CHECK_STR(expected, text);
	CHECK_EQ(-ENOSPC,
		 sock6_icmp_message_format(text, (size_t)length, &message));
	CHECK_EQ(length,
		 sock6_icmp_message_format(text, (size_t)length + 1, &message));
	CHECK_EQ(-EINVAL, sock6_icmp_message_format(NULL, 99, &message));
	CHECK_EQ(-EINVAL, sock6_icmp_message_format(text, 99, NULL));
}

static void the_text_is_as_documented(void)
{
	text_is("type=destination_unreachable code=4 reason=port_unreachable "
		"payload_size=56",
		(struct sock6_icmp_message){
			.type = 1, .code = 4, .payload_size = 56 });
	text_is("type=echo_reply code=0 identifier=4660 sequence=1 "
		"payload_size=56",
		(struct sock6_icmp_message){ .type = 129,
					     .identifier = 4660,
					     .sequence = 1,
					     .payload_size = 56 });
	text_is("type=packet_too_big code=0 mtu=1280 payload_size=0",
		(struct sock6_icmp_message){ .type = 2, .mtu = 1280 });
	text_is("type=parameter_problem code=77 pointer=6 payload_size=0",
		(struct sock6_icmp_message){
			.type = 4, .code = 77, .pointer = 6 });
	text_is("type=extended_echo_reply code=0 reason=no_error identifier=1 "
		"sequence=2 state=2 active=1 ipv4=0 ipv6=1 payload_size=0",
		(struct sock6_icmp_message){ .type = 161,
					     .identifier = 1,
					     .sequence = 2,
					     .state = 2,
					     .flags = 5 });
	text_is("type=extended_echo_request code=0 identifier=0 sequence=0 "
		"local=1 payload_size=0 extension_size=8",
		(struct sock6_icmp_message){ .type = 160,
					     .flags = 1,
					     .extension = "",
					     .extension_size = 8 });
}

int main(void)
{
	RUN(an_echo_is_written_and_read);
	RUN(a_payload_may_lie_in_the_buffer);
	RUN(values_of_errors_are_read);
	RUN(extended_echo_is_written_and_read);
	RUN(an_extension_stands_behind_the_length);
	RUN(a_length_behind_the_message_is_none);
	RUN(what_is_quoted_is_filled_up_before_an_extension);
	RUN(an_error_fits_the_smallest_mtu);
	RUN(an_echo_fits_a_packet);
	RUN(values_without_room_are_refused);
	RUN(the_checksum_is_that_of_the_addresses);
	RUN(what_is_too_short_or_another_type_is_told_apart);
	RUN(any_bytes_are_survived);
	RUN(room_is_needed_to_the_byte);
	RUN(codes_have_names);
	RUN(the_text_is_as_documented);
	return check_end();
}
