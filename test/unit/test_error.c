/* SPDX-License-Identifier: MIT */
/* Records of the error queue: each origin, and any bytes at all. */
#include "messages.h"

#include <arpa/inet.h>

#include "check.h"
#include "random.h"
#include "sock6.h"

/* By the kernel's own header, which not every C library comes with. */
enum { LOCAL = 1, ICMP = 2, ICMP6 = 3, STAMP = 4, ZERO_COPY = 5, TXTIME = 6 };

struct record {
	uint32_t number;
	uint8_t origin, type, code, padding;
	uint32_t info, data;
	struct sockaddr_in6 offender;
};

static const char *reason;

static struct sockaddr_in6 address_of(const char *text)
{
	struct sockaddr_in6 address;

	if (sock6_address_parse(&address, text, SOCK6_ADDRESS_IPV4) < 0)
		abort(); /* a slip in a test */
	return address;
}

/* Decodes from exact memory, at every alignment, into a dirty target. */
static int decode(struct sock6_error *error, const void *bytes, size_t size,
		  size_t quoted)
{
	struct sock6_error first;
	int result = 1;

	for (size_t shift = 0; shift < 8; shift++) {
		char *room = malloc(size + shift + 1);
		int again;

		if (!room)
			abort();
		memmove(room + 1 + shift, bytes, size);
		memset(error, 0xee, sizeof(*error));
		again = sock6_error_decode(error, room + 1 + shift, size,
					   quoted);
		free(room);
		if (shift == 0) {
			result = again;
			first = *error;
		}
		CHECK_EQ(result, again);
		CHECK_MEM(&first, error, sizeof(first));
	}
	return result;
}

static int decode_record(struct sock6_error *error, const struct record *record,
			 size_t quoted)
{
	struct messages messages = { .size = 0 };

	messages_add(&messages, IPPROTO_IPV6, IPV6_RECVERR, record,
		     sizeof(*record));
	return decode(error, messages.bytes, messages.size, quoted);
}

static int is_zero(const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < size; i++)
		if (at[i])
			return 0;
	return 1;
}

static void no_bytes_hold_no_record(void)
{
	struct messages messages = { .size = 0 };
	struct sock6_error error;

	CHECK_EQ(-ENODATA, sock6_error_decode(&error, NULL, 0, 0));
	CHECK(is_zero(&error, sizeof(error)));
	CHECK_EQ(-ENODATA, decode(&error, "", 0, 7));
	messages_add_int(&messages, IPPROTO_IPV6, IPV6_HOPLIMIT, 64);
	CHECK_EQ(-ENODATA, decode(&error, messages.bytes, messages.size, 7));
	CHECK(is_zero(&error, sizeof(error)));
}

static void a_packet_too_big_has_its_mtu_and_its_router(void)
{
	struct record record = { EMSGSIZE, ICMP6, 2, 0, 0, 1400, 0, { 0 } };
	struct sockaddr_in6 router = address_of("fe80::1%7");
	struct sock6_error error;

	if (reason)
		SKIP(reason);
	record.offender = router;
	REQUIRE_EQ(0, decode_record(&error, &record, 100));
	CHECK_EQ(SOCK6_ORIGIN_ICMPV6, error.origin);
	CHECK_EQ(-EMSGSIZE, error.status);
	CHECK_EQ(SOCK6_ICMP_PACKET_TOO_BIG, error.type);
	CHECK_EQ(0, error.code);
	CHECK_EQ(SOCK6_ERROR_MTU | SOCK6_ERROR_OFFENDER, error.fields);
	CHECK_EQ(1400, error.mtu);
	CHECK_MEM(&router, &error.offender, sizeof(router));
}

static void only_a_parameter_problem_has_a_pointer(void)
{
	struct record record = { EPROTO, ICMP6, 4, 1, 0, 40, 0, { 0 } };
	struct sock6_error error;

	if (reason)
		SKIP(reason);
	REQUIRE_EQ(0, decode_record(&error, &record, 0));
	CHECK_EQ(SOCK6_ERROR_POINTER, error.fields);
	CHECK_EQ(40, error.pointer);
	CHECK_EQ(1, error.code);
	record.type = 3;
	REQUIRE_EQ(0, decode_record(&error, &record, 0));
	CHECK_EQ(0, error.fields);
	CHECK_EQ(0, error.pointer);
}

