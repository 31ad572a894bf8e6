/* SPDX-License-Identifier: MIT */
/* Timestamps of what was sent, matched to its datagram; launch times. */
#include "sockets.h"

#define ALL                                                        \
	(SOCK6_TIMESTAMP_SCHEDULED | SOCK6_TIMESTAMP_SENT |        \
	 SOCK6_TIMESTAMP_ACKNOWLEDGED | SOCK6_TIMESTAMP_HARDWARE | \
	 SOCK6_TIMESTAMP_COUNTED | SOCK6_TIMESTAMP_BARE)

static int64_t wall_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* The next record of the error queue, waited for with a bound. */
static int next_record(sock6_fd fd, struct sock6_error *error,
		       struct sock6_message *quoted)
{
	int64_t deadline = sock6_now() + PATIENCE;
	int status;

	for (;;) {
		status = sock6_error_receive(fd, quoted, error, 0);
		if (status != -EAGAIN || sock6_now() > deadline)
			return status;
		sock6_wait(fd, 0, deadline);
	}
}

static void a_datagram_is_stamped_when_scheduled_and_when_sent(void)
{
	char room[128];
	struct sock6_message quoted = incoming(room, sizeof(room), NULL);
	unsigned stages = 0;
	struct sock6_error error;
	struct pair pair;
	int64_t before;

	REQUIRE(pair_open(&pair));
	REQUIRE_EQ(0, sock6_timestamp_request(pair.sender,
					      SOCK6_TIMESTAMP_SCHEDULED |
						      SOCK6_TIMESTAMP_SENT |
						      SOCK6_TIMESTAMP_COUNTED |
						      SOCK6_TIMESTAMP_BARE));
	before = wall_clock();
	CHECK_EQ(5, send_text(pair.sender, "stamp", &pair.to, NULL));
	for (int i = 0; i < 2; i++) {
		REQUIRE_EQ(0, next_record(pair.sender, &error, &quoted));
		CHECK_EQ(SOCK6_ORIGIN_TRANSMIT, error.origin);
		CHECK(error.fields & SOCK6_ERROR_TRANSMITTED);
		CHECK(error.transmitted >= before &&
		      error.transmitted <= wall_clock());
		CHECK_EQ(0, quoted.result);
		stages |= 1u << error.stage;
	}
	CHECK_EQ(1u << SOCK6_STAGE_SCHEDULED | 1u << SOCK6_STAGE_SENT, stages);
	CHECK_EQ(-EAGAIN, sock6_error_receive(pair.sender, &quoted, &error, 0));
	pair_close(&pair);
}

static void datagrams_are_counted_from_0(void)
{
	struct sock6_message quoted = incoming(NULL, 0, NULL);
	struct sock6_error error;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	REQUIRE_EQ(0, sock6_timestamp_request(pair.sender,
					      SOCK6_TIMESTAMP_SENT |
						      SOCK6_TIMESTAMP_COUNTED |
						      SOCK6_TIMESTAMP_BARE));
	for (uint32_t id = 0; id < 5; id++) {
		CHECK_EQ(1, send_text(pair.sender, "x", &pair.to, NULL));
		REQUIRE_EQ(0, next_record(pair.sender, &error, &quoted));
		CHECK(error.fields & SOCK6_ERROR_TRANSMIT_ID);
		CHECK_EQ(id, error.transmit_id);
	}
	pair_close(&pair);
}

static void a_datagram_can_bring_its_own_number(void)
{
	struct sock6_control control = { .fields = SOCK6_TRANSMIT_ID,
					 .transmit_id = 0xcafe };
	struct sock6_message quoted = incoming(NULL, 0, NULL);
	struct sock6_error error;
	struct pair pair;
	int status;

	REQUIRE(pair_open(&pair));
	REQUIRE_EQ(0, sock6_timestamp_request(pair.sender,
					      SOCK6_TIMESTAMP_SENT |
						      SOCK6_TIMESTAMP_COUNTED |
						      SOCK6_TIMESTAMP_BARE));
	status = send_text(pair.sender, "own", &pair.to, &control);
	if (status == -EINVAL) {
		pair_close(&pair);
		SKIP("the kernel numbers datagrams itself (Linux before 6.13)");
	}
	CHECK_EQ(3, status);
	REQUIRE_EQ(0, next_record(pair.sender, &error, &quoted));
	CHECK_EQ(0xcafe, error.transmit_id);
	pair_close(&pair);
}

static void without_bare_the_packet_comes_back(void)
{
	char room[256];
	struct sock6_message quoted = incoming(room, sizeof(room), NULL);
	struct sock6_error error;
	struct pair pair;
	int found = 0;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, sock6_timestamp_request(pair.sender, SOCK6_TIMESTAMP_SENT));
	CHECK_EQ(6, send_text(pair.sender, "whole!", &pair.to, NULL));
	REQUIRE_EQ(0, next_record(pair.sender, &error, &quoted));
	for (int i = 0; i + 6 <= quoted.result; i++)
		found |= memcmp(room + i, "whole!", 6) == 0;
	CHECK(found);
	pair_close(&pair);
}

