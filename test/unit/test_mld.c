/* SPDX-License-Identifier: MIT */
/* Multicast listener discovery: bytes to values, codes, hostile bytes. */
#include <arpa/inet.h>
#include <limits.h>

#include "check.h"
#include "random.h"
#include "sock6.h"

#define G1 0xff, 0x15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 1
#define G2 0xff, 0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 2
#define S1 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
#define S2 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2

static const unsigned char group_1[16] = { G1 }, group_2[16] = { G2 };
static const unsigned char source_1[16] = { S1 }, source_2[16] = { S2 };

/* clang-format off */
static const unsigned char query_1[24] = { 130, 0, 0, 0, 0x27, 0x10, 0, 0, G1 };
static const unsigned char report_1[24] = { 131, 0, 0, 0, 0, 0, 0, 0, G1 };
static const unsigned char done_1[24] = { 132, 0, 0, 0, 0, 0, 0, 0, G1 };
static const unsigned char query_2[60] = {
	130, 0, 0, 0, 0x80, 0x01, 0, 0, G1, 0x8a, 0x8f, 0, 2, S1, S2
};
static const unsigned char report_2[] = {
	143, 0, 0, 0, 0x80, 0, 0, 3,
	4, 0, 0, 0, G1,
	5, 0, 0, 2, G2, S1, S2,
	200, 2, 0, 1, G1, S2, 'a', 'u', 'x', 'i', 'l', 'i', 'a', 'r',
};
/* clang-format on */

#define MESSAGES 5
static const struct {
	const unsigned char *bytes;
	size_t size;
} messages[MESSAGES] = {
	{ query_1, sizeof(query_1) },   { report_1, sizeof(report_1) },
	{ done_1, sizeof(done_1) },     { query_2, sizeof(query_2) },
	{ report_2, sizeof(report_2) },
};

static int decode(struct sock6_mld_message *message, const void *bytes,
		  size_t size)
{
	return sock6_mld_decode(message, bytes, size, NULL, NULL);
}

/* The one record of a message that has one. */
static struct sock6_mld_record only_record(const struct sock6_mld_message *from)
{
	struct sock6_mld_record record, none;
	size_t offset = 0;

	memset(&record, 0xee, sizeof(record));
	CHECK_EQ(1, sock6_mld_record_next(from, &offset, &record));
	CHECK_EQ(0, sock6_mld_record_next(from, &offset, &none));
	return record;
}

static void messages_of_version_1_have_a_group(void)
{
	for (int i = 0; i < 3; i++) {
		struct sock6_mld_message message;
		struct sock6_mld_record record;

		REQUIRE_EQ(0, decode(&message, messages[i].bytes, 24));
		CHECK_EQ(130 + i, message.type);
		CHECK_EQ(1, message.version);
		CHECK_EQ(1, message.record_count);
		CHECK_EQ(i == 0 ? 10000 : 0, message.response_delay);
		CHECK_EQ(0,
			 message.flags | message.suppress | message.robustness);
		CHECK_EQ(0, message.query_interval);
		record = only_record(&message);
		CHECK_EQ(0, record.type);
		CHECK_EQ(0, record.source_count);
		CHECK_EQ(0, record.auxiliary_size);
		CHECK_MEM(group_1, &record.group, 16);
	}
}

static void a_query_of_version_2_has_each_of_its_values(void)
{
	struct sock6_mld_message message;
	struct sock6_mld_record record;
	struct in6_addr source;
	unsigned index = 0;

	REQUIRE_EQ(0, decode(&message, query_2, sizeof(query_2)));
	CHECK_EQ(2, message.version);
	CHECK_EQ(0x1001 << 3, message.response_delay);
	CHECK_EQ(8, message.flags);
	CHECK_EQ(1, message.suppress);
	CHECK_EQ(2, message.robustness);
	CHECK_EQ(0x1f << 3, message.query_interval);
	record = only_record(&message);
	CHECK_MEM(group_1, &record.group, 16);
	CHECK_EQ(2, record.source_count);
	CHECK_EQ(1, sock6_mld_source_next(&record, &index, &source));
	CHECK_MEM(source_1, &source, 16);
	CHECK_EQ(1, sock6_mld_source_next(&record, &index, &source));
	CHECK_MEM(source_2, &source, 16);
	CHECK_EQ(0, sock6_mld_source_next(&record, &index, &source));
	CHECK_EQ(0, sock6_mld_source_next(&record, &index, &source));
}

