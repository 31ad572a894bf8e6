/* SPDX-License-Identifier: MIT */
/* The checks of a guard, one by one: what passes, what fails, what is missing. */
#include <arpa/inet.h>

#include "check.h"
#include "random.h"
#include "sock6.h"

#define ALL_CHECKS 0x1ffu

static const unsigned char alert[8] = { 58, 0, 5, 2, 0, 0, 1, 0 };

static struct in6_addr in6(const char *text)
{
	struct in6_addr address = { { { 0 } } };

	CHECK_EQ(1, inet_pton(AF_INET6, text, &address));
	return address;
}

/* A neighbour solicitation as it comes from a neighbour. */
static struct sock6_control beside;
static unsigned char data[24];

static struct sock6_message arrived(void)
{
	struct sock6_message message = { .data = data,
					 .size = sizeof(data),
					 .result = sizeof(data),
					 .control = &beside };

	message.peer.sin6_family = AF_INET6;
	message.peer.sin6_addr = in6("fe80::a");
	memset(&beside, 0, sizeof(beside));
	beside.fields = SOCK6_HOP_LIMIT | SOCK6_DESTINATION | SOCK6_INTERFACE;
	beside.hop_limit = 255;
	beside.ifindex = 7;
	beside.destination = in6("ff02::1:ff00:b");
	memset(data, 0, sizeof(data));
	data[0] = SOCK6_ICMP_NEIGHBOR_SOLICITATION;
	return message;
}

static struct sock6_guard guard_of(uint32_t checks)
{
	struct sock6_guard guard = { .checks = checks,
				     .ifindex = 7,
				     .sources = SOCK6_GUARD_LINK_LOCAL,
				     .destinations = SOCK6_GUARD_SOLICITED_NODE,
				     .hop_limit = 255,
				     .next_header = SOCK6_ICMP_PROTOCOL };

	return guard;
}

/* The result, and that the check is named when and only when one failed. */
static void expect_at(int line, int status, const struct sock6_guard *guard,
		      const struct sock6_message *message, uint32_t check)
{
	uint32_t failed = 0xa5a5a5a5;

	check_equal(status,
		    sock6_guard_check(guard, message, alert, sizeof(alert),
				      &failed),
		    "the result", __FILE__, line);
	check_equal(check ? check : 0xa5a5a5a5, failed, "what failed", __FILE__,
		    line);
	CHECK_EQ(status,
		 sock6_guard_check(guard, message, alert, sizeof(alert), NULL));
}

#define EXPECT(status, guard, message, check) \
	expect_at(__LINE__, status, guard, message, check)

static void what_is_not_checked_passes(void)
{
	struct sock6_guard guard = { .checks = 0 };
	struct sock6_message message = arrived();

	message.control = NULL;
	message.peer.sin6_family = 0;
	EXPECT(0, &guard, &message, 0);
}

static void only_the_right_hop_limit_passes(void)
{
	struct sock6_guard same = guard_of(SOCK6_CHECK_HOP_LIMIT);
	struct sock6_guard near = guard_of(SOCK6_CHECK_MINIMUM_HOP_LIMIT);
	struct sock6_message message = arrived();

	near.hop_limit = 250;
	for (int limit = 0; limit < 256; limit++) {
		beside.hop_limit = (uint8_t)limit;
		EXPECT(limit == 255 ? 0 : -EBADMSG, &same, &message,
		       limit == 255 ? 0 : SOCK6_CHECK_HOP_LIMIT);
		EXPECT(limit >= 250 ? 0 : -EBADMSG, &near, &message,
		       limit >= 250 ? 0 : SOCK6_CHECK_MINIMUM_HOP_LIMIT);
	}
	beside.hop_limit = 255;
	beside.fields &= ~SOCK6_HOP_LIMIT;
	EXPECT(-ENODATA, &same, &message, SOCK6_CHECK_HOP_LIMIT);
	EXPECT(-ENODATA, &near, &message, SOCK6_CHECK_MINIMUM_HOP_LIMIT);
	message.control = NULL;
	EXPECT(-ENODATA, &same, &message, SOCK6_CHECK_HOP_LIMIT);
}

