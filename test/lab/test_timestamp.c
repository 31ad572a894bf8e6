/* SPDX-License-Identifier: MIT */
/* Timestamps along a link: scheduled, sent, and received at the other end. */
#include "check.h"
#include "host.h"

static sock6_fd sender, receiver;

static void open_all(void)
{
	sender = lab_udp("a", "::", 0);
	receiver = lab_udp("b", "::", LAB_PORT);
	CHECK_EQ(0, sock6_control_request(receiver, SOCK6_RECEIVED, NULL));
}

static void close_all(void)
{
	sock6_close(receiver);
	sock6_close(sender);
}

static int send_number(int number)
{
	struct sockaddr_in6 peer = lab_peer("2001:db8:1::b", LAB_PORT, 0);
	const char text[2] = { (char)('0' + number), '\0' };

	return lab_send(sender, text, &peer, NULL);
}

/* The next transmit timestamp, waited for with a bound; 0: none came. */
static int next_stamp(struct sock6_error *stamp)
{
	struct sock6_message quoted = { .size = 0 };
	int64_t deadline = sock6_now() + LAB_PATIENCE;
	int status;

	do {
		status = sock6_error_receive(sender, &quoted, stamp, 0);
	} while (status == -EAGAIN && sock6_wait(sender, 0, deadline) > 0);
	return CHECK_EQ(0, status) &&
	       CHECK_EQ(SOCK6_ORIGIN_TRANSMIT, stamp->origin) &&
	       CHECK(stamp->fields & SOCK6_ERROR_TRANSMITTED);
}

static void each_datagram_is_stamped_from_queue_to_receiver(void)
{
	open_all();
	REQUIRE_EQ(0, sock6_timestamp_request(sender,
					      SOCK6_TIMESTAMP_SCHEDULED |
						      SOCK6_TIMESTAMP_SENT |
						      SOCK6_TIMESTAMP_COUNTED |
						      SOCK6_TIMESTAMP_BARE));
	for (int number = 0; number < 5; number++) {
		struct sock6_error stamps[2];
		struct lab_datagram got;

		CHECK_EQ(1, send_number(number));
		for (int i = 0; i < 2; i++) {
			REQUIRE(next_stamp(&stamps[i]));
			CHECK_EQ(number, stamps[i].transmit_id);
		}
		CHECK_EQ(SOCK6_STAGE_SCHEDULED, stamps[0].stage);
		CHECK_EQ(SOCK6_STAGE_SENT, stamps[1].stage);
		CHECK(stamps[0].transmitted <= stamps[1].transmitted);
		CHECK_EQ(1, lab_receive(receiver, &got));
		/* The first one may come before the kernel takes stamps. */
		if (number > 0 && CHECK(got.control.fields & SOCK6_RECEIVED))
			CHECK(stamps[0].transmitted <= got.control.received);
	}
	close_all();
}

static void a_run_is_stamped_once(void)
{
	static char data[5][100];
	struct sockaddr_in6 peer = lab_peer("2001:db8:1::b", LAB_PORT, 0);
	struct sock6_message messages[5];
	struct sock6_message quoted = { .size = 0 };
	struct sock6_io io = { 0 };
	struct sock6_error stamp;

	open_all();
	REQUIRE_EQ(0, sock6_timestamp_request(sender,
					      SOCK6_TIMESTAMP_SENT |
						      SOCK6_TIMESTAMP_COUNTED |
						      SOCK6_TIMESTAMP_BARE));
	for (int i = 0; i < 5; i++)
		messages[i] = (struct sock6_message){ .data = data[i],
						      .size = 100,
						      .peer = peer };
	CHECK_EQ(5, sock6_send_batch(sender, &io, messages, 5, 0));
	CHECK_EQ(5, io.coalesced);
	REQUIRE(next_stamp(&stamp));
	CHECK_EQ(0, stamp.transmit_id);
	CHECK_EQ(-EAGAIN, sock6_error_receive(sender, &quoted, &stamp, 0));
	CHECK_EQ(1, send_number(9));
	REQUIRE(next_stamp(&stamp));
	CHECK_EQ(1, stamp.transmit_id);
	close_all();
}

static void the_link_offers_stamps_by_software(void)
{
	uint32_t eth0 = lab_index("a", "eth0");
	int offered;

	lab_enter("a");
	offered = sock6_timestamp_offered(eth0);
	CHECK(offered > 0 && ((unsigned)offered & SOCK6_TIMESTAMP_SENT));
	CHECK(offered > 0 && ((unsigned)offered & SOCK6_TIMESTAMP_RECEIVED));
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs as: lab.sh pair -- test_timestamp");
	RUN(each_datagram_is_stamped_from_queue_to_receiver);
	RUN(a_run_is_stamped_once);
	RUN(the_link_offers_stamps_by_software);
	return check_end();
}
