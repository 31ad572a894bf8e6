/* SPDX-License-Identifier: MIT */
/* Datagrams, one and many, when the system refuses, takes a part, or cannot
 * do many at once. */
#include "faults.h"

#define MOST 200

static struct sock6_message messages[MOST], got[MOST], before[MOST];
static struct sock6_control controls[MOST], got_controls[MOST];
static uint32_t payloads[MOST], rooms[MOST];

/* What a program meets in its life: all must come back as they are. */
static const int errors[] = { EAGAIN, EINTR,       EPERM,        ENOBUFS,
			      ENOMEM, ENETUNREACH, EHOSTUNREACH, ECONNREFUSED,
			      EACCES, EIO,         EINVAL,       EMSGSIZE };

#define ERRORS (sizeof(errors) / sizeof(errors[0]))

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
		controls[i] = (struct sock6_control){ .fields = 0 };
		rooms[i] = UINT32_MAX;
		got[i] = incoming(&rooms[i], 4, &got_controls[i]);
		got[i].result = -77;
	}
}

static unsigned receive_all(sock6_fd fd, unsigned count)
{
	unsigned done = 0;

	while (done < count &&
	       sock6_wait(fd, SOCK6_READABLE, sock6_now() + PATIENCE) > 0) {
		int more = sock6_receive_batch(fd, NULL, got + done,
					       count - done, SOCK6_DONT_WAIT);

		if (more <= 0)
			break;
		done += (unsigned)more;
	}
	return done;
}

static void check_all_arrived(sock6_fd fd, unsigned count)
{
	struct sock6_message extra = incoming(NULL, 0, NULL);

	CHECK_EQ(count, receive_all(fd, count));
	for (uint32_t i = 0; i < count; i++)
		CHECK_EQ(i, rooms[i]);
	CHECK_EQ(-EAGAIN, sock6_receive(fd, &extra, SOCK6_DONT_WAIT));
}

static void one_datagram_is_one_call_and_one_answer(void)
{
	struct pair pair;

	REQUIRE(open_roomy(&pair));
	for (size_t i = 0; i < ERRORS; i++) {
		prepare(&pair.to);
		memcpy(before, messages, sizeof(before));
		arm(1, errors[i]);
		CHECK_EQ(-errors[i], sock6_send(pair.sender, messages, 0));
		CHECK_EQ(1, disarm());
		CHECK_MEM(before, messages, sizeof(before[0]));
		memset(&got_controls[0], 0x5a, sizeof(got_controls[0]));
		memcpy(before, got, sizeof(before));
		arm(1, errors[i]);
		CHECK_EQ(-errors[i], sock6_receive(pair.receiver, got, 0));
		CHECK_EQ(1, disarm());
		CHECK_MEM(before, got, sizeof(before[0]));
		CHECK_EQ(0x5a, *(unsigned char *)&got_controls[0]);
	}
	pair_close(&pair);
}

/* With 200 datagrams, each of 64 a call at the most; the n-th call fails. */
static void check_failing_call(int step, int error)
{
	struct pair pair;
	int sent, rest = 0;

	REQUIRE(open_roomy(&pair));
	prepare(&pair.to);
	arm(step, error);
	sent = sock6_send_batch(pair.sender, NULL, messages, MOST, 0);
	CHECK_EQ(step, disarm());
	if (step == 1) {
		CHECK_EQ(-error, sent);
		CHECK_EQ(-error, messages[0].result);
		sent = 0;
	} else {
		CHECK_EQ(64 * (step - 1), sent);
	}
	for (int i = 0; i < sent; i++)
		CHECK_EQ(4, messages[i].result);
	rest = sock6_send_batch(pair.sender, NULL, messages + sent,
				MOST - (unsigned)sent, 0);
	CHECK_EQ(MOST - sent, rest);
	check_all_arrived(pair.receiver, MOST);
	pair_close(&pair);
}

static void an_error_is_returned_or_ends_the_batch_and_nothing_is_retried(void)
{
	for (size_t i = 0; i < ERRORS; i++) {
		if (MANY_ASKS_THE_KERNEL && errors[i] == EPERM)
			continue;
		for (int step = 1; step <= 4; step++)
			check_failing_call(step, errors[i]);
	}
}