static void a_report_of_version_2_yields_its_records_in_order(void)
{
	static const unsigned counts[] = { 0, 2, 1 }, types[] = { 4, 5, 200 };
	struct sock6_mld_message message;
	struct sock6_mld_record record;
	size_t offset = 0;

	REQUIRE_EQ(0, decode(&message, report_2, sizeof(report_2)));
	CHECK_EQ(143, message.type);
	CHECK_EQ(2, message.version);
	CHECK_EQ(0x8000, message.flags);
	CHECK_EQ(3, message.record_count);
	for (int i = 0; i < 3; i++) {
		REQUIRE_EQ(1,
			   sock6_mld_record_next(&message, &offset, &record));
		CHECK_EQ(types[i], record.type);
		CHECK_EQ(counts[i], record.source_count);
		CHECK_EQ(i == 2 ? 8 : 0, record.auxiliary_size);
		CHECK_MEM(i == 1 ? group_2 : group_1, &record.group, 16);
	}
	CHECK_MEM(source_2, record.sources, 16);
	CHECK_MEM("auxiliar", record.auxiliary, 8);
	CHECK_EQ(0, sock6_mld_record_next(&message, &offset, &record));
}

static void bytes_behind_a_message_are_ignored(void)
{
	unsigned char room[sizeof(report_2) + 9];

	/* RFC 3810, 8.1: a query of version 1 has 24 bytes and no more. */
	for (int i = 1; i < MESSAGES; i++) {
		struct sock6_mld_message message, longer;

		memset(room, 0xff, sizeof(room));
		memcpy(room, messages[i].bytes, messages[i].size);
		REQUIRE_EQ(0, decode(&message, room, messages[i].size));
		REQUIRE_EQ(0, decode(&longer, room, messages[i].size + 9));
		CHECK_MEM(&message, &longer, sizeof(message));
	}
}

static void every_truncation_is_refused_and_writes_nothing(void)
{
	for (int i = 0; i < MESSAGES; i++) {
		for (size_t size = 0; size < messages[i].size; size++) {
			unsigned char *copy = malloc(size ? size : 1);
			struct sock6_mld_message message, before;
			int status;

			REQUIRE(copy);
			memcpy(copy, messages[i].bytes, size);
			memset(&message, 0x5a, sizeof(message));
			before = message;
			status = decode(&message, copy, size);
			free(copy);
			/* Cut to 24 bytes, a query is one of version 1. */
			if (messages[i].bytes == query_2 && size == 24) {
				CHECK_EQ(0, status);
				continue;
			}
			CHECK_EQ(-EBADMSG, status);
			CHECK_MEM(&before, &message, sizeof(message));
		}
	}
}

/* The cursor trusts no one that the view was checked. */
static void a_view_that_is_too_short_yields_nothing(void)
{
	struct sock6_mld_message message;
	struct sock6_mld_record record;

	for (int i = 0; i < MESSAGES; i++) {
		REQUIRE_EQ(0, decode(&message, messages[i].bytes,
				     messages[i].size));
		for (size_t size = 0; size < 16; size++) {
			size_t offset = 0;

			message.records_size = size;
			CHECK_EQ(0, sock6_mld_record_next(&message, &offset,
							  &record));
			CHECK_EQ(0, offset);
		}
	}
	REQUIRE_EQ(0, decode(&message, query_2, sizeof(query_2)));
	message.records_size -= 1; /* its last source */
	CHECK_EQ(0, sock6_mld_record_next(&message, &(size_t){ 0 }, &record));
}

static void other_types_are_no_messages(void)
{
	unsigned char bytes[sizeof(report_2)];
	struct sock6_mld_message message;
	int known = 0;

	memcpy(bytes, report_2, sizeof(bytes));
	for (int type = 0; type < 256; type++) {
		bytes[0] = (unsigned char)type;
		known += decode(&message, bytes, sizeof(bytes)) != -ENOMSG;
		if (type < 130 || (type > 132 && type != 143))
			CHECK_EQ(-ENOMSG, decode(&message, bytes, 1));
	}
	CHECK_EQ(4, known);
}