/* Each address, and the one kind that it is of. */
static const struct {
	const char *text;
	unsigned kind;
} addresses[] = {
	{ "::", SOCK6_GUARD_UNSPECIFIED },
	{ "::1", SOCK6_GUARD_LOOPBACK },
	{ "::2", SOCK6_GUARD_UNICAST },
	{ "fe80::1", SOCK6_GUARD_LINK_LOCAL },
	{ "febf:ffff::1", SOCK6_GUARD_LINK_LOCAL },
	{ "fec0::1", SOCK6_GUARD_UNICAST },
	{ "fe7f::1", SOCK6_GUARD_UNICAST },
	{ "2001:db8::1", SOCK6_GUARD_UNICAST },
	{ "::ffff:192.0.2.1", 0 },
	{ "ff02::1", SOCK6_GUARD_LINK_MULTICAST },
	{ "ff12::1", SOCK6_GUARD_LINK_MULTICAST },
	{ "ff02::1:ff00:0", SOCK6_GUARD_SOLICITED_NODE },
	{ "ff02::1:ffff:ffff", SOCK6_GUARD_SOLICITED_NODE },
	{ "ff02::1:fe00:0", SOCK6_GUARD_LINK_MULTICAST },
	{ "ff02::2:ff00:0", SOCK6_GUARD_LINK_MULTICAST },
	{ "ff01::1", SOCK6_GUARD_MULTICAST },
	{ "ff0e::1:ff00:0", SOCK6_GUARD_MULTICAST },
	{ "ff35::8000:1", SOCK6_GUARD_MULTICAST },
};

#define ADDRESSES (sizeof(addresses) / sizeof(addresses[0]))

static void only_the_kinds_of_the_set_pass(void)
{
	struct sock6_guard from = guard_of(SOCK6_CHECK_SOURCE);
	struct sock6_guard to = guard_of(SOCK6_CHECK_DESTINATION);
	struct sock6_message message = arrived();

	for (size_t i = 0; i < ADDRESSES; i++) {
		message.peer.sin6_addr = in6(addresses[i].text);
		beside.destination = in6(addresses[i].text);
		for (unsigned kind = 1; kind <= SOCK6_GUARD_MULTICAST;
		     kind <<= 1) {
			int same = kind == addresses[i].kind;

			from.sources = to.destinations = kind;
			EXPECT(same ? 0 : -EBADMSG, &from, &message,
			       same ? 0 : SOCK6_CHECK_SOURCE);
			EXPECT(same ? 0 : -EBADMSG, &to, &message,
			       same ? 0 : SOCK6_CHECK_DESTINATION);
		}
		from.sources = 0x7f;
		EXPECT(addresses[i].kind ? 0 : -EBADMSG, &from, &message,
		       addresses[i].kind ? 0 : SOCK6_CHECK_SOURCE);
	}
	message.peer.sin6_family = 0;
	EXPECT(-ENODATA, &from, &message, SOCK6_CHECK_SOURCE);
	beside.fields &= ~SOCK6_DESTINATION;
	EXPECT(-ENODATA, &to, &message, SOCK6_CHECK_DESTINATION);
}

static void an_unspecified_source_writes_to_solicited_node_groups(void)
{
	struct sock6_guard guard = guard_of(SOCK6_CHECK_UNSPECIFIED_SOURCE);
	struct sock6_message message = arrived();

	message.peer.sin6_addr = in6("::");
	for (size_t i = 0; i < ADDRESSES; i++) {
		int good = addresses[i].kind == SOCK6_GUARD_SOLICITED_NODE;

		beside.destination = in6(addresses[i].text);
		EXPECT(good ? 0 : -EBADMSG, &guard, &message,
		       good ? 0 : SOCK6_CHECK_UNSPECIFIED_SOURCE);
	}
	message.peer.sin6_addr = in6("fe80::a");
	EXPECT(0, &guard, &message, 0);
}

static void only_the_interface_passes(void)
{
	struct sock6_guard guard = guard_of(SOCK6_CHECK_INTERFACE);
	struct sock6_message message = arrived();

	EXPECT(0, &guard, &message, 0);
	beside.ifindex = 8;
	EXPECT(-EBADMSG, &guard, &message, SOCK6_CHECK_INTERFACE);
	beside.fields &= ~SOCK6_INTERFACE;
	EXPECT(-ENODATA, &guard, &message, SOCK6_CHECK_INTERFACE);
}

