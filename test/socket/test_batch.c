/* SPDX-License-Identifier: MIT */
/* Many datagrams in few calls: counts, order, values, errors in the middle. */
#include "sockets.h"

#define MOST 200

static struct sock6_message messages[MOST];
static struct sock6_control controls[MOST];
static uint32_t payloads[MOST];
static struct sock6_message got[MOST];
static struct sock6_control got_controls[MOST];
static uint32_t rooms[MOST];

static const unsigned counts[] = { 0, 1, 2, 63, 64, 65, 128, 129, MOST };

#define COUNTS (sizeof(counts) / sizeof(counts[0]))

/* Room in the receiver for all, whatever the system accounts for each. */
static int open_roomy(struct pair *pair)
{
	return pair_open(pair) &&
	       sock6_set(pair->receiver, SOCK6_OPT_RECEIVE_BUFFER, 1 << 20) ==
		       0;
}

static void prepare(const struct sockaddr_in6 *to)
{
	for (uint32_t i = 0; i < MOST; i++) {
		payloads[i] = i;
		messages[i] = outgoing(&payloads[i], 4, to, NULL);
		messages[i].result = -77;
		memset(&got_controls[i], 0xee, sizeof(got_controls[i]));
		rooms[i] = UINT32_MAX;
		got[i] = incoming(&rooms[i], 4, &got_controls[i]);
		got[i].result = -77;
	}
}

/* Until all of count are there, or nothing more comes. */
static unsigned receive_all(sock6_fd fd, struct sock6_io *io, unsigned count)
{
	unsigned done = 0;

	while (done < count) {
		int more;

		if (sock6_wait(fd, SOCK6_READABLE, sock6_now() + PATIENCE) < 0)
			break;
		more = sock6_receive_batch(fd, io, got + done, count - done,
					   SOCK6_DONT_WAIT);
		if (more <= 0)
			break;
		done += (unsigned)more;
	}
	return done;
}

static void check_order(struct pair *pair, unsigned count)
{
	for (uint32_t i = 0; i < count; i++) {
		CHECK_EQ(4, messages[i].result);
		CHECK_EQ(4, got[i].result);
		CHECK_EQ(0, got[i].flags);
		CHECK_EQ(0, got[i].segment_size);
		CHECK_EQ(i, rooms[i]);
		CHECK_MEM(&pair->from, &got[i].peer, sizeof(pair->from));
	}
	for (uint32_t i = count; i < MOST; i++) {
		CHECK_EQ(-77, messages[i].result);
		CHECK_EQ(-77, got[i].result);
	}
}

static void check_every_count(struct sock6_io *io)
{
	struct pair pair;

	REQUIRE(open_roomy(&pair));
	for (size_t i = 0; i < COUNTS; i++) {
		prepare(&pair.to);
		CHECK_EQ(counts[i], sock6_send_batch(pair.sender, io, messages,
						     counts[i], 0));
		CHECK_EQ(counts[i], receive_all(pair.receiver, io, counts[i]));
		check_order(&pair, counts[i]);
	}
	pair_close(&pair);
}

static void every_count_arrives_whole_and_in_order(void)
{
	check_every_count(NULL);
}

static void the_same_with_what_was_learnt(void)
{
	struct sock6_io io;

	memset(&io, 0, sizeof(io));
	check_every_count(&io);
}

static void the_same_one_call_at_a_time(void)
{
	struct sock6_io io;

	memset(&io, 0, sizeof(io));
	io.off = SOCK6_MANY | SOCK6_COALESCE;
	check_every_count(&io);
}

static void nothing_to_do_is_nothing_done(void)
{
	CHECK_EQ(0, sock6_send_batch(SOCK6_INVALID, NULL, NULL, 0, 0));
	CHECK_EQ(0, sock6_receive_batch(SOCK6_INVALID, NULL, NULL, 0, 0));
}