static void an_icmp_error_has_its_offender_mapped(void)
{
	struct record record = { EMSGSIZE, ICMP, 3, 4, 0, 576, 0, { 0 } };
	struct sockaddr_in router = { .sin_family = AF_INET,
				      .sin_port = htons(7) };
	struct sockaddr_in6 as6 = address_of("192.0.2.1");
	struct messages messages = { .size = 0 };
	struct sock6_error error;

	if (reason)
		SKIP(reason);
	memcpy(&router.sin_addr, as6.sin6_addr.s6_addr + 12, 4);
	memcpy(&record.offender, &router, sizeof(router));
	messages_add(&messages, IPPROTO_IP, IP_RECVERR, &record,
		     offsetof(struct record, offender) + sizeof(router));
	REQUIRE_EQ(0, decode(&error, messages.bytes, messages.size, 0));
	CHECK_EQ(SOCK6_ORIGIN_ICMPV4, error.origin);
	CHECK_EQ(SOCK6_ERROR_MTU | SOCK6_ERROR_OFFENDER, error.fields);
	CHECK_EQ(576, error.mtu);
	CHECK_MEM(&as6, &error.offender, sizeof(as6));
	record.type = 12;
	record.info = 9;
	record.offender = as6;
	REQUIRE_EQ(0, decode_record(&error, &record, 0));
	CHECK_EQ(SOCK6_ERROR_POINTER | SOCK6_ERROR_OFFENDER, error.fields);
	CHECK_EQ(9, error.pointer);
	CHECK_MEM(&as6, &error.offender, sizeof(as6));
}

static void a_local_refusal_has_no_offender(void)
{
	struct record record = { EMSGSIZE, LOCAL, 0, 0, 0, 1280, 0, { 0 } };
	struct sock6_error error;

	if (reason)
		SKIP(reason);
	record.offender = address_of("::1");
	REQUIRE_EQ(0, decode_record(&error, &record, 0));
	CHECK_EQ(SOCK6_ORIGIN_LOCAL, error.origin);
	CHECK_EQ(SOCK6_ERROR_MTU, error.fields);
	CHECK_EQ(1280, error.mtu);
	CHECK(is_zero(&error.offender, sizeof(error.offender)));
}

/* The data of the record: 16 bits of offset, a byte of flags. */
static uint32_t extension(uint16_t offset, uint8_t flags)
{
	unsigned char bytes[4] = { 0 };
	uint32_t data;

	memcpy(bytes, &offset, sizeof(offset));
	bytes[2] = flags;
	memcpy(&data, bytes, sizeof(data));
	return data;
}

static void the_view_of_an_extension_ends_where_the_stored_bytes_end(void)
{
	struct record record = { EHOSTUNREACH, ICMP6, 3, 0, 0, 0, 0, { 0 } };
	struct sock6_error error;

	if (reason)
		SKIP(reason);
	record.data = extension(80, 0);
	REQUIRE_EQ(0, decode_record(&error, &record, 96));
	CHECK_EQ(SOCK6_ERROR_EXTENSION, error.fields);
	CHECK_EQ(80, error.extension_offset);
	CHECK_EQ(16, error.extension_size);
	REQUIRE_EQ(0, decode_record(&error, &record, 80));
	CHECK_EQ(80, error.extension_offset);
	CHECK_EQ(0, error.extension_size);
	REQUIRE_EQ(0, decode_record(&error, &record, 3));
	CHECK_EQ(0, error.extension_size);
	record.data = extension(80, 1);
	REQUIRE_EQ(0, decode_record(&error, &record, SIZE_MAX));
	CHECK_EQ(SOCK6_ERROR_EXTENSION | SOCK6_ERROR_EXTENSION_DAMAGED,
		 error.fields);
	CHECK_EQ(UINT32_MAX - 80, error.extension_size);
}