static void a_fragmented_datagram_is_refused(void)
{
	struct sock6_guard guard = guard_of(SOCK6_CHECK_UNFRAGMENTED);
	struct sock6_message message = arrived();

	EXPECT(0, &guard, &message, 0);
	/* What was cut off may have told of fragments. */
	message.flags = SOCK6_CONTROL_TRUNCATED;
	EXPECT(-ENODATA, &guard, &message, SOCK6_CHECK_UNFRAGMENTED);
	message.flags = 0;
	beside.fields |= SOCK6_FRAGMENT_SIZE;
	beside.fragment_size = 64;
	EXPECT(-EBADMSG, &guard, &message, SOCK6_CHECK_UNFRAGMENTED);
	message.control = NULL;
	EXPECT(-ENODATA, &guard, &message, SOCK6_CHECK_UNFRAGMENTED);
}

static void only_the_right_checksum_passes(void)
{
	struct sock6_guard guard = guard_of(SOCK6_CHECK_CHECKSUM);
	struct sock6_message message = arrived();

	EXPECT(-EBADMSG, &guard, &message, SOCK6_CHECK_CHECKSUM);
	/* ~(fe80 + a + ff02 + 1 + ff00 + b + 24 + 58 + 8700), carries added */
	data[2] = 0x7c;
	data[3] = 0x12;
	EXPECT(0, &guard, &message, 0);
	guard.next_header = 17;
	EXPECT(-EBADMSG, &guard, &message, SOCK6_CHECK_CHECKSUM);
	guard.next_header = SOCK6_ICMP_PROTOCOL;
	message.flags = SOCK6_TRUNCATED;
	EXPECT(-ENODATA, &guard, &message, SOCK6_CHECK_CHECKSUM);
	message.flags = 0;
	message.buffers = &(struct sock6_buffer){ data, sizeof(data) };
	message.buffer_count = 1;
	EXPECT(-EINVAL, &guard, &message, 0);
}

static int check_alert(const struct sock6_guard *guard, const void *header,
		       size_t size)
{
	struct sock6_message message = arrived();

	return sock6_guard_check(guard, &message, header, size, NULL);
}

static void a_router_alert_is_found_among_other_options(void)
{
	static const unsigned char others[24] = {
		58, 2, 0,    1, 3, 'a', 'b', 'c', 0x3e, 1, 5, 5,
		2,  0, 0x45, 1, 7, 0,   0,   0,   0,    0, 0, 0,
	};
	struct sock6_guard guard = guard_of(SOCK6_CHECK_ROUTER_ALERT);

	CHECK_EQ(0, check_alert(&guard, alert, sizeof(alert)));
	CHECK_EQ(-EBADMSG, check_alert(&guard, others, sizeof(others)));
	guard.router_alert = 0x45;
	CHECK_EQ(0, check_alert(&guard, others, sizeof(others)));
	CHECK_EQ(-EBADMSG, check_alert(&guard, alert, sizeof(alert)));
	CHECK_EQ(-EBADMSG, check_alert(&guard, NULL, 0));
	for (size_t size = 0; size < sizeof(others); size++)
		CHECK_EQ(-EBADMSG, check_alert(&guard, others, size));
}

static void a_header_without_a_whole_router_alert_has_none(void)
{
	static const unsigned char broken[][8] = {
		{ 58, 0, 1, 4, 0, 0, 0, 0 },   /* padding only */
		{ 58, 0, 0, 0, 0, 0, 0, 0 },   /* the same, byte by byte */
		{ 58, 0, 1, 3, 0, 0, 0, 5 },   /* cut behind its type */
		{ 58, 0, 1, 2, 0, 0, 5, 2 },   /* cut behind its length */
		{ 58, 0, 5, 1, 0, 1, 1, 0 },   /* of another length */
		{ 58, 0, 5, 3, 0, 0, 0, 0 },   /* the same */
		{ 58, 0, 7, 255, 5, 2, 0, 0 }, /* within a longer option */
	};
	struct sock6_guard guard = guard_of(SOCK6_CHECK_ROUTER_ALERT);

	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		CHECK_EQ(-EBADMSG, check_alert(&guard, broken[i], 8));
}

