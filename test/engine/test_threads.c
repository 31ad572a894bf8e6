/* SPDX-License-Identifier: MIT */
/* Threads that send and receive batches on one socket each way, each with a
 * struct sock6_io of its own: every datagram arrives once and whole.  Under a
 * thread sanitizer it also proves that nothing is shared. */
#include "traffic.h"

#include <pthread.h>
#include <stdatomic.h>

#define SENDERS   3
#define RECEIVERS 2
#define EACH      2000
#define BATCH     100
#define ROOMS     4
#define SIZE      64

/* In flight at most: what the smallest socket buffer holds. */
#define WINDOW 150

static struct pair pair;
static atomic_uchar seen[SENDERS][EACH];
static atomic_uint sent, received, coalesced, wrong;
static atomic_int over;
static unsigned char rooms[RECEIVERS][ROOMS][65535];

struct payload {
	uint32_t sender, number;
	unsigned char rest[SIZE - 8];
};

static struct payload payload_of(uint32_t sender, uint32_t number)
{
	struct payload payload = { .sender = sender, .number = number };

	memset(payload.rest, (int)(sender + number), sizeof(payload.rest));
	return payload;
}

/* Until there is room for so many more; 0 when that never comes. */
static int wait_for_room(unsigned count)
{
	int64_t deadline = sock6_now() + PATIENCE;
	unsigned before = sent;

	for (;;) {
		if (before - received + count <= WINDOW) {
			if (atomic_compare_exchange_weak(&sent, &before,
							 before + count))
				return 1;
		} else {
			if (sock6_now() > deadline)
				return 0;
			sched_yield();
			before = sent;
		}
	}
}

static int send_some(struct sock6_io *io, struct sock6_message *messages,
		     unsigned count)
{
	unsigned done = 0;

	while (done < count) {
		int status = sock6_send_batch(pair.sender, io, messages + done,
					      count - done, 0);

		if (status <= 0)
			return status;
		done += (unsigned)status;
	}
	return 1;
}

/* Each sender has a value of its own, so that its runs can be told. */
static void *send_all(void *context)
{
	uint32_t sender = *(uint32_t *)context;
	struct sock6_io io = { .off = 0 };
	struct sock6_message messages[BATCH];
	struct payload payloads[BATCH];
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS,
					 .traffic_class = (uint8_t)sender };

	for (uint32_t done = 0; done < EACH; done += BATCH) {
		for (uint32_t i = 0; i < BATCH; i++) {
			payloads[i] = payload_of(sender, done + i);
			messages[i] = outgoing(&payloads[i], SIZE, &pair.to,
					       &control);
		}
		if (!wait_for_room(BATCH) ||
		    send_some(&io, messages, BATCH) <= 0) {
			wrong++;
			return NULL;
		}
	}
	coalesced += (unsigned)io.coalesced;
	return NULL;
}

static void judge(const struct sock6_message *message)
{
	struct sock6_buffer view;
	size_t offset = 0;

	while (sock6_message_next(message, &offset, &view)) {
		struct payload got, expected;

		received++;
		if (view.size != SIZE || message->flags) {
			wrong++;
			continue;
		}
		memcpy(&got, view.data, sizeof(got));
		expected = payload_of(got.sender, got.number);
		if (got.sender >= SENDERS || got.number >= EACH ||
		    memcmp(&got, &expected, sizeof(got)) != 0 ||
		    message->control->traffic_class != got.sender ||
		    atomic_exchange(&seen[got.sender][got.number], 1))
			wrong++;
	}
}

static void *receive_all(void *context)
{
	unsigned receiver = *(unsigned *)context;
	struct sock6_io io = { .off = receiver % 2 ? SOCK6_MANY : 0 };
	struct sock6_message messages[ROOMS];
	struct sock6_control controls[ROOMS];

	while (!over) {
		int count;

		for (int i = 0; i < ROOMS; i++)
			messages[i] = incoming(rooms[receiver][i], 65535,
					       &controls[i]);
		sock6_wait(pair.receiver, SOCK6_READABLE,
			   sock6_now() + 10000000);
		count = sock6_receive_batch(pair.receiver, &io, messages, ROOMS,
					    SOCK6_DONT_WAIT);
		for (int i = 0; i < count; i++)
			judge(&messages[i]);
		if (count < 0 && count != -EAGAIN)
			wrong++;
	}
	return NULL;
}

static void run_threads(void)
{
	pthread_t senders[SENDERS], receivers[RECEIVERS];
	uint32_t sender[SENDERS], receiver[RECEIVERS];
	int64_t deadline = sock6_now() + PATIENCE;

	for (uint32_t i = 0; i < RECEIVERS; i++) {
		receiver[i] = i;
		if (pthread_create(&receivers[i], NULL, receive_all,
				   &receiver[i]) != 0)
			abort();
	}
	for (uint32_t i = 0; i < SENDERS; i++) {
		sender[i] = i;
		if (pthread_create(&senders[i], NULL, send_all, &sender[i]) !=
		    0)
			abort();
	}
	for (int i = 0; i < SENDERS; i++)
		pthread_join(senders[i], NULL);
	while (received < SENDERS * EACH && sock6_now() < deadline)
		sched_yield();
	over = 1;
	for (int i = 0; i < RECEIVERS; i++)
		pthread_join(receivers[i], NULL);
}

static void check_threads(int coalescing)
{
	sent = received = coalesced = wrong = 0;
	over = 0;
	memset((void *)seen, 0, sizeof(seen));
	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, sock6_control_request(pair.receiver, SOCK6_TRAFFIC_CLASS,
					  NULL));
	CHECK_EQ(0, sock6_set(pair.receiver, SOCK6_OPT_RECEIVE_COALESCING,
			      coalescing));
	run_threads();
	CHECK_EQ(0, wrong);
	CHECK_EQ(SENDERS * EACH, received);
	CHECK_EQ(SENDERS * EACH, coalesced);
	pair_close(&pair);
}

static void threads_with_an_io_each_share_one_socket(void)
{
	check_threads(0);
}

static void so_they_do_where_runs_are_received(void)
{
	check_threads(1);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(threads_with_an_io_each_share_one_socket);
	RUN(so_they_do_where_runs_are_received);
	return check_end();
}
