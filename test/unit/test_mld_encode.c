/* SPDX-License-Identifier: MIT */
/* Multicast listener discovery: values to bytes and to text. */
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

static struct sock6_mld_record group(const char *text)
{
	struct sock6_mld_record record = { .group = in6(text) };

	return record;
}

static struct sock6_mld_message message_of(int type, int version)
{
	struct sock6_mld_message message = { .type = (uint8_t)type,
					     .version = (uint8_t)version,
					     .record_count = 1 };

	return message;
}

static int encode(void *buffer, size_t size,
		  const struct sock6_mld_message *message,
		  const struct sock6_mld_record *records)
{
	return sock6_mld_encode(buffer, size, message, records, NULL, NULL);
}

static void a_general_query_is_as_it_is_printed_in_books(void)
{
	/* RFC 3810, 9: robustness 2, interval 125 s, response 10 s */
	static const unsigned char expected[28] = { 130,  0, 0, 0,        0x27,
						    0x10, 0, 0, [24] = 2, 125 };
	struct sock6_mld_message message = message_of(130, 2);
	struct sock6_mld_record record = group("::");
	unsigned char bytes[28];

	message.robustness = 2;
	message.query_interval = 125;
	message.response_delay = 10000;
	memset(bytes, 0xee, sizeof(bytes));
	CHECK_EQ(28, encode(bytes, sizeof(bytes), &message, &record));
	CHECK_MEM(expected, bytes, 28);
}

static void the_checksum_is_right_for_the_addresses(void)
{
	struct in6_addr from = in6("fe80::a"), to = in6("ff02::16");
	struct sock6_mld_message message = message_of(131, 1), read;
	struct sock6_mld_record record = group("ff15::6:1");
	unsigned char bytes[24];

	CHECK_EQ(24, sock6_mld_encode(bytes, sizeof(bytes), &message, &record,
				      &from, &to));
	CHECK_EQ(0x7f, bytes[2]);
	CHECK_EQ(0xec, bytes[3]);
	CHECK_EQ(0, sock6_mld_decode(&read, bytes, 24, &from, &to));
	CHECK_EQ(24, encode(bytes, sizeof(bytes), &message, &record));
	CHECK_EQ(0, bytes[2] | bytes[3]);
}

/* A message of random values and its records, all of them sound. */
struct sample {
	struct sock6_mld_message message;
	struct sock6_mld_record records[5];
	unsigned char sources[5][7 * 16 + 1];
	unsigned char auxiliary[5][8];
};

static void random_record(struct random *random, struct sample *sample, int i)
{
	struct sock6_mld_record *record = &sample->records[i];
	int report_2 = sample->message.type == 143;

	memset(record, 0, sizeof(*record));
	random_fill(random, &record->group, 16);
	record->group.s6_addr[0] = 0xff;
	random_fill(random, sample->sources[i], sizeof(sample->sources[i]));
	if (sample->message.version == 2)
		record->source_count = (uint16_t)random_below(random, 8);
	record->sources = sample->sources[i] + 1; /* at an odd address */
	if (report_2) {
		record->type = (uint8_t)(1 + random_below(random, 6));
		record->auxiliary_size =
			(uint16_t)(4 * random_below(random, 3));
		record->auxiliary = sample->auxiliary[i];
		random_fill(random, sample->auxiliary[i], 8);
	}
}

static void random_sample(struct random *random, struct sample *sample)
{
	static const uint8_t types[] = { 130, 130, 131, 132, 143 };
	static const uint8_t versions[] = { 1, 2, 1, 1, 2 };
	size_t kind = random_below(random, 5);
	struct sock6_mld_message *message = &sample->message;

	*message = message_of(types[kind], versions[kind]);
	if (kind == 0)
		message->response_delay = (uint32_t)random_below(random, 65536);
	if (kind == 1) {
		message->response_delay = (uint32_t)sock6_mld_delay(
			(int)random_below(random, 65536));
		message->query_interval = (uint32_t)sock6_mld_interval(
			(int)random_below(random, 256));
		message->flags = (uint16_t)random_below(random, 16);
		message->suppress = (uint8_t)random_below(random, 2);
		message->robustness = (uint8_t)random_below(random, 8);
	}
	if (kind == 4) {
		message->flags = (uint16_t)random_next(random);
		message->record_count = (uint16_t)random_below(random, 6);
	}
	for (int i = 0; i < message->record_count; i++)
		random_record(random, sample, i);
}