static void random_headers_are_survived(void)
{
	struct sock6_guard guard = guard_of(SOCK6_CHECK_ROUTER_ALERT);
	struct sock6_message message = arrived();
	struct random random = { 2711 };
	unsigned passed = 0;

	for (int round = 0; round < 100000; round++) {
		unsigned char bytes[64];
		size_t size = random_below(&random, sizeof(bytes));
		size_t shift = sizeof(bytes) - size;

		/* Small numbers: options that are short and often right. */
		for (size_t i = 0; i < size; i++)
			bytes[shift + i] = (unsigned char)random_below(
				&random, random_below(&random, 9) ? 6 : 256);
		passed += sock6_guard_check(&guard, &message, bytes + shift,
					    size, NULL) == 0;
	}
	CHECK(passed > 10);
	CHECK(passed < 20000);
}

static void the_first_check_that_fails_is_named(void)
{
	struct sock6_guard guard = guard_of(ALL_CHECKS);
	struct sock6_message message = arrived();

	data[2] = 0x7c;
	data[3] = 0x12;
	EXPECT(0, &guard, &message, 0);
	CHECK_EQ(-EBADMSG, sock6_guard_check(&guard, &message, NULL, 0, NULL));
	data[3] ^= 1;
	EXPECT(-EBADMSG, &guard, &message, SOCK6_CHECK_CHECKSUM);
	beside.fields |= SOCK6_FRAGMENT_SIZE;
	EXPECT(-EBADMSG, &guard, &message, SOCK6_CHECK_UNFRAGMENTED);
	beside.fields &= ~SOCK6_INTERFACE;
	EXPECT(-ENODATA, &guard, &message, SOCK6_CHECK_INTERFACE);
	beside.destination = in6("ff02::1");
	EXPECT(-EBADMSG, &guard, &message, SOCK6_CHECK_DESTINATION);
	message.peer.sin6_addr = in6("2001:db8::1");
	EXPECT(-EBADMSG, &guard, &message, SOCK6_CHECK_SOURCE);
	beside.hop_limit = 254;
	EXPECT(-EBADMSG, &guard, &message, SOCK6_CHECK_HOP_LIMIT);
}

static void what_is_unknown_or_no_datagram_is_refused(void)
{
	struct sock6_guard guard = guard_of(SOCK6_CHECK_HOP_LIMIT);
	struct sock6_message message = arrived();

	guard.checks |= 1u << 9;
	EXPECT(-EINVAL, &guard, &message, 0);
	guard = guard_of(SOCK6_CHECK_HOP_LIMIT);
	guard.sources = 1u << 7;
	EXPECT(-EINVAL, &guard, &message, 0);
	guard = guard_of(SOCK6_CHECK_HOP_LIMIT);
	guard.destinations = 1u << 31;
	EXPECT(-EINVAL, &guard, &message, 0);
	guard = guard_of(SOCK6_CHECK_HOP_LIMIT);
	EXPECT(0, &guard, &message, 0);
	message.flags = SOCK6_NOTICE;
	EXPECT(-EINVAL, &guard, &message, 0);
	message.flags = 0;
	message.result = -EAGAIN;
	EXPECT(-EINVAL, &guard, &message, 0);
}

static void the_fields_are_those_that_the_checks_look_at(void)
{
	static const uint64_t fields[] = {
		SOCK6_HOP_LIMIT,     SOCK6_HOP_LIMIT,   0,
		SOCK6_DESTINATION,   SOCK6_DESTINATION, SOCK6_INTERFACE,
		SOCK6_FRAGMENT_SIZE, SOCK6_DESTINATION, 0
	};
	struct sock6_guard guard = { .checks = ALL_CHECKS };
	uint64_t all = 0, got = 0;

	for (int i = 0; i < 9; i++) {
		guard.checks = 1u << i;
		CHECK_EQ(0, sock6_guard_fields(&guard, &got));
		CHECK_EQ(fields[i], got);
		CHECK_EQ(0, got & ~SOCK6_CONTROL_RECEIVE);
		all |= got;
	}
	guard.checks = ALL_CHECKS;
	CHECK_EQ(0, sock6_guard_fields(&guard, &got));
	CHECK_EQ(all, got);
	guard.checks = 1u << 9;
	CHECK_EQ(-EINVAL, sock6_guard_fields(&guard, &got));
	CHECK_EQ(-EINVAL, sock6_guard_fields(NULL, &got));
	CHECK_EQ(-EINVAL, sock6_guard_fields(&guard, NULL));
	CHECK_EQ(all, got);
}