static void a_failing_receive_ends_the_batch_or_is_returned(void)
{
	struct pair pair;

	REQUIRE(open_roomy(&pair));
	for (int step = 1; step <= 3; step++) {
		int came, first = 64 * (step - 1);

		prepare(&pair.to);
		CHECK_EQ(MOST, sock6_send_batch(pair.sender, NULL, messages,
						MOST, 0));
		CHECK(sock6_wait(pair.receiver, SOCK6_READABLE,
				 sock6_now() + PATIENCE) > 0);
		memcpy(before, got, sizeof(before));
		arm(step, ENOBUFS);
		came = sock6_receive_batch(pair.receiver, NULL, got, MOST, 0);
		disarm();
		CHECK_EQ(step == 1 ? -ENOBUFS : first, came);
		CHECK_MEM(before + first, got + first,
			  sizeof(before) - sizeof(before[0]) * (size_t)first);
		CHECK_EQ(MOST - first,
			 receive_all(pair.receiver, MOST - (unsigned)first));
	}
	pair_close(&pair);
}

static void a_system_that_takes_a_part_is_gone_on_with(void)
{
	static const unsigned parts[] = { 1, 2, 63 };

	for (size_t i = 0; i < 3; i++) {
		struct pair pair;
		unsigned done = 0, calls = 0;

		REQUIRE(open_roomy(&pair));
		prepare(&pair.to);
		for (; done < MOST && calls < 2 * MOST; calls++) {
			int sent;

			arm(0, 0);
			faults.send_many = parts[i];
			sent = sock6_send_batch(pair.sender, NULL,
						messages + done, MOST - done,
						0);
			disarm();
			REQUIRE(sent > 0);
			for (unsigned j = 0; j < (unsigned)sent; j++)
				CHECK_EQ(4, messages[done + j].result);
			done += (unsigned)sent;
			if (done < MOST)
				CHECK_EQ(-77, messages[done].result);
		}
		CHECK_EQ(MOST, done);
		check_all_arrived(pair.receiver, MOST);
		pair_close(&pair);
	}
}

static void without_calls_for_many_the_results_are_the_same(void)
{
	struct pair pair;

	REQUIRE(open_roomy(&pair));
	CHECK_EQ(0, sock6_control_request(pair.receiver, SOCK6_TRAFFIC_CLASS,
					  NULL));
	prepare(&pair.to);
	for (unsigned i = 0; i < MOST; i++) {
		controls[i].fields = SOCK6_TRAFFIC_CLASS;
		controls[i].traffic_class = (uint8_t)i;
		messages[i].control = &controls[i];
	}
	arm(0, 0);
	faults.no_many = 1;
	CHECK_EQ(MOST, sock6_send_batch(pair.sender, NULL, messages, MOST, 0));
	CHECK(faults.many_calls > 0);
	CHECK_EQ(MOST, sock6_receive_batch(pair.receiver, NULL, got, MOST, 0));
	disarm();
	for (uint32_t i = 0; i < MOST; i++) {
		CHECK_EQ(4, messages[i].result);
		CHECK_EQ(4, got[i].result);
		CHECK_EQ(i, rooms[i]);
		CHECK_EQ(i & 0xff, got_controls[i].traffic_class);
	}
	pair_close(&pair);
}

static void without_calls_for_many_an_error_ends_the_batch(void)
{
	struct pair pair;

	REQUIRE(open_roomy(&pair));
	prepare(&pair.to);
	arm(6, ENOBUFS);
	faults.no_many = 1;
	CHECK_EQ(5, sock6_send_batch(pair.sender, NULL, messages, 10, 0));
	disarm();
	CHECK_EQ(5, receive_all(pair.receiver, 5));
	CHECK_EQ(9, sock6_send_batch(pair.sender, NULL, messages, 9, 0));
	arm(4, ENOBUFS);
	faults.no_many = 1;
	CHECK_EQ(3, sock6_receive_batch(pair.receiver, NULL, got, 9, 0));
	disarm();
	CHECK_EQ(6, receive_all(pair.receiver, 6));
	pair_close(&pair);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(one_datagram_is_one_call_and_one_answer);
	RUN(an_error_is_returned_or_ends_the_batch_and_nothing_is_retried);
	RUN(a_failing_receive_ends_the_batch_or_is_returned);
	RUN(a_system_that_takes_a_part_is_gone_on_with);
	RUN(without_calls_for_many_the_results_are_the_same);
	RUN(without_calls_for_many_an_error_ends_the_batch);
	return check_end();
}