static void check_same_records(const struct sample *sample,
			       const struct sock6_mld_message *read)
{
	struct sock6_mld_record record;
	size_t offset = 0;
	int i = 0;

	for (; sock6_mld_record_next(read, &offset, &record); i++) {
		const struct sock6_mld_record *sent = &sample->records[i];

		CHECK_EQ(sent->type, record.type);
		CHECK_MEM(&sent->group, &record.group, 16);
		REQUIRE_EQ(sent->source_count, record.source_count);
		REQUIRE_EQ(sent->auxiliary_size, record.auxiliary_size);
		if (record.source_count)
			CHECK_MEM(sent->sources, record.sources,
				  record.source_count * 16u);
		if (record.auxiliary_size)
			CHECK_MEM(sent->auxiliary, record.auxiliary,
				  record.auxiliary_size);
	}
	CHECK_EQ(sample->message.record_count, i);
}

static void what_is_written_is_read_again(void)
{
	struct random random = { 2710 };
	struct in6_addr from = in6("fe80::1"), to = in6("ff02::1");
	static struct sample sample;

	for (int round = 0; round < 20000; round++) {
		unsigned char bytes[1024];
		struct sock6_mld_message read;
		int size;

		random_sample(&random, &sample);
		size = sock6_mld_encode(bytes + round % 8, 1000,
					&sample.message, sample.records, &from,
					&to);
		REQUIRE(size >= 8);
		REQUIRE_EQ(0, sock6_mld_decode(&read, bytes + round % 8,
					       (size_t)size, &from, &to));
		/* All before the view of the records. */
		CHECK_MEM(&sample.message, &read,
			  offsetof(struct sock6_mld_message, records));
		check_same_records(&sample, &read);
	}
}

static void room_is_needed_to_the_byte(void)
{
	struct random random = { 60 };
	unsigned char room[1024], untouched[sizeof(room)];
	static struct sample sample;

	memset(untouched, 0xa5, sizeof(untouched));
	for (int round = 0; round < 50; round++) {
		int need;

		random_sample(&random, &sample);
		need = encode(room, sizeof(room), &sample.message,
			      sample.records);
		REQUIRE(need >= 8);
		memset(room, 0xa5, sizeof(room));
		for (int size = 0; size < need; size++)
			CHECK_EQ(-ENOSPC,
				 encode(room, (size_t)size, &sample.message,
					sample.records));
		CHECK_MEM(untouched, room, sizeof(room));
		CHECK_EQ(need, encode(room, (size_t)need, &sample.message,
				      sample.records));
		CHECK_EQ(0xa5, room[need]);
	}
}

static void refused(const struct sock6_mld_message *message,
		    const struct sock6_mld_record *record, int line)
{
	unsigned char room[256], untouched[sizeof(room)];

	memset(room, 0xa5, sizeof(room));
	memset(untouched, 0xa5, sizeof(untouched));
	check_equal(-EINVAL, encode(room, sizeof(room), message, record),
		    "the result", __FILE__, line);
	CHECK_MEM(untouched, room, sizeof(room));
}

/* A sound message of a kind with one member changed. */
#define REFUSED_MESSAGE(kind, of_version, member, value)                     \
	do {                                                                 \
		struct sock6_mld_message changed =                           \
			message_of(kind, of_version);                        \
		struct sock6_mld_record sound = group("ff15::1");            \
		unsigned char bytes[64];                                     \
                                                                             \
		sound.type = (kind) == 143;                                  \
		CHECK(encode(bytes, sizeof(bytes), &changed, &sound) >= 24); \
		changed.member = value;                                      \
		refused(&changed, &sound, __LINE__);                         \
	} while (0)
#define REFUSED_RECORD(kind, of_version, member, value)                        \
	do {                                                                   \
		struct sock6_mld_message whole = message_of(kind, of_version); \
		struct sock6_mld_record changed = group("ff15::1");            \
		unsigned char bytes[64];                                       \
                                                                               \
		changed.type = (kind) == 143;                                  \
		CHECK(encode(bytes, sizeof(bytes), &whole, &changed) >= 24);   \
		changed.member = value;                                        \
		refused(&whole, &changed, __LINE__);                           \
	} while (0)