static void each_check_has_its_name(void)
{
	CHECK_STR("hop_limit", sock6_guard_check_name(SOCK6_CHECK_HOP_LIMIT));
	CHECK_STR("minimum_hop_limit",
		  sock6_guard_check_name(SOCK6_CHECK_MINIMUM_HOP_LIMIT));
	CHECK_STR("router_alert",
		  sock6_guard_check_name(SOCK6_CHECK_ROUTER_ALERT));
	for (int bit = 0; bit < 32; bit++)
		CHECK_EQ(bit < 9, sock6_guard_check_name(1u << bit) != NULL);
	CHECK(!sock6_guard_check_name(0));
	CHECK(!sock6_guard_check_name(3));
}

/* What the RFCs let pass for each type: hop limit, and kinds of sources. */
static void each_type_is_checked_as_its_rfc_wants(void)
{
	enum { U = SOCK6_GUARD_UNSPECIFIED, L = SOCK6_GUARD_LINK_LOCAL };
	static const unsigned anyone =
		SOCK6_GUARD_LINK_LOCAL | SOCK6_GUARD_UNICAST;
	const struct {
		int type, hop_limit;
		unsigned sources, alert;
	} rows[] = {
		{ 130, 1, L, 1 },
		{ 131, 1, L, 1 },
		{ 132, 1, L, 1 },
		{ 143, 1, L, 1 },
		{ 133, 255, anyone | U, 0 },
		{ 134, 255, L, 0 },
		{ 135, 255, anyone | U, 0 },
		{ 136, 255, anyone, 0 },
		{ 137, 255, L, 0 },
	};
	struct sock6_guard guard;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(&guard, 0xee, sizeof(guard));
		CHECK_EQ(0, sock6_guard_choose(&guard, rows[i].type));
		CHECK_EQ(rows[i].hop_limit, guard.hop_limit);
		CHECK_EQ(rows[i].sources, guard.sources);
		CHECK_EQ(0, guard.router_alert);
		CHECK_EQ(rows[i].alert,
			 (guard.checks & SOCK6_CHECK_ROUTER_ALERT) != 0);
		CHECK_EQ(!rows[i].alert,
			 (guard.checks & SOCK6_CHECK_UNFRAGMENTED) != 0);
		CHECK_EQ(rows[i].type == 135,
			 (guard.checks & SOCK6_CHECK_UNSPECIFIED_SOURCE) != 0);
		CHECK(guard.checks & SOCK6_CHECK_HOP_LIMIT);
		CHECK(guard.checks & SOCK6_CHECK_SOURCE);
		CHECK_EQ(0, guard.checks & (SOCK6_CHECK_INTERFACE |
					    SOCK6_CHECK_CHECKSUM));
		CHECK_EQ(0, guard.ifindex | guard.destinations |
				    guard.reserved[0]);
	}
}

static void other_types_have_no_checks(void)
{
	struct sock6_guard guard, before;
	int known = 0;

	memset(&guard, 0x5a, sizeof(guard));
	before = guard;
	for (int type = -5; type < 300; type++) {
		if ((type >= 130 && type <= 137) || type == 143)
			known++;
		else
			CHECK_EQ(-EINVAL, sock6_guard_choose(&guard, type));
	}
	CHECK_EQ(9, known);
	CHECK_MEM(&before, &guard, sizeof(guard));
	CHECK_EQ(-EINVAL, sock6_guard_choose(NULL, 135));
}

int main(void)
{
	RUN(what_is_not_checked_passes);
	RUN(only_the_right_hop_limit_passes);
	RUN(only_the_kinds_of_the_set_pass);
	RUN(an_unspecified_source_writes_to_solicited_node_groups);
	RUN(only_the_interface_passes);
	RUN(a_fragmented_datagram_is_refused);
	RUN(only_the_right_checksum_passes);
	RUN(a_router_alert_is_found_among_other_options);
	RUN(a_header_without_a_whole_router_alert_has_none);
	RUN(random_headers_are_survived);
	RUN(the_first_check_that_fails_is_named);
	RUN(what_is_unknown_or_no_datagram_is_refused);
	RUN(the_fields_are_those_that_the_checks_look_at);
	RUN(each_check_has_its_name);
	RUN(each_type_is_checked_as_its_rfc_wants);
	RUN(other_types_have_no_checks);
	return check_end();
}
