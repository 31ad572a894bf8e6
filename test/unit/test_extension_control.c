/* SPDX-License-Identifier: MIT */
/* Extension headers as control messages: judged by the CMSG_* macros, and read
 * out of hostile bytes. */
#include "messages.h"

#include "check.h"
#include "random.h"
#include "sock6.h"

static const unsigned char options[16] = { 59, 1, 0x1e, 12 };
static const unsigned char routing_0[8] = { 59, 0, 0, 0 };
static const unsigned char routing_4[8] = { 59, 0, 4, 0 };

static const struct {
	int type, number;
} kinds[] = {
	{ SOCK6_EXTENSION_HOP_BY_HOP, IPV6_HOPOPTS },
	{ SOCK6_EXTENSION_DESTINATION_BEFORE_ROUTING, IPV6_RTHDRDSTOPTS },
	{ SOCK6_EXTENSION_ROUTING, IPV6_RTHDR },
	{ SOCK6_EXTENSION_DESTINATION, IPV6_DSTOPTS },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static struct sock6_extension header(int type, const void *data, size_t size)
{
	return (struct sock6_extension){ .type = (uint16_t)type,
					 .data = data,
					 .size = size };
}

static void every_kind_is_written_behind_what_is_there(void)
{
	const struct sock6_control control = { .fields = SOCK6_HOP_LIMIT,
					       .hop_limit = 7 };
	struct messages messages = { 0 };
	struct sock6_control back;
	struct cmsghdr found;
	const unsigned char *value;
	size_t at = 0;
	int used = sock6_control_encode(messages.bytes, sizeof(messages.bytes),
					&control, SOCK6_IPV6);

	for (unsigned i = 0; i < KINDS; i++) {
		struct sock6_extension extension =
			header(kinds[i].type, options, sizeof(options));

		used = sock6_extension_control_append(messages.bytes,
						      sizeof(messages.bytes),
						      (size_t)used, &extension);
		REQUIRE(used > 0);
	}
	messages.size = (size_t)used;
	CHECK_EQ(CMSG_SPACE(sizeof(int)) + KINDS * CMSG_SPACE(16), used);
	REQUIRE(messages_next(&messages, &at, &found));
	CHECK_EQ(IPV6_HOPLIMIT, found.cmsg_type);
	for (unsigned i = 0; i < KINDS; i++) {
		value = messages_next(&messages, &at, &found);
		REQUIRE(value);
		CHECK_EQ(IPPROTO_IPV6, found.cmsg_level);
		CHECK_EQ(kinds[i].number, found.cmsg_type);
		CHECK_EQ(CMSG_LEN(sizeof(options)), found.cmsg_len);
		CHECK_MEM(options, value, sizeof(options));
	}
	CHECK_EQ(0, sock6_control_decode(&back, messages.bytes, messages.size));
	CHECK_EQ(SOCK6_HOP_LIMIT, back.fields);
}

static void what_is_no_header_of_a_socket_is_refused(void)
{
	const struct sock6_extension wrong[] = {
		header(SOCK6_EXTENSION_FRAGMENT, options, 16),
		header(SOCK6_EXTENSION_AUTHENTICATION, options, 16),
		header(17, options, 16),
		header(SOCK6_EXTENSION_DESTINATION, options, 8),
		header(SOCK6_EXTENSION_DESTINATION, options, 0),
		header(SOCK6_EXTENSION_DESTINATION, options, 15),
		header(SOCK6_EXTENSION_DESTINATION, routing_4, 16),
		header(SOCK6_EXTENSION_DESTINATION, NULL, 0),
		header(SOCK6_EXTENSION_ROUTING, routing_0, 8),
	};
	unsigned char buffer[64], before[64];

	memset(buffer, 0xee, sizeof(buffer));
	memcpy(before, buffer, sizeof(before));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		CHECK_EQ(-EINVAL,
			 sock6_extension_control_append(buffer, sizeof(buffer),
							0, &wrong[i]));
	CHECK_MEM(before, buffer, sizeof(before));
}

static void too_small_a_room_is_refused_at_every_size(void)
{
	const struct sock6_extension extension =
		header(SOCK6_EXTENSION_HOP_BY_HOP, options, sizeof(options));
	unsigned char buffer[64], before[64];

	memset(buffer, 0xee, sizeof(buffer));
	memcpy(before, buffer, sizeof(before));
	for (size_t size = 0; size < 8 + CMSG_SPACE(sizeof(options)); size++)
		CHECK_EQ(-ENOSPC, sock6_extension_control_append(
					  buffer, size, 8, &extension));
	CHECK_EQ(-ENOSPC, sock6_extension_control_append(buffer, 64, SIZE_MAX,
							 &extension));
	CHECK_MEM(before, buffer, sizeof(before));
	CHECK_EQ(8 + CMSG_SPACE(sizeof(options)),
		 sock6_extension_control_append(buffer,
						8 + CMSG_SPACE(sizeof(options)),
						8, &extension));
}

/* Headers among other messages, as a system may deliver them. */
static struct messages delivered(void)
{
	struct messages messages = { 0 };

	messages_add_int(&messages, IPPROTO_IPV6, IPV6_HOPLIMIT, 64);
	messages_add(&messages, IPPROTO_IPV6, IPV6_HOPOPTS, routing_4, 8);
	messages_add(&messages, IPPROTO_IPV6, IPV6_DSTOPTS, options, 16);
	messages_add_int(&messages, SOL_SOCKET, IPV6_HOPOPTS, 1);
	messages_add(&messages, IPPROTO_IPV6, IPV6_RTHDR, routing_4, 8);
	messages_add_int(&messages, IPPROTO_IPV6, IPV6_TCLASS, 1);
	messages_add(&messages, IPPROTO_IPV6, IPV6_DSTOPTS, options, 16);
	return messages;
}

static void headers_are_found_among_other_messages_in_order(void)
{
	static const int expected[] = { SOCK6_EXTENSION_HOP_BY_HOP,
					SOCK6_EXTENSION_DESTINATION,
					SOCK6_EXTENSION_ROUTING,
					SOCK6_EXTENSION_DESTINATION };
	struct messages messages = delivered();
	struct sock6_extension extension;
	size_t offset = 0;

	for (unsigned i = 0; i < 4; i++) {
		memset(&extension, 0xee, sizeof(extension));
		REQUIRE_EQ(1, sock6_extension_control_next(
				      messages.bytes, messages.size, &offset,
				      &extension));
		CHECK_EQ(expected[i], extension.type);
		CHECK_EQ(59, extension.next_header);
		CHECK_EQ(0, extension.flags);
		CHECK_EQ(i % 2 ? 16 : 8, extension.size);
		CHECK_MEM(i % 2 ? options : routing_4, extension.data,
			  extension.size);
	}
	CHECK_EQ(0, sock6_extension_control_next(messages.bytes, messages.size,
						 &offset, &extension));
}

static int count_headers(const void *bytes, size_t size, int *status)
{
	struct sock6_extension extension;
	size_t offset = 0;
	int count = 0;

	while ((*status = sock6_extension_control_next(bytes, size, &offset,
						       &extension)) > 0)
		count++;
	return count;
}

static void every_truncation_is_an_answer(void)
{
	struct messages messages = delivered();
	size_t last = messages.size - CMSG_SPACE(16);
	int status;

	CHECK_EQ(4, count_headers(messages.bytes, messages.size, &status));
	CHECK_EQ(0, status);
	for (size_t size = last + 1; size < messages.size; size++) {
		CHECK_EQ(3, count_headers(messages.bytes, size, &status));
		CHECK_EQ(-EBADMSG, status);
	}
	for (size_t size = 0; size < last; size++) {
		CHECK(count_headers(messages.bytes, size, &status) <= 3);
		CHECK(status == 0 || status == -EBADMSG);
	}
}

static void a_message_that_is_shorter_than_its_header_is_refused(void)
{
	struct sock6_extension extension, before;

	memset(&extension, 0xee, sizeof(extension));
	before = extension;
	for (size_t size = 0; size < 16; size++) {
		struct messages messages = { 0 };
		size_t offset = 0;

		messages_add(&messages, IPPROTO_IPV6, IPV6_DSTOPTS, options,
			     size);
		CHECK_EQ(-EBADMSG, sock6_extension_control_next(
					   messages.bytes, messages.size,
					   &offset, &extension));
		CHECK_EQ(0, offset);
	}
	CHECK_MEM(&before, &extension, sizeof(before));
}

/* Real messages with some bytes changed, at any alignment. */
static void random_bytes_are_survived(void)
{
	struct random random = { 0x5eed9 };
	struct messages messages = delivered();
	int found = 0, status;

	for (int i = 0; i < 100000; i++) {
		size_t size = random_below(&random, messages.size + 1);
		unsigned char *bytes = malloc(size + 1);

		REQUIRE(bytes);
		memcpy(bytes + 1, messages.bytes, size);
		for (size_t n = random_below(&random, 4); n > 0 && size; n--)
			bytes[1 + random_below(&random, size)] =
				(unsigned char)random_next(&random);
		found += count_headers(bytes + 1, size, &status);
		CHECK(status == 0 || status == -EBADMSG);
		free(bytes);
	}
	CHECK(found > 50000);
}

int main(void)
{
	if (sock6_control_space(SOCK6_TRAFFIC_CLASS, SOCK6_IPV6) == -EOPNOTSUPP)
		return check_skip_all("this build has no system beneath it");
	RUN(every_kind_is_written_behind_what_is_there);
	RUN(what_is_no_header_of_a_socket_is_refused);
	RUN(too_small_a_room_is_refused_at_every_size);
	RUN(headers_are_found_among_other_messages_in_order);
	RUN(every_truncation_is_an_answer);
	RUN(a_message_that_is_shorter_than_its_header_is_refused);
	RUN(random_bytes_are_survived);
	return check_end();
}