static void values_out_of_range_are_refused(void)
{
	REFUSED_MESSAGE(130, 1, type, 133);
	REFUSED_MESSAGE(130, 1, type, 0);
	REFUSED_MESSAGE(130, 2, version, 3);
	REFUSED_MESSAGE(130, 2, version, 0);
	REFUSED_MESSAGE(131, 1, version, 2);
	REFUSED_MESSAGE(132, 1, version, 2);
	REFUSED_MESSAGE(143, 2, version, 1);
	REFUSED_MESSAGE(130, 2, suppress, 2);
	REFUSED_MESSAGE(130, 2, robustness, 8);
	REFUSED_MESSAGE(130, 2, flags, 16);
	REFUSED_MESSAGE(130, 2, response_delay, SOCK6_MLD_DELAY_MAXIMUM + 1);
	REFUSED_MESSAGE(130, 2, query_interval, SOCK6_MLD_INTERVAL_MAXIMUM + 1);
	REFUSED_MESSAGE(130, 1, response_delay, 65536);
	REFUSED_MESSAGE(130, 1, record_count, 2);
	REFUSED_MESSAGE(130, 2, record_count, 0);
	REFUSED_MESSAGE(131, 1, record_count, 0);
}

static void values_without_room_are_refused(void)
{
	REFUSED_MESSAGE(130, 1, suppress, 1);
	REFUSED_MESSAGE(130, 1, robustness, 2);
	REFUSED_MESSAGE(130, 1, flags, 1);
	REFUSED_MESSAGE(130, 1, query_interval, 125);
	REFUSED_MESSAGE(131, 1, response_delay, 1);
	REFUSED_MESSAGE(131, 1, flags, 1);
	REFUSED_MESSAGE(132, 1, robustness, 2);
	REFUSED_MESSAGE(143, 2, response_delay, 1);
	REFUSED_MESSAGE(143, 2, query_interval, 125);
	REFUSED_MESSAGE(143, 2, suppress, 1);
}

static void records_that_cannot_be_are_refused(void)
{
	REFUSED_RECORD(130, 2, group, in6("2001:db8::1"));
	REFUSED_RECORD(131, 1, group, in6("::"));
	REFUSED_RECORD(132, 1, group, in6("fe80::1"));
	REFUSED_RECORD(143, 2, group, in6("::"));
	REFUSED_RECORD(130, 2, type, 1);
	REFUSED_RECORD(131, 1, type, 4);
	REFUSED_RECORD(143, 2, type, 0);
	REFUSED_RECORD(143, 2, type, 7);
	REFUSED_RECORD(130, 1, source_count, 1);
	REFUSED_RECORD(131, 1, source_count, 1);
	REFUSED_RECORD(130, 2, auxiliary_size, 4);
	REFUSED_RECORD(143, 2, auxiliary_size, 3);
	REFUSED_RECORD(143, 2, auxiliary_size, 1024);
}

static void a_general_query_has_no_sources(void)
{
	struct sock6_mld_message message = message_of(130, 2);
	struct sock6_mld_record record = group("::");
	struct in6_addr source = in6("2001:db8::1");

	record.source_count = 1;
	record.sources = &source;
	refused(&message, &record, __LINE__);
}

static void what_no_packet_could_hold_is_refused(void)
{
	static unsigned char bytes[65536], sources[65536];
	struct sock6_mld_message message = message_of(143, 2);
	struct sock6_mld_record record = group("ff15::1");

	record.type = SOCK6_MLD_CHANGE_TO_INCLUDE_MODE;
	record.sources = sources;
	record.source_count = 4094; /* 8 + 20 + 65504 = 65532 */
	CHECK_EQ(65532, encode(bytes, sizeof(bytes), &message, &record));
	record.source_count = 4095;
	CHECK_EQ(-EMSGSIZE, encode(bytes, sizeof(bytes), &message, &record));
	record.source_count = 65535;
	CHECK_EQ(-EMSGSIZE, encode(bytes, sizeof(bytes), &message, &record));
}

static int text_of(char *text, size_t size,
		   const struct sock6_mld_message *message,
		   const struct sock6_mld_record *records)
{
	static unsigned char bytes[2048];
	struct sock6_mld_message read;
	int length = encode(bytes, sizeof(bytes), message, records);

	CHECK(length > 0);
	CHECK_EQ(0, sock6_mld_decode(&read, bytes, (size_t)length, NULL, NULL));
	return sock6_mld_format(text, size, &read);
}

static void the_text_is_as_documented(void)
{
	struct in6_addr two[] = { in6("2001:db8::1"), in6("2001:db8::2") };
	struct sock6_mld_record records[2] = { group("ff35::8000:1"),
					       group("ff15::1") };
	struct sock6_mld_message message = message_of(143, 2);
	char text[SOCK6_MLD_TEXT_SIZE];

	records[0].type = SOCK6_MLD_ALLOW_NEW_SOURCES;
	records[0].source_count = 2;
	records[0].sources = two;
	CHECK(text_of(text, sizeof(text), &message, records) > 0);
	CHECK_STR("type=report version=2 record=allow_new_sources "
		  "group=ff35::8000:1 sources=2001:db8::1,2001:db8::2",
		  text);
	records[1].type = SOCK6_MLD_CHANGE_TO_EXCLUDE_MODE;
	records[1].auxiliary_size = 4;
	records[1].auxiliary = "auxi";
	message.record_count = 2;
	message.flags = 0x8000;
	CHECK(text_of(text, sizeof(text), &message, records) > 0);
	CHECK_STR("type=report version=2 flags=0x8000 "
		  "record=allow_new_sources group=ff35::8000:1 "
		  "sources=2001:db8::1,2001:db8::2 "
		  "record=change_to_exclude_mode group=ff15::1 "
		  "auxiliary_size=4",
		  text);
}