static void the_checksum_is_checked_when_the_addresses_are_given(void)
{
	struct in6_addr from, to;
	struct sock6_mld_message message;
	unsigned char bytes[24];

	CHECK_EQ(1, inet_pton(AF_INET6, "fe80::a", &from));
	CHECK_EQ(1, inet_pton(AF_INET6, "ff02::16", &to));
	memcpy(bytes, report_1, sizeof(bytes));
	CHECK_EQ(-EBADMSG, sock6_mld_decode(&message, bytes, 24, &from, &to));
	/* fe80 a ff02 16 3a 18 8300 ff15 6 1: one's complement, by hand */
	bytes[2] = 0x7f;
	bytes[3] = 0xec;
	CHECK_EQ(0, sock6_mld_decode(&message, bytes, 24, &from, &to));
	for (int i = 0; i < 24; i++) {
		bytes[i] ^= 0x10;
		CHECK(sock6_mld_decode(&message, bytes, 24, &from, &to) < 0);
		bytes[i] ^= 0x10;
	}
	from.s6_addr[15] ^= 1;
	CHECK_EQ(-EBADMSG, sock6_mld_decode(&message, bytes, 24, &from, &to));
}

static void the_rest_of_a_delay_code_is_a_mantissa_and_an_exponent(void)
{
	CHECK_EQ(0, sock6_mld_delay(0));
	CHECK_EQ(32767, sock6_mld_delay(0x7fff));
	CHECK_EQ(32768, sock6_mld_delay(0x8000));
	CHECK_EQ(32776, sock6_mld_delay(0x8001));
	CHECK_EQ(65536, sock6_mld_delay(0x9000));
	CHECK_EQ(SOCK6_MLD_DELAY_MAXIMUM, sock6_mld_delay(0xffff));
	CHECK_EQ(127, sock6_mld_interval(127));
	CHECK_EQ(128, sock6_mld_interval(128));
	CHECK_EQ(136, sock6_mld_interval(129));
	CHECK_EQ(SOCK6_MLD_INTERVAL_MAXIMUM, sock6_mld_interval(255));
	CHECK_EQ(-EINVAL, sock6_mld_delay(-1));
	CHECK_EQ(-EINVAL, sock6_mld_delay(65536));
	CHECK_EQ(-EINVAL, sock6_mld_interval(-1));
	CHECK_EQ(-EINVAL, sock6_mld_interval(256));
}

static void each_code_is_the_code_of_what_it_stands_for(void)
{
	for (int code = 0; code <= 65535; code++)
		CHECK_EQ(code, sock6_mld_delay_code(sock6_mld_delay(code)));
	for (int code = 0; code <= 255; code++)
		CHECK_EQ(code,
			 sock6_mld_interval_code(sock6_mld_interval(code)));
}

static void what_no_code_stands_for_is_rounded_down(void)
{
	for (int delay = 0; delay < SOCK6_MLD_DELAY_MAXIMUM; delay++) {
		int code = sock6_mld_delay_code(delay);

		if (sock6_mld_delay(code) > delay ||
		    sock6_mld_delay(code + 1) <= delay)
			CHECK_EQ(-1, delay);
	}
	for (int interval = 0; interval < SOCK6_MLD_INTERVAL_MAXIMUM;
	     interval++) {
		int code = sock6_mld_interval_code(interval);

		CHECK(sock6_mld_interval(code) <= interval);
		CHECK(sock6_mld_interval(code + 1) > interval);
	}
	CHECK_EQ(65535, sock6_mld_delay_code(SOCK6_MLD_DELAY_MAXIMUM));
	CHECK_EQ(-EINVAL, sock6_mld_delay_code(SOCK6_MLD_DELAY_MAXIMUM + 1));
	CHECK_EQ(-EINVAL, sock6_mld_delay_code(-1));
	CHECK_EQ(-EINVAL, sock6_mld_delay_code(INT64_MAX));
	CHECK_EQ(-EINVAL,
		 sock6_mld_interval_code(SOCK6_MLD_INTERVAL_MAXIMUM + 1));
	CHECK_EQ(-EINVAL, sock6_mld_interval_code(-1));
	CHECK_EQ(-EINVAL, sock6_mld_interval_code(INT64_C(1) << 32));
}