static void stage_is(uint32_t info, int stage)
{
	struct record record = { ENOMSG, STAMP, 0, 0, 0, 0, 77, { 0 } };
	int64_t times[6] = { 1700000000, 5, 0, 0, 3, 4 };
	struct messages messages = { .size = 0 };
	struct sock6_error error;

	record.info = info;
	record.offender = address_of("::1");
	messages_add(&messages, SOL_SOCKET, NUMBER_TIMESTAMPING_NEW, times,
		     sizeof(times));
	messages_add(&messages, IPPROTO_IPV6, IPV6_RECVERR, &record,
		     sizeof(record));
	REQUIRE_EQ(0, decode(&error, messages.bytes, messages.size, 0));
	CHECK_EQ(SOCK6_ORIGIN_TRANSMIT, error.origin);
	CHECK_EQ(0, error.status);
	CHECK_EQ(stage, error.stage);
	CHECK_EQ(SOCK6_ERROR_TRANSMITTED | SOCK6_ERROR_TRANSMITTED_HARDWARE |
			 SOCK6_ERROR_TRANSMIT_ID,
		 error.fields);
	CHECK_EQ(INT64_C(1700000000000000005), error.transmitted);
	CHECK_EQ(INT64_C(3000000004), error.transmitted_hardware);
	CHECK_EQ(77, error.transmit_id);
	CHECK_EQ(77, error.transmit_id_last);
}

static void a_transmit_timestamp_has_stage_times_and_id(void)
{
	if (reason)
		SKIP(reason);
	stage_is(0, SOCK6_STAGE_SENT);
	stage_is(1, SOCK6_STAGE_SCHEDULED);
	stage_is(2, SOCK6_STAGE_ACKNOWLEDGED);
	stage_is(3, SOCK6_STAGE_COMPLETED);
	stage_is(4, SOCK6_STAGE_NONE);
}

static void a_time_beside_an_error_is_not_one_of_sending(void)
{
	struct record record = { ECONNREFUSED, ICMP6, 1, 4, 0, 0, 0, { 0 } };
	int64_t times[6] = { 1700000000, 5, 0, 0, 3, 4 };
	struct messages messages = { .size = 0 };
	struct sock6_error error;

	if (reason)
		SKIP(reason);
	messages_add(&messages, SOL_SOCKET, NUMBER_TIMESTAMPING_NEW, times,
		     sizeof(times));
	messages_add(&messages, IPPROTO_IPV6, IPV6_RECVERR, &record,
		     sizeof(record));
	REQUIRE_EQ(0, decode(&error, messages.bytes, messages.size, 0));
	CHECK_EQ(0, error.fields);
	CHECK_EQ(0, error.transmitted);
}

static void zero_copy_and_launch_times_are_told(void)
{
	struct record record = { 0, ZERO_COPY, 0, 1, 0, 3, 9, { 0 } };
	struct sock6_error error;

	if (reason)
		SKIP(reason);
	REQUIRE_EQ(0, decode_record(&error, &record, 0));
	CHECK_EQ(SOCK6_ORIGIN_ZERO_COPY, error.origin);
	CHECK_EQ(SOCK6_ERROR_TRANSMIT_ID | SOCK6_ERROR_COPIED, error.fields);
	CHECK_EQ(3, error.transmit_id);
	CHECK_EQ(9, error.transmit_id_last);
	record.number = ECANCELED;
	record.origin = TXTIME;
	record.data = 0x11223344;
	record.info = 0x55667788;
	REQUIRE_EQ(0, decode_record(&error, &record, 0));
	CHECK_EQ(SOCK6_ORIGIN_LAUNCH, error.origin);
	CHECK_EQ(-ECANCELED, error.status);
	CHECK_EQ(SOCK6_ERROR_LAUNCH, error.fields);
	CHECK_EQ(INT64_C(0x1122334455667788), error.launch);
}

