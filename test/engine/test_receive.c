/* SPDX-License-Identifier: MIT */
/* Receiving many: runs stay runs, what does not fit is said, and nothing of
 * the former use of the messages survives. */
#include "own_network.h"

#include "traffic.h"

#include <pthread.h>

#define SEGMENT 100
#define ROOMS   8
#define TOLD                                                       \
	(SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_INTERFACE | \
	 SOCK6_DESTINATION)

static int own;
static struct pair pair;
static struct sock6_io io;
static struct sock6_message in[ROOMS];
static struct sock6_control got[ROOMS];
static unsigned char rooms[ROOMS][65535], bytes[65507];

static int begin(int coalescing)
{
	memset(&io, 0, sizeof(io));
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i % 253);
	for (int i = 0; i < ROOMS; i++)
		in[i] = incoming(rooms[i], sizeof(rooms[i]), &got[i]);
	return pair_open(&pair) &&
	       sock6_control_request(pair.receiver, TOLD, NULL) == 0 &&
	       sock6_set(pair.receiver, SOCK6_OPT_RECEIVE_COALESCING,
			 coalescing) == 0;
}

static void send_run(size_t size, struct sock6_control *control)
{
	struct sock6_message run = outgoing(bytes, size, &pair.to, control);

	run.segment_size = SEGMENT;
	CHECK_EQ(size, sock6_send(pair.sender, &run, 0));
}

static void send_bytes(size_t size)
{
	struct sock6_message one = outgoing(bytes, size, &pair.to, NULL);

	CHECK_EQ(size, sock6_send(pair.sender, &one, 0));
}

static int receive(unsigned count)
{
	int status = sock6_wait(pair.receiver, SOCK6_READABLE,
				sock6_now() + PATIENCE);

	if (status < 0)
		return status;
	return sock6_receive_batch(pair.receiver, &io, in, count, 0);
}

/* The datagrams of a message, as text: "100 100 50". */
static const char *sizes(const struct sock6_message *message)
{
	static char text[400];
	struct sock6_buffer view;
	size_t offset = 0, length = 0;
	const unsigned char *expected = message->data;

	text[0] = '\0';
	while (sock6_message_next(message, &offset, &view)) {
		CHECK(view.data == expected);
		expected += view.size;
		length +=
			(size_t)snprintf(text + length, sizeof(text) - length,
					 "%s%zu", length ? " " : "", view.size);
	}
	return text;
}

static void a_run_stays_one_message(void)
{
	REQUIRE(begin(1));
	send_run(350, NULL);
	REQUIRE_EQ(1, receive(ROOMS));
	CHECK_EQ(350, in[0].result);
	CHECK_EQ(SEGMENT, in[0].segment_size);
	CHECK_EQ(0, in[0].flags);
	CHECK_MEM(bytes, rooms[0], 350);
	CHECK_STR("100 100 100 50", sizes(&in[0]));
	CHECK_EQ(TOLD, got[0].fields & TOLD);
	pair_close(&pair);
}

static void without_coalescing_the_same_loop_serves(void)
{
	static const char *const expected[] = { "100", "100", "100", "50" };

	REQUIRE(begin(0));
	send_run(350, NULL);
	REQUIRE_EQ(4, receive(ROOMS));
	for (int i = 0; i < 4; i++) {
		CHECK_EQ(0, in[i].segment_size);
		CHECK_STR(expected[i], sizes(&in[i]));
		CHECK_MEM(bytes + i * SEGMENT, rooms[i], (size_t)in[i].result);
	}
	pair_close(&pair);
}

static void empty_datagrams_come_through_the_same_loop(void)
{
	static const char *const expected[] = { "0", "100 10", "0", "7", "0" };

	REQUIRE(begin(1));
	send_bytes(0);
	send_run(110, NULL);
	send_bytes(0);
	send_bytes(7);
	send_bytes(0);
	REQUIRE_EQ(5, receive(ROOMS));
	for (int i = 0; i < 5; i++)
		CHECK_STR(expected[i], sizes(&in[i]));
	pair_close(&pair);
}

static void a_room_smaller_than_the_run_is_said(void)
{
	REQUIRE(begin(1));
	in[0].size = 250;
	send_run(350, NULL);
	send_run(350, NULL);
	REQUIRE_EQ(2, receive(2));
	CHECK_EQ(250, in[0].result);
	CHECK_EQ(SOCK6_TRUNCATED, in[0].flags);
	CHECK_EQ(SEGMENT, in[0].segment_size);
	CHECK_STR("100 100 50", sizes(&in[0]));
	CHECK_EQ(0, in[1].flags);
	CHECK_EQ(350, in[1].result);
	pair_close(&pair);
}

