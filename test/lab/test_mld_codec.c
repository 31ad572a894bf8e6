/* SPDX-License-Identifier: MIT */
/* The codec of multicast listener discovery against the kernel: each message
 * that the kernel sends is read and, written again, the same to the byte; the
 * kernel answers what the codec wrote. */
#include "check.h"
#include "host.h"
#include "mld.h"

static struct in6_addr source_1, source_2;
static uint32_t index_a;
static int wire; /* at b */
static struct packet packet;
static struct sock6_mld_message message;
static struct sock6_mld_record record;

static int is_mld(const struct packet *candidate, const void *what)
{
	(void)what;
	return candidate->protocol == IPPROTO_ICMPV6 &&
	       sock6_mld_decode(&message, candidate->payload,
				candidate->payload_size, &candidate->source,
				&candidate->destination) == 0;
}

/* The records of the message once more, as the kernel wrote them. */
static void check_written_again(void)
{
	static struct sock6_mld_record records[100];
	static uint8_t bytes[1500];
	size_t offset = 0;
	int count = 0;

	while (count < 100 &&
	       sock6_mld_record_next(&message, &offset, &records[count]))
		count++;
	REQUIRE_EQ(message.record_count, count);
	REQUIRE_EQ(packet.payload_size,
		   sock6_mld_encode(bytes, sizeof(bytes), &message, records,
				    &packet.source, &packet.destination));
	CHECK_MEM(packet.payload, bytes, packet.payload_size);
}

static int has(const struct in6_addr *wanted)
{
	struct in6_addr source;
	unsigned index = 0;

	while (sock6_mld_source_next(&record, &index, &source))
		if (memcmp(&source, wanted, 16) == 0)
			return 1;
	return 0;
}

static int has_sources(unsigned first, unsigned second)
{
	return record.source_count == first + second &&
	       (!first || has(&source_1)) && (!second || has(&source_2));
}

/* The next message of a type that has this record and its sources; the copies
 * of others, and what other groups send, are passed over but read. */
static int hears(int type, int record_type, const struct in6_addr *group,
		 unsigned sources)
{
	while (capture_find(wire, &packet, is_mld, NULL)) {
		size_t offset = 0;

		check_written_again();
		while (sock6_mld_record_next(&message, &offset, &record))
			if (message.type == type &&
			    record.type == record_type &&
			    memcmp(&record.group, group, 16) == 0 &&
			    has_sources(sources & 1, sources >> 1))
				return 1;
	}
	return 0;
}

/* Sources as a set: FIRST, SECOND, both or none. */
#define FIRST  1u
#define SECOND 2u

static int reports(int type, const struct in6_addr *group, unsigned sources)
{
	return hears(143, type, group, sources) &&
	       CHECK_EQ(2, message.version) && CHECK_EQ(0, message.flags) &&
	       CHECK_EQ(0, record.auxiliary_size);
}

static void changes_of_a_group_without_sources_are_read(void)
{
	struct in6_addr group = lab_in6("ff15::6:21");
	sock6_fd fd = lab_udp("a", "::", 0);

	REQUIRE_EQ(0, sock6_group_join(fd, index_a, &group));
	/* It is told twice (RFC 3810, 6.1): a block would be merged into the
	 * second. */
	CHECK(reports(SOCK6_MLD_CHANGE_TO_EXCLUDE_MODE, &group, 0));
	CHECK(reports(SOCK6_MLD_CHANGE_TO_EXCLUDE_MODE, &group, 0));
	REQUIRE_EQ(0, sock6_source_block(fd, index_a, &group, &source_1));
	CHECK(reports(SOCK6_MLD_BLOCK_OLD_SOURCES, &group, FIRST));
	REQUIRE_EQ(0, sock6_source_unblock(fd, index_a, &group, &source_1));
	CHECK(reports(SOCK6_MLD_ALLOW_NEW_SOURCES, &group, FIRST));
	REQUIRE_EQ(0, sock6_group_leave(fd, index_a, &group));
	CHECK(reports(SOCK6_MLD_CHANGE_TO_INCLUDE_MODE, &group, 0));
	sock6_close(fd);
}

static void changes_of_a_group_with_sources_are_read(void)
{
	struct in6_addr group = lab_in6("ff35::8000:21");
	sock6_fd fd = lab_udp("a", "::", 0);

	REQUIRE_EQ(0, sock6_source_join(fd, index_a, &group, &source_1));
	CHECK(reports(SOCK6_MLD_ALLOW_NEW_SOURCES, &group, FIRST));
	REQUIRE_EQ(0, sock6_source_join(fd, index_a, &group, &source_2));
	CHECK(reports(SOCK6_MLD_ALLOW_NEW_SOURCES, &group, SECOND));
	sock6_close(fd);
	CHECK(reports(SOCK6_MLD_BLOCK_OLD_SOURCES, &group, FIRST | SECOND));
}