static void an_origin_that_is_not_known_is_said_to_be(void)
{
	struct record record = { 5000, 99, 1, 1, 0, 1, 1, { 0 } };
	struct sock6_error error;

	if (reason)
		SKIP(reason);
	REQUIRE_EQ(0, decode_record(&error, &record, 9));
	CHECK_EQ(SOCK6_ORIGIN_UNKNOWN, error.origin);
	CHECK_EQ(-EIO, error.status);
	CHECK_EQ(0, error.fields);
}

/* The record is the last message: any end before its own leaves none. */
static void every_truncation_is_survived(void)
{
	struct record record = { EMSGSIZE, ICMP6, 2, 0, 0, 1400, 0, { 0 } };
	struct messages messages = { .size = 0 };
	struct sock6_error error;
	size_t before;

	if (reason)
		SKIP(reason);
	record.offender = address_of("2001:db8::1");
	messages_add_int(&messages, IPPROTO_IPV6, IPV6_HOPLIMIT, 64);
	before = messages.size;
	messages_add(&messages, IPPROTO_IPV6, IPV6_RECVERR, &record,
		     sizeof(record));
	for (size_t size = 0; size < before + CMSG_LEN(sizeof(record));
	     size++) {
		int whole = size == 0 ||
			    (size >= CMSG_LEN(sizeof(int)) && size <= before);

		CHECK_EQ(whole ? -ENODATA : -EBADMSG,
			 decode(&error, messages.bytes, size, 100));
		CHECK(is_zero(&error, sizeof(error)));
	}
}

/* The kernel writes a whole one; what is shorter is told as such. */
static void a_short_record_is_told(void)
{
	struct record record = { EMSGSIZE, ICMP6, 2, 0, 0, 1400, 0, { 0 } };
	size_t head = offsetof(struct record, offender);
	struct sock6_error error;

	if (reason)
		SKIP(reason);
	record.offender = address_of("2001:db8::1");
	for (size_t size = 0; size < sizeof(record); size++) {
		struct messages messages = { .size = 0 };
		int status;

		messages_add(&messages, IPPROTO_IPV6, IPV6_RECVERR, &record,
			     size);
		status = decode(&error, messages.bytes, messages.size, 0);
		CHECK_EQ(size < head ? -EBADMSG : 0, status);
		CHECK_EQ(size < head ? 0 : SOCK6_ERROR_MTU, error.fields);
	}
}

static void random_bytes_are_survived(void)
{
	struct random random = { 20061 };
	unsigned char bytes[200];
	struct sock6_error error;
	char text[SOCK6_ERROR_TEXT_SIZE];

	for (int i = 0; i < 100000; i++) {
		struct messages messages = { .size = 0 };
		size_t size = random_below(&random, sizeof(bytes));

		random_fill(&random, bytes, sizeof(bytes));
		sock6_error_decode(&error, bytes, size, size);
		messages_add(&messages, IPPROTO_IPV6, IPV6_RECVERR, bytes,
			     size);
		sock6_error_decode(&error, messages.bytes, messages.size, size);
		if (error.extension_size)
			CHECK(error.extension_offset + error.extension_size ==
			      size);
		CHECK(sock6_error_format(text, sizeof(text), &error) > 0);
	}
}

int main(void)
{
	struct sock6_option_info info;

	sock6_option_info(SOCK6_OPT_RECEIVE_ERROR, &info);
	if (!info.supported)
		reason = "there is no system beneath";
	RUN(no_bytes_hold_no_record);
	RUN(a_packet_too_big_has_its_mtu_and_its_router);
	RUN(only_a_parameter_problem_has_a_pointer);
	RUN(an_icmp_error_has_its_offender_mapped);
	RUN(a_local_refusal_has_no_offender);
	RUN(the_view_of_an_extension_ends_where_the_stored_bytes_end);
	RUN(a_transmit_timestamp_has_stage_times_and_id);
	RUN(a_time_beside_an_error_is_not_one_of_sending);
	RUN(zero_copy_and_launch_times_are_told);
	RUN(an_origin_that_is_not_known_is_said_to_be);
	RUN(every_truncation_is_survived);
	RUN(a_short_record_is_told);
	RUN(random_bytes_are_survived);
	return check_end();
}