static void each_message_has_values_and_a_peer_of_its_own(void)
{
	struct pair pair, other;
	sock6_fd both[2];

	REQUIRE(open_roomy(&pair) && open_roomy(&other));
	both[0] = pair.receiver;
	both[1] = other.receiver;
	prepare(&pair.to);
	for (unsigned i = 0; i < MOST; i++) {
		controls[i].fields = i % 3 ? SOCK6_TRAFFIC_CLASS : 0;
		controls[i].traffic_class = (uint8_t)i;
		messages[i].control = i % 5 ? &controls[i] : NULL;
		if (i & 1)
			messages[i].peer = other.to;
	}
	for (int i = 0; i < 2; i++)
		CHECK_EQ(0, sock6_control_request(both[i], SOCK6_TRAFFIC_CLASS,
						  NULL));
	CHECK_EQ(MOST, sock6_send_batch(pair.sender, NULL, messages, MOST, 0));
	for (unsigned odd = 0; odd < 2; odd++) {
		CHECK_EQ(MOST / 2, receive_all(both[odd], NULL, MOST / 2));
		for (unsigned i = 0; i < MOST / 2; i++) {
			unsigned n = 2 * i + odd;

			CHECK_EQ(n, rooms[i]);
			CHECK_EQ(SOCK6_TRAFFIC_CLASS, got_controls[i].fields);
			CHECK_EQ(n % 3 && n % 5 ? n : 0,
				 got_controls[i].traffic_class);
		}
	}
	pair_close(&pair);
	pair_close(&other);
}

static void many_messages_may_share_one_control(void)
{
	struct pair pair;

	REQUIRE(open_roomy(&pair));
	CHECK_EQ(0,
		 sock6_control_request(pair.receiver, SOCK6_HOP_LIMIT, NULL));
	prepare(&pair.to);
	controls[0].fields = SOCK6_HOP_LIMIT;
	controls[0].hop_limit = 9;
	for (unsigned i = 0; i < MOST; i++)
		messages[i].control = &controls[0];
	CHECK_EQ(MOST, sock6_send_batch(pair.sender, NULL, messages, MOST, 0));
	CHECK_EQ(MOST, receive_all(pair.receiver, NULL, MOST));
	for (unsigned i = 0; i < MOST; i++)
		CHECK_EQ(9, got_controls[i].hop_limit);
	pair_close(&pair);
}

/* Sends with message number bad refused, goes on there, and past it. */
static void check_bad_message(unsigned bad, unsigned count, int error)
{
	struct pair pair;

	REQUIRE(open_roomy(&pair));
	CHECK_EQ(0, connect_to(pair.sender, &pair.to));
	prepare(&pair.to);
	switch (error) {
	case -EINVAL:
		controls[bad].fields = SOCK6_DESTINATION;
		messages[bad].control = &controls[bad];
		break;
	case -EAFNOSUPPORT: messages[bad].peer.sin6_family = AF_INET; break;
	default: messages[bad].size = 65536; break; /* -EMSGSIZE */
	}
	if (bad > 0)
		CHECK_EQ(bad, sock6_send_batch(pair.sender, NULL, messages,
					       count, 0));
	CHECK_EQ(error, sock6_send_batch(pair.sender, NULL, messages + bad,
					 count - bad, 0));
	CHECK_EQ(error, messages[bad].result);
	if (bad + 1 < count)
		CHECK_EQ(count - bad - 1,
			 sock6_send_batch(pair.sender, NULL, messages + bad + 1,
					  count - bad - 1, 0));
	CHECK_EQ(count - 1, receive_all(pair.receiver, NULL, count - 1));
	for (unsigned i = 0; i < count - 1; i++)
		CHECK_EQ(i < bad ? i : i + 1, rooms[i]);
	pair_close(&pair);
}

static void an_error_ends_the_batch_before_it_and_comes_next(void)
{
	static const unsigned places[] = { 0, 1, 31, 63, 64, 65, 129 };
	static const int errors[] = { -EINVAL, -EAFNOSUPPORT, -EMSGSIZE };

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		for (size_t j = 0; j < sizeof(errors) / sizeof(errors[0]); j++)
			check_bad_message(places[i], 130, errors[j]);
}

static void unknown_flags_are_refused(void)
{
	struct pair pair;

	REQUIRE(pair_open(&pair));
	prepare(&pair.to);
	for (unsigned bit = 0; bit < 32; bit++)
		if (1u << bit != SOCK6_DONT_WAIT) {
			CHECK_EQ(-EINVAL,
				 sock6_send_batch(pair.sender, NULL, messages,
						  1, 1u << bit));
			CHECK_EQ(-EINVAL,
				 sock6_receive_batch(pair.receiver, NULL, got,
						     1, 1u << bit));
		}
	pair_close(&pair);
}

static void an_empty_queue_is_told_and_nothing_written(void)
{
	static struct sock6_message before[MOST];
	struct pair pair;

	REQUIRE(pair_open(&pair));
	prepare(&pair.to);
	memcpy(before, got, sizeof(before));
	CHECK_EQ(-EAGAIN, sock6_receive_batch(pair.receiver, NULL, got, MOST,
					      SOCK6_DONT_WAIT));
	CHECK_MEM(before, got, sizeof(before));
	pair_close(&pair);
}