static void a_room_smaller_than_the_datagram_is_said_of_that_one(void)
{
	REQUIRE(begin(0));
	in[1].size = 99;
	send_run(300, NULL);
	REQUIRE_EQ(3, receive(ROOMS));
	CHECK_EQ(0, in[0].flags);
	CHECK_EQ(SOCK6_TRUNCATED, in[1].flags);
	CHECK_EQ(99, in[1].result);
	CHECK_EQ(0, in[2].flags);
	pair_close(&pair);
}

/* Nearly: with all headers it must be shorter than the 65536 bytes that an
 * interface takes, or it comes in pieces. */
static void the_longest_run_fits_the_longest_room(void)
{
	const size_t size = 65000;

	REQUIRE(begin(1));
	for (size_t i = 0; i < 2; i++) {
		struct sock6_message run =
			outgoing(bytes, size, &pair.to, NULL);

		run.segment_size = 1452;
		CHECK_EQ(size, sock6_send(pair.sender, &run, 0));
	}
	REQUIRE_EQ(2, receive(ROOMS));
	for (int i = 0; i < 2; i++) {
		CHECK_EQ(size, in[i].result);
		CHECK_EQ(1452, in[i].segment_size);
		CHECK_EQ(0, in[i].flags);
		CHECK_MEM(bytes, rooms[i], size);
	}
	pair_close(&pair);
}

/* Every output is as if the array were new, whatever it was used for. */
static void check_nothing_survives(uint32_t off)
{
	struct sock6_control class = { .fields = SOCK6_TRAFFIC_CLASS,
				       .traffic_class = 0xfc };

	REQUIRE(begin(1));
	io.off = off;
	send_run(350, &class);
	REQUIRE_EQ(1, receive(1));
	CHECK_EQ(0xfc, got[0].traffic_class);
	CHECK_EQ(0,
		 sock6_control_request(pair.receiver, SOCK6_HOP_LIMIT, NULL));
	for (int i = 0; i < ROOMS; i++) {
		in[i].flags = 0xffff;
		in[i].segment_size = 1;
		in[i].result = 12345;
		memset(&in[i].peer, 0xee, sizeof(in[i].peer));
		memset(&got[i], 0xee, sizeof(got[i]));
	}
	send_bytes(0);
	send_bytes(9);
	REQUIRE_EQ(2, receive(ROOMS));
	for (int i = 0; i < 2; i++) {
		CHECK_EQ(i * 9, in[i].result);
		CHECK_EQ(0, in[i].flags);
		CHECK_EQ(0, in[i].segment_size);
		CHECK_MEM(&pair.from, &in[i].peer, sizeof(pair.from));
		CHECK_EQ(SOCK6_HOP_LIMIT, got[i].fields);
		CHECK_EQ(0, got[i].traffic_class);
		CHECK_EQ(0, got[i].ifindex);
		CHECK_EQ(sizeof(rooms[i]), in[i].size);
		CHECK(in[i].data == rooms[i]);
	}
	CHECK_EQ(12345, in[2].result);
	CHECK_EQ(0xffff, in[2].flags);
	pair_close(&pair);
}

static void nothing_of_the_former_use_survives(void)
{
	check_nothing_survives(0);
}

static void nor_where_they_are_received_one_by_one(void)
{
	check_nothing_survives(SOCK6_MANY);
}

static void without_a_control_the_rest_is_told_all_the_same(void)
{
	REQUIRE(begin(1));
	for (int i = 0; i < 2; i++)
		in[i].control = NULL;
	send_run(350, NULL);
	send_bytes(3);
	REQUIRE_EQ(2, receive(ROOMS));
	CHECK_EQ(SEGMENT, in[0].segment_size);
	CHECK_EQ(0, in[1].segment_size);
	pair_close(&pair);
}

/* A destination options header (RFC 8200, 4.6) of 400 bytes, longer than what
 * the library has room for: options for experiments (RFC 4727), to be skipped
 * where they are unknown. */
static int add_options_header(void)
{
	unsigned char header[400] = { 0 };

	header[1] = sizeof(header) / 8 - 1;
	header[2] = 0x1e;
	header[3] = 196;
	header[200] = 0x1e;
	header[201] = 198;
	return setsockopt(pair.sender, IPPROTO_IPV6, IPV6_DSTOPTS, header,
			  sizeof(header)) == 0 &&
	       sock6_set(pair.receiver, SOCK6_OPT_RECEIVE_DESTINATION_OPTIONS,
			 1) == 0;
}