static void each_kind_of_message_has_its_text(void)
{
	struct sock6_mld_record record = group("ff15::1");
	struct sock6_mld_message message = message_of(130, 1);
	char text[SOCK6_MLD_TEXT_SIZE];

	message.response_delay = 1000;
	CHECK_EQ(54, text_of(text, sizeof(text), &message, &record));
	CHECK_STR("type=query version=1 response_delay=1000 group=ff15::1",
		  text);
	message.version = 2;
	message.robustness = 2;
	message.query_interval = 125;
	CHECK(text_of(text, sizeof(text), &message, &record) > 0);
	CHECK_STR("type=query version=2 response_delay=1000 suppress=0 "
		  "robustness=2 query_interval=125 group=ff15::1",
		  text);
	message = message_of(131, 1);
	CHECK(text_of(text, sizeof(text), &message, &record) > 0);
	CHECK_STR("type=report version=1 group=ff15::1", text);
	message = message_of(132, 1);
	CHECK(text_of(text, sizeof(text), &message, &record) > 0);
	CHECK_STR("type=done version=1 group=ff15::1", text);
}

static void an_unknown_type_of_record_is_a_number(void)
{
	static const unsigned char bytes[28] = { 143, [7] = 1, [8] = 77 };
	struct sock6_mld_message message;
	char text[SOCK6_MLD_TEXT_SIZE];

	REQUIRE_EQ(0, sock6_mld_decode(&message, bytes, 28, NULL, NULL));
	CHECK(sock6_mld_format(text, sizeof(text), &message) > 0);
	CHECK_STR("type=report version=2 record=77 group=::", text);
}

static void text_needs_room_to_the_byte(void)
{
	struct sock6_mld_record record = group("ff15::1");
	struct sock6_mld_message message = message_of(132, 1);
	char text[64], untouched[64];
	int need = text_of(text, sizeof(text), &message, &record);

	memset(untouched, 'x', sizeof(untouched));
	memset(text, 'x', sizeof(text));
	for (int size = 0; size <= need; size++)
		CHECK_EQ(-ENOSPC,
			 text_of(text, (size_t)size, &message, &record));
	CHECK_MEM(untouched, text, sizeof(text));
	CHECK_EQ(need, text_of(text, (size_t)need + 1, &message, &record));
	CHECK_EQ(-EINVAL, sock6_mld_format(NULL, 10, &message));
	CHECK_EQ(-EINVAL, sock6_mld_format(text, 10, NULL));
}

/* Records without sources have the most text for their bytes. */
static void a_packet_of_1500_bytes_has_room_for_its_text(void)
{
	static struct sock6_mld_record records[73];
	struct sock6_mld_message message = message_of(143, 2);
	char text[SOCK6_MLD_TEXT_SIZE];

	for (int i = 0; i < 73; i++) {
		memset(&records[i].group, 0xff, 16);
		records[i].type = SOCK6_MLD_CHANGE_TO_EXCLUDE_MODE;
	}
	message.flags = 0xffff;
	message.record_count = 73; /* 8 + 73 * 20 = 1468 */
	CHECK(text_of(text, sizeof(text), &message, records) > 5000);
}

int main(void)
{
	RUN(a_general_query_is_as_it_is_printed_in_books);
	RUN(the_checksum_is_right_for_the_addresses);
	RUN(what_is_written_is_read_again);
	RUN(room_is_needed_to_the_byte);
	RUN(values_out_of_range_are_refused);
	RUN(values_without_room_are_refused);
	RUN(records_that_cannot_be_are_refused);
	RUN(a_general_query_has_no_sources);
	RUN(what_no_packet_could_hold_is_refused);
	RUN(the_text_is_as_documented);
	RUN(each_kind_of_message_has_its_text);
	RUN(an_unknown_type_of_record_is_a_number);
	RUN(text_needs_room_to_the_byte);
	RUN(a_packet_of_1500_bytes_has_room_for_its_text);
	return check_end();
}