static void what_tells_of_receiving_and_of_sending_leave_each_other(void)
{
	struct sock6_message quoted = incoming(NULL, 0, NULL);
	struct sock6_control control;
	char room[16];
	struct sock6_message in = incoming(room, sizeof(room), &control);
	int64_t option = 0;
	struct sock6_error error;
	struct pair pair;
	uint64_t granted;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0,
		 sock6_control_request(pair.sender,
				       SOCK6_RECEIVED | SOCK6_RECEIVED_HARDWARE,
				       &granted));
	CHECK_EQ(0, sock6_timestamp_request(pair.sender,
					    SOCK6_TIMESTAMP_SENT |
						    SOCK6_TIMESTAMP_BARE));
	CHECK_EQ(0, sock6_control_request(pair.sender, SOCK6_RECEIVED, NULL));
	CHECK_EQ(1, send_text(pair.sender, "a", &pair.from, NULL));
	CHECK_EQ(0, next_record(pair.sender, &error, &quoted));
	CHECK(receive_soon(pair.sender, &in) == 1);
	CHECK(control.fields & SOCK6_RECEIVED);
	CHECK_EQ(0, sock6_control_request(pair.sender,
					  granted & SOCK6_RECEIVED_HARDWARE,
					  NULL));
	CHECK_EQ(0, sock6_timestamp_request(pair.sender, 0));
	CHECK_EQ(0, sock6_get(pair.sender, SOCK6_OPT_TIMESTAMPING, &option));
	CHECK_EQ((granted & SOCK6_RECEIVED_HARDWARE) != 0, option != 0);
	CHECK_EQ(1, send_text(pair.sender, "b", &pair.to, NULL));
	CHECK(next_is(pair.receiver, "b"));
	CHECK_EQ(-EAGAIN, sock6_error_receive(pair.sender, &quoted, &error, 0));
	pair_close(&pair);
}

static void an_unknown_flag_is_refused(void)
{
	sock6_fd fd = udp_at("::1", 0);

	CHECK_EQ(-EINVAL,
		 sock6_timestamp_request(fd, SOCK6_TIMESTAMP_RECEIVED));
	CHECK_EQ(-EINVAL, sock6_timestamp_request(fd, 1u << 31));
	CHECK_EQ(0, sock6_timestamp_request(fd, ALL));
	CHECK_EQ(0, sock6_timestamp_request(fd, 0));
	CHECK_EQ(-EBADF, sock6_timestamp_request(-1, 0));
	sock6_close(fd);
}

static void the_loopback_interface_stamps_by_software(void)
{
	const unsigned software =
		SOCK6_TIMESTAMP_SENT | SOCK6_TIMESTAMP_RECEIVED;
	uint32_t index;
	int offered;

	REQUIRE_EQ(0, sock6_interface_index(&index, "lo"));
	offered = sock6_timestamp_offered(index);
	CHECK(offered >= 0 && ((unsigned)offered & software) == software);
	CHECK(!((unsigned)offered & SOCK6_TIMESTAMP_HARDWARE));
	CHECK_EQ(-ENODEV, sock6_timestamp_offered(0));
	CHECK_EQ(-ENODEV, sock6_timestamp_offered(INT32_MAX));
}

/* Whether the time is kept is the queueing discipline's business. */
static void a_datagram_with_a_launch_time_leaves(void)
{
	struct sock6_control control = { .fields = SOCK6_LAUNCH };
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, sock6_launch_request(pair.sender, SOCK6_CLOCK_MONOTONIC,
					 SOCK6_LAUNCH_REPORT));
	control.launch = sock6_now();
	CHECK_EQ(3, send_text(pair.sender, "now", &pair.to, &control));
	CHECK(next_is(pair.receiver, "now"));
	pair_close(&pair);
}

static void a_clock_or_flag_of_no_launch_is_refused(void)
{
	sock6_fd fd = udp_at("::1", 0);
	int status;

	CHECK_EQ(-EINVAL, sock6_launch_request(fd, 0, 0));
	CHECK_EQ(-EINVAL, sock6_launch_request(fd, 3, 0));
	CHECK_EQ(-EINVAL, sock6_launch_request(fd, SOCK6_CLOCK_MONOTONIC, 4));
	CHECK_EQ(-EBADF, sock6_launch_request(-1, SOCK6_CLOCK_MONOTONIC, 0));
	status = sock6_launch_request(fd, SOCK6_CLOCK_TAI,
				      SOCK6_LAUNCH_DEADLINE);
	CHECK_EQ(geteuid() == 0 ? 0 : -EPERM, status);
	sock6_close(fd);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(a_datagram_is_stamped_when_scheduled_and_when_sent);
	RUN(datagrams_are_counted_from_0);
	RUN(a_datagram_can_bring_its_own_number);
	RUN(without_bare_the_packet_comes_back);
	RUN(what_tells_of_receiving_and_of_sending_leave_each_other);
	RUN(an_unknown_flag_is_refused);
	RUN(the_loopback_interface_stamps_by_software);
	RUN(a_datagram_with_a_launch_time_leaves);
	RUN(a_clock_or_flag_of_no_launch_is_refused);
	return check_end();
}
