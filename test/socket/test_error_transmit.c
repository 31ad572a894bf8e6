/* SPDX-License-Identifier: MIT */
/* What the error queue tells that is no error: when datagrams were sent, and
 * whose buffers are free again. */
#include "errors.h"

/* By the kernel's own headers: <linux/net_tstamp.h>, <sys/socket.h>. */
enum {
	STAMP_SOFTWARE = 1 << 4,
	STAMP_SENT = 1 << 1,
	STAMP_ID = 1 << 7,
	STAMP_SCHEDULED = 1 << 8,
	STAMP_BARE = 1 << 11,
	NUMBER_ZEROCOPY = 60,
	FLAG_ZEROCOPY = 0x4000000
};

static void stamp_is(const struct heard *heard, int stage, uint32_t id)
{
	CHECK_EQ(SOCK6_ORIGIN_TRANSMIT, heard->error.origin);
	CHECK_EQ(0, heard->error.status);
	CHECK_EQ(stage, heard->error.stage);
	CHECK_EQ(SOCK6_ERROR_TRANSMITTED | SOCK6_ERROR_TRANSMIT_ID,
		 heard->error.fields);
	CHECK_EQ(id, heard->error.transmit_id);
	CHECK(heard->error.transmitted > INT64_C(1500000000000000000));
	CHECK_EQ(0, heard->control.fields & SOCK6_RECEIVED);
	CHECK_EQ(0, heard->control.received);
}

static void transmit_timestamps_come_scheduled_and_sent_with_their_id(void)
{
	struct heard heard;
	struct pair pair;
	int64_t scheduled;

	REQUIRE(pair_open(&pair));
	REQUIRE_EQ(0, sock6_control_request(pair.sender, SOCK6_RECEIVED, NULL));
	REQUIRE_EQ(0, sock6_set(pair.sender, SOCK6_OPT_TIMESTAMPING,
				STAMP_SOFTWARE | STAMP_SENT | STAMP_ID |
					STAMP_SCHEDULED));
	for (uint32_t id = 0; id < 3; id++) {
		REQUIRE_EQ(5, send_text(pair.sender, "hello", &pair.to, NULL));
		REQUIRE(next_record(pair.sender, &heard));
		stamp_is(&heard, SOCK6_STAGE_SCHEDULED, id);
		scheduled = heard.error.transmitted;
		REQUIRE(next_record(pair.sender, &heard));
		stamp_is(&heard, SOCK6_STAGE_SENT, id);
		CHECK(heard.error.transmitted >= scheduled);
		/* The packet with its headers, the payload at its end. */
		REQUIRE(heard.quoted.result >= SOCK6_HEADER_SIZE + 8 + 5);
		CHECK_MEM("hello", heard.data + heard.quoted.result - 5, 5);
	}
	CHECK(become_quiet(pair.sender, &heard));
	pair_close(&pair);
}

static void a_timestamp_may_come_without_the_packet(void)
{
	struct heard heard;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	REQUIRE_EQ(0, sock6_set(pair.sender, SOCK6_OPT_TIMESTAMPING,
				STAMP_SOFTWARE | STAMP_SENT | STAMP_ID |
					STAMP_BARE));
	REQUIRE_EQ(5, send_text(pair.sender, "hello", &pair.to, NULL));
	REQUIRE(next_record(pair.sender, &heard));
	stamp_is(&heard, SOCK6_STAGE_SENT, 0);
	CHECK_EQ(0, heard.quoted.result);
	CHECK_EQ(0, heard.quoted.flags);
	pair_close(&pair);
}

/* Over the loopback what was to be sent without a copy is copied. */
static void buffers_of_zero_copy_are_given_back(void)
{
	static char data[4096];
	struct heard heard;
	struct pair pair;
	int on = 1;

	REQUIRE(pair_open(&pair));
	REQUIRE_EQ(0, connect_to(pair.sender, &pair.to));
	if (setsockopt(pair.sender, SOL_SOCKET, NUMBER_ZEROCOPY, &on,
		       sizeof(on)) < 0)
		SKIP("this kernel has no zero copy for UDP");
	for (int i = 0; i < 2; i++) {
		REQUIRE_EQ(4096, send(pair.sender, data, sizeof(data),
				      FLAG_ZEROCOPY));
		CHECK_EQ(4096, recv(pair.receiver, data, sizeof(data), 0));
	}
	REQUIRE(next_record(pair.sender, &heard));
	CHECK_EQ(SOCK6_ORIGIN_ZERO_COPY, heard.error.origin);
	CHECK_EQ(0, heard.error.status);
	CHECK(heard.error.fields & SOCK6_ERROR_TRANSMIT_ID);
	CHECK(heard.error.fields & SOCK6_ERROR_COPIED);
	CHECK_EQ(0, heard.error.transmit_id);
	CHECK(heard.error.transmit_id_last <= 1);
	CHECK(become_quiet(pair.sender, &heard));
	pair_close(&pair);
}

/* Timestamps fill the queue, so that an error finds no room: it leaves nothing
 * but the pending error, which reading timestamps does not clear. */
static void an_error_that_found_no_room_is_told_as_pending(void)
{
	struct sockaddr_in6 closed = closed_port("::1");
	struct sock6_message quoted = incoming(NULL, 0, NULL);
	struct sock6_error error = { .origin = SOCK6_ORIGIN_UNKNOWN };
	unsigned stamps = 0, others = 0;
	struct pair pair;
	int status;

	REQUIRE(pair_open(&pair));
	REQUIRE_EQ(0, sock6_error_request(pair.sender, 1));
	REQUIRE_EQ(0, sock6_set(pair.sender, SOCK6_OPT_RECEIVE_BUFFER, 0));
	REQUIRE_EQ(0, sock6_set(pair.sender, SOCK6_OPT_TIMESTAMPING,
				STAMP_SOFTWARE | STAMP_SENT));
	for (int i = 0; i < 200; i++)
		REQUIRE_EQ(1, send_text(pair.sender, "x", &pair.to, NULL));
	REQUIRE_EQ(1, send_text(pair.sender, "x", &closed, NULL));
	REQUIRE_EQ(SOCK6_FAULT,
		   sock6_wait(pair.sender, 0, sock6_now() + PATIENCE));
	while ((status = sock6_error_receive(pair.sender, &quoted, &error,
					     0)) == 0) {
		stamps += error.origin == SOCK6_ORIGIN_TRANSMIT;
		others += error.origin != SOCK6_ORIGIN_TRANSMIT;
	}
	CHECK_EQ(-EAGAIN, status);
	CHECK(stamps > 0 && stamps < 200);
	CHECK_EQ(1, others);
	CHECK_EQ(SOCK6_ORIGIN_PENDING, error.origin);
	CHECK_EQ(-ECONNREFUSED, error.status);
	CHECK_EQ(-ETIMEDOUT, sock6_wait(pair.sender, 0, 0));
	pair_close(&pair);
}

int main(void)
{
	const char *reason = no_sockets();

	if (reason)
		return check_skip_all(reason);
	RUN(transmit_timestamps_come_scheduled_and_sent_with_their_id);
	RUN(a_timestamp_may_come_without_the_packet);
	RUN(buffers_of_zero_copy_are_given_back);
	RUN(an_error_that_found_no_room_is_told_as_pending);
	return check_end();
}