static struct sock6_mld_message query(int version, uint32_t delay)
{
	struct sock6_mld_message ask = { .type = 130,
					 .version = (uint8_t)version,
					 .record_count = 1,
					 .response_delay = delay };

	if (version == 2) {
		ask.robustness = 2;
		ask.query_interval = 125;
	}
	return ask;
}

static void the_kernel_answers_queries_that_were_written(void)
{
	struct in6_addr group = lab_in6("ff15::6:22");
	struct in6_addr special = lab_in6("ff35::8000:22");
	struct sock6_mld_message ask = query(2, 1);
	struct sock6_mld_record general = { .type = 0 };
	struct sock6_mld_record specific = { .group = special };
	struct in6_addr both[2];
	sock6_fd fd = lab_udp("a", "::", 0);

	REQUIRE_EQ(0, sock6_group_join(fd, index_a, &group));
	REQUIRE_EQ(0, sock6_source_join(fd, index_a, &special, &source_1));
	REQUIRE_EQ(0, mld_send("b", "ff02::1", &ask, &general));
	CHECK(reports(SOCK6_MLD_MODE_IS_EXCLUDE, &group, 0));
	REQUIRE_EQ(0, mld_send("b", "ff35::8000:22", &ask, &specific));
	CHECK(reports(SOCK6_MLD_MODE_IS_INCLUDE, &special, FIRST));
	/* RFC 3810, 6.3: of the sources that are asked for, those wanted. */
	both[0] = source_2;
	both[1] = source_1;
	specific.source_count = 2;
	specific.sources = both;
	REQUIRE_EQ(0, mld_send("b", "ff35::8000:22", &ask, &specific));
	CHECK(reports(SOCK6_MLD_MODE_IS_INCLUDE, &special, FIRST));
	sock6_close(fd);
}

/* A query whose sum is wrong is none; the answer to a later one decides. */
static void the_kernel_ignores_a_query_with_a_wrong_checksum(void)
{
	struct in6_addr group = lab_in6("ff15::6:23");
	struct in6_addr other = lab_in6("ff15::6:24");
	struct sock6_mld_message ask = query(2, 1);
	struct sock6_mld_record specific = { .group = group };
	uint8_t bytes[28];
	sock6_fd fd = lab_udp("a", "::", 0);

	REQUIRE_EQ(0, sock6_group_join(fd, index_a, &group));
	REQUIRE_EQ(0, sock6_group_join(fd, index_a, &other));
	CHECK_EQ(28, sock6_mld_encode(bytes, sizeof(bytes), &ask, &specific,
				      NULL, NULL));
	REQUIRE_EQ(0, mld_send_bytes("b", "ff15::6:23", bytes, 28));
	specific.group = other;
	REQUIRE_EQ(0, mld_send("b", "ff15::6:24", &ask, &specific));
	while (capture_find(wire, &packet, is_mld, NULL)) {
		size_t offset = 0;

		sock6_mld_record_next(&message, &offset, &record);
		if (message.type != 143 || record.type != 2)
			continue;
		CHECK_MEM(&other, &record.group, 16);
		break;
	}
	CHECK_EQ(SOCK6_MLD_MODE_IS_EXCLUDE, record.type);
	sock6_close(fd);
}

/* Last: for a while the kernel then speaks version 1 (RFC 3810, 8.2.1). */
static void the_kernel_answers_version_1_in_version_1(void)
{
	struct in6_addr group = lab_in6("ff15::6:25");
	struct sock6_mld_message ask = query(1, 1);
	struct sock6_mld_record general = { .type = 0 };
	struct in6_addr routers = lab_in6("ff02::2");
	sock6_fd fd = lab_udp("a", "::", 0);

	REQUIRE_EQ(0, sock6_group_join(fd, index_a, &group));
	CHECK(reports(SOCK6_MLD_CHANGE_TO_EXCLUDE_MODE, &group, 0));
	REQUIRE_EQ(0, mld_send("b", "ff02::1", &ask, &general));
	REQUIRE(hears(131, 0, &group, 0));
	CHECK_EQ(1, message.version);
	CHECK_MEM(&group, &packet.destination, 16);
	sock6_close(fd);
	REQUIRE(hears(132, 0, &group, 0));
	CHECK_EQ(1, message.version);
	CHECK_MEM(&routers, &packet.destination, 16);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs as: lab.sh pair -- test_mld_codec");
	source_1 = lab_in6("2001:db8:9::1");
	source_2 = lab_in6("2001:db8:9::2");
	index_a = lab_index("a", "eth0");
	wire = capture_open("b", "eth0");
	RUN(changes_of_a_group_without_sources_are_read);
	RUN(changes_of_a_group_with_sources_are_read);
	RUN(the_kernel_answers_queries_that_were_written);
	RUN(the_kernel_ignores_a_query_with_a_wrong_checksum);
	RUN(the_kernel_answers_version_1_in_version_1);
	return check_end();
}