static void a_room_that_cannot_be_ends_the_batch_before_it(void)
{
	struct pair pair;

	REQUIRE(open_roomy(&pair));
	prepare(&pair.to);
	CHECK_EQ(9, sock6_send_batch(pair.sender, NULL, messages, 9, 0));
	got[5].size = SIZE_MAX;
	CHECK(sock6_wait(pair.receiver, SOCK6_READABLE,
			 sock6_now() + PATIENCE) > 0);
	CHECK_EQ(5, sock6_receive_batch(pair.receiver, NULL, got, 9, 0));
	CHECK_EQ(-EMSGSIZE,
		 sock6_receive_batch(pair.receiver, NULL, got + 5, 4, 0));
	CHECK_EQ(-77, got[5].result);
	got[5].size = 4;
	CHECK_EQ(4, sock6_receive_batch(pair.receiver, NULL, got + 5, 4, 0));
	for (uint32_t i = 0; i < 9; i++)
		CHECK_EQ(i, rooms[i]);
	pair_close(&pair);
}

/* The call blocks for the first datagram at the most: with fewer there than
 * would fit, it must come back. */
static void what_is_ready_is_taken_without_waiting_for_more(void)
{
	static const unsigned ready[] = { 1, 5, 64, 70 };

	for (size_t i = 0; i < sizeof(ready) / sizeof(ready[0]); i++) {
		struct pair pair;

		REQUIRE(open_roomy(&pair));
		prepare(&pair.to);
		CHECK_EQ(ready[i], sock6_send_batch(pair.sender, NULL, messages,
						    ready[i], 0));
		CHECK_EQ(SOCK6_READABLE,
			 sock6_wait(pair.receiver, SOCK6_READABLE,
				    sock6_now() + PATIENCE));
		alarm(20); /* a hang ends the program, loudly */
		CHECK_EQ(ready[i], sock6_receive_batch(pair.receiver, NULL, got,
						       MOST, 0));
		alarm(0);
		pair_close(&pair);
	}
}

static void truncation_is_flagged_for_each_message(void)
{
	struct pair pair;

	REQUIRE(open_roomy(&pair));
	prepare(&pair.to);
	for (unsigned i = 0; i < 10; i++)
		got[i].size = i % 2 ? 4 : 2;
	CHECK_EQ(10, sock6_send_batch(pair.sender, NULL, messages, 10, 0));
	CHECK_EQ(10, receive_all(pair.receiver, NULL, 10));
	for (unsigned i = 0; i < 10; i++) {
		CHECK_EQ(i % 2 ? 4 : 2, got[i].result);
		CHECK_EQ(i % 2 ? 0 : SOCK6_TRUNCATED, got[i].flags);
	}
	pair_close(&pair);
}

static void the_callers_room_for_control_is_used(void)
{
	static char room[8 * 1000 + 1];
	struct sock6_io io;
	struct pair pair;

	memset(&io, 0, sizeof(io));
	io.control_buffer = room + 1; /* of any alignment */
	io.control_size = sizeof(room) - 1;
	REQUIRE(open_roomy(&pair));
	CHECK_EQ(0,
		 sock6_control_request(pair.receiver, SOCK6_HOP_LIMIT, NULL));
	prepare(&pair.to);
	CHECK_EQ(8, sock6_send_batch(pair.sender, NULL, messages, 8, 0));
	CHECK_EQ(8, receive_all(pair.receiver, &io, 8));
	for (unsigned i = 0; i < 8; i++) {
		CHECK_EQ(SOCK6_HOP_LIMIT, got_controls[i].fields);
		CHECK_EQ(0, got[i].flags);
	}
	CHECK(memcmp(room + 1, (char[8000]){ 0 }, 8000) != 0);
	pair_close(&pair);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(every_count_arrives_whole_and_in_order);
	RUN(the_same_with_what_was_learnt);
	RUN(the_same_one_call_at_a_time);
	RUN(nothing_to_do_is_nothing_done);
	RUN(each_message_has_values_and_a_peer_of_its_own);
	RUN(many_messages_may_share_one_control);
	RUN(an_error_ends_the_batch_before_it_and_comes_next);
	RUN(unknown_flags_are_refused);
	RUN(an_empty_queue_is_told_and_nothing_written);
	RUN(what_is_ready_is_taken_without_waiting_for_more);
	RUN(a_room_that_cannot_be_ends_the_batch_before_it);
	RUN(truncation_is_flagged_for_each_message);
	RUN(the_callers_room_for_control_is_used);
	return check_end();
}