static void values_that_do_not_fit_are_said_to_be_missing(void)
{
	static unsigned char more[ROOMS * 1024];

	if (!own)
		SKIP(NO_OWN_NETWORK);
	REQUIRE(begin(0));
	REQUIRE(add_options_header());
	send_bytes(1);
	REQUIRE_EQ(1, receive(ROOMS));
	CHECK_EQ(SOCK6_CONTROL_TRUNCATED, in[0].flags);
	CHECK_EQ(1, in[0].result);
	io.control_buffer = more;
	io.control_size = 320 * ROOMS;
	send_bytes(1);
	REQUIRE_EQ(1, receive(ROOMS));
	CHECK_EQ(SOCK6_CONTROL_TRUNCATED, in[0].flags);
	io.control_size = sizeof(more);
	for (unsigned count = 1; count <= ROOMS; count += ROOMS - 1) {
		send_bytes(2);
		REQUIRE_EQ(1, receive(count));
		CHECK_EQ(0, in[0].flags);
		CHECK_EQ(TOLD, got[0].fields);
	}
	pair_close(&pair);
}

static void a_control_buffer_that_is_too_small_does_no_harm(void)
{
	static unsigned char small[16];

	for (size_t size = 0; size <= sizeof(small); size += 8) {
		REQUIRE(begin(1));
		io.control_buffer = small;
		io.control_size = size;
		send_run(350, NULL);
		REQUIRE_EQ(1, receive(ROOMS));
		CHECK_EQ(0, in[0].flags);
		CHECK_EQ(SEGMENT, in[0].segment_size);
		CHECK_EQ(TOLD, got[0].fields & TOLD);
		pair_close(&pair);
	}
}

/* Of any alignment and length, as the caller has it. */
static void a_control_buffer_may_lie_anywhere(void)
{
	static unsigned char more[ROOMS * 400 + 8];

	for (unsigned shift = 0; shift < 8; shift++) {
		REQUIRE(begin(0));
		io.control_buffer = more + shift;
		io.control_size = ROOMS * 400 - shift;
		send_run(ROOMS * SEGMENT, NULL);
		REQUIRE_EQ(ROOMS, receive(ROOMS));
		for (int i = 0; i < ROOMS; i++) {
			CHECK_EQ(0, in[i].flags);
			CHECK_EQ(TOLD, got[i].fields);
		}
		pair_close(&pair);
	}
}

/* Sends once the main thread sleeps, as it does in the call; should it sleep
 * elsewhere, the outcome is the same. */
static void *send_when_it_waits(void *unused)
{
	char line[256] = "";
	int64_t end = sock6_now() + PATIENCE;

	while (sock6_now() < end && !strstr(line, ") S ")) {
		FILE *file = fopen("/proc/self/stat", "r");

		if (!file || !fgets(line, sizeof(line), file))
			strcpy(line, ") S ");
		if (file)
			fclose(file);
		sched_yield();
	}
	send_bytes(5);
	return unused;
}

static void the_first_is_waited_for_and_no_more(void)
{
	static const uint32_t off[] = { 0, SOCK6_MANY };

	for (int i = 0; i < 2; i++) {
		pthread_t thread;

		REQUIRE(begin(0));
		io.off = off[i];
		REQUIRE_EQ(0, pthread_create(&thread, NULL, send_when_it_waits,
					     NULL));
		CHECK_EQ(1,
			 sock6_receive_batch(pair.receiver, &io, in, ROOMS, 0));
		CHECK_EQ(5, in[0].result);
		pthread_join(thread, NULL);
		pair_close(&pair);
	}
}

static void no_more_are_taken_than_there_are_rooms(void)
{
	static const uint32_t off[] = { 0, SOCK6_MANY };

	for (int i = 0; i < 2; i++) {
		REQUIRE(begin(0));
		io.off = off[i];
		send_run(10 * SEGMENT, NULL);
		CHECK_EQ(3, receive(3));
		CHECK_EQ(7, receive(ROOMS));
		pair_close(&pair);
	}
}

int main(void)
{
	own = own_network();
	if (no_sockets())
		return check_skip_all(no_sockets());
	stay_on_one_processor();
	RUN(a_run_stays_one_message);
	RUN(without_coalescing_the_same_loop_serves);
	RUN(empty_datagrams_come_through_the_same_loop);
	RUN(a_room_smaller_than_the_run_is_said);
	RUN(a_room_smaller_than_the_datagram_is_said_of_that_one);
	RUN(the_longest_run_fits_the_longest_room);
	RUN(nothing_of_the_former_use_survives);
	RUN(nor_where_they_are_received_one_by_one);
	RUN(without_a_control_the_rest_is_told_all_the_same);
	RUN(values_that_do_not_fit_are_said_to_be_missing);
	RUN(a_control_buffer_that_is_too_small_does_no_harm);
	RUN(a_control_buffer_may_lie_anywhere);
	RUN(the_first_is_waited_for_and_no_more);
	RUN(no_more_are_taken_than_there_are_rooms);
	return check_end();
}