static void each_type_of_record_has_its_name(void)
{
	static const char *const names[] = { NULL,
					     "mode_is_include",
					     "mode_is_exclude",
					     "change_to_include_mode",
					     "change_to_exclude_mode",
					     "allow_new_sources",
					     "block_old_sources" };

	for (int type = 1; type <= 6; type++)
		CHECK_STR(names[type], sock6_mld_record_name(type));
	for (int type = -10; type <= 300; type++)
		CHECK_EQ(type >= 1 && type <= 6,
			 sock6_mld_record_name(type) != NULL);
	CHECK(!sock6_mld_record_name(INT_MAX));
	CHECK(!sock6_mld_record_name(INT_MIN));
}

/* All that a message yields, read to the last byte. */
static unsigned consume(const struct sock6_mld_message *message)
{
	struct sock6_mld_record record;
	struct in6_addr source;
	unsigned records = 0, sum = 0;
	size_t offset = 0;

	while (sock6_mld_record_next(message, &offset, &record)) {
		const unsigned char *auxiliary = record.auxiliary;

		for (unsigned i = 0;
		     sock6_mld_source_next(&record, &i, &source);)
			sum += source.s6_addr[15];
		for (unsigned i = 0; i < record.auxiliary_size; i++)
			sum += auxiliary[i];
		records++;
	}
	CHECK_EQ(message->record_count, records);
	return sum;
}

/* Random bytes, most of which begin as a message does so that some get far. */
static size_t hostile(struct random *random, unsigned char *bytes, size_t most)
{
	static const unsigned char types[] = { 130, 131, 132, 143 };
	size_t size = random_below(random, most);

	random_fill(random, bytes, size);
	if (size > 32 && random_below(random, 8)) {
		bytes[0] = types[random_below(random, 4)];
		bytes[6] = bytes[10] = bytes[26] = 0;
		bytes[7] = (unsigned char)random_below(random, 4);
		bytes[9] = (unsigned char)random_below(random, 3);
		bytes[11] = (unsigned char)random_below(random, 8);
		bytes[27] = (unsigned char)random_below(random, 12);
	}
	return size;
}

static void random_bytes_are_survived(void)
{
	struct random random = { 3810 };
	unsigned accepted = 0;

	for (int round = 0; round < 100000; round++) {
		unsigned char bytes[200];
		size_t size = hostile(&random, bytes, sizeof(bytes));
		size_t shift = sizeof(bytes) - size;
		struct sock6_mld_message message;
		char text[SOCK6_MLD_TEXT_SIZE];

		/* At the end of the room, where a sanitizer watches. */
		memmove(bytes + shift, bytes, size);
		if (decode(&message, bytes + shift, size) < 0)
			continue;
		accepted++;
		consume(&message);
		CHECK(sock6_mld_format(text, sizeof(text), &message) > 0);
	}
	CHECK(accepted > 20000);
	CHECK(accepted < 95000);
}

int main(void)
{
	RUN(messages_of_version_1_have_a_group);
	RUN(a_query_of_version_2_has_each_of_its_values);
	RUN(a_report_of_version_2_yields_its_records_in_order);
	RUN(bytes_behind_a_message_are_ignored);
	RUN(every_truncation_is_refused_and_writes_nothing);
	RUN(a_view_that_is_too_short_yields_nothing);
	RUN(other_types_are_no_messages);
	RUN(the_checksum_is_checked_when_the_addresses_are_given);
	RUN(the_rest_of_a_delay_code_is_a_mantissa_and_an_exponent);
	RUN(each_code_is_the_code_of_what_it_stands_for);
	RUN(what_no_code_stands_for_is_rounded_down);
	RUN(each_type_of_record_has_its_name);
	RUN(random_bytes_are_survived);
	return check_end();
}
