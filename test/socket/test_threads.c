/* SPDX-License-Identifier: MIT */
/* One socket, many threads: nothing is lost, doubled or mixed up.  Run under
 * a thread sanitizer it also proves that the library shares nothing. */
#include "sockets.h"

#include <pthread.h>
#include <stdatomic.h>

enum { SENDERS = 4, RECEIVERS = 3, EACH = 400, BATCH = 20 };

static struct pair pair;
static atomic_uint seen[SENDERS * EACH];
static atomic_uint wrong, total;

/* The payload tells the values that must arrive beside it. */
static void fill(struct sock6_message *message, struct sock6_control *control,
		 uint32_t *payload, uint32_t number)
{
	*payload = number;
	memset(control, 0, sizeof(*control));
	control->fields = SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT;
	control->traffic_class = (uint8_t)number;
	control->hop_limit = (uint8_t)(number >> 3 | 1);
	*message = outgoing(payload, sizeof(*payload), &pair.to, control);
}

static void *send_all(void *context)
{
	uint32_t first = *(const uint32_t *)context;
	struct sock6_message messages[BATCH];
	struct sock6_control controls[BATCH];
	uint32_t payloads[BATCH];

	for (uint32_t done = 0; done < EACH; done += BATCH) {
		unsigned sent = 0;

		for (uint32_t i = 0; i < BATCH; i++)
			fill(&messages[i], &controls[i], &payloads[i],
			     first + done + i);
		while (sent < BATCH) {
			int more = sent & 1
					   ? sock6_send(pair.sender,
							&messages[sent], 0)
					   : sock6_send_batch(pair.sender, NULL,
							      messages + sent,
							      BATCH - sent, 0);

			if (more < 0) {
				wrong++;
				return NULL;
			}
			sent += sent & 1 ? 1 : (unsigned)more;
		}
	}
	return NULL;
}

static void judge(const struct sock6_message *message)
{
	uint32_t number;

	memcpy(&number, message->data, sizeof(number));
	total++;
	if (message->result != 4 || message->flags ||
	    number >= SENDERS * EACH || seen[number]++ ||
	    message->control->traffic_class != (uint8_t)number ||
	    message->control->hop_limit != (uint8_t)(number >> 3 | 1))
		wrong++;
}

/* Until all came; the last ones may be another thread's, so none waits long
 * after the total is reached. */
static void *receive_all(void *context)
{
	int64_t deadline = sock6_now() + PATIENCE;
	struct sock6_message messages[BATCH];
	struct sock6_control controls[BATCH];
	uint32_t rooms[BATCH];

	(void)context;
	while (total < SENDERS * EACH && sock6_now() < deadline) {
		int came;

		for (int i = 0; i < BATCH; i++)
			messages[i] = incoming(&rooms[i], 4, &controls[i]);
		sock6_wait(pair.receiver, SOCK6_READABLE,
			   sock6_now() + 5000000);
		came = sock6_receive_batch(pair.receiver, NULL, messages, BATCH,
					   SOCK6_DONT_WAIT);
		for (int i = 0; i < came; i++)
			judge(&messages[i]);
	}
	return NULL;
}

static void many_threads_share_one_socket(void)
{
	pthread_t senders[SENDERS], receivers[RECEIVERS];
	uint32_t first[SENDERS];

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0,
		 sock6_set(pair.receiver, SOCK6_OPT_RECEIVE_BUFFER, 4 << 20));
	CHECK_EQ(0, sock6_control_request(pair.receiver,
					  SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT,
					  NULL));
	for (uint32_t i = 0; i < RECEIVERS; i++)
		REQUIRE_EQ(0, pthread_create(&receivers[i], NULL, receive_all,
					     NULL));
	for (uint32_t i = 0; i < SENDERS; i++) {
		first[i] = i * EACH;
		REQUIRE_EQ(0, pthread_create(&senders[i], NULL, send_all,
					     &first[i]));
	}
	for (int i = 0; i < SENDERS; i++)
		pthread_join(senders[i], NULL);
	for (int i = 0; i < RECEIVERS; i++)
		pthread_join(receivers[i], NULL);
	CHECK_EQ(0, wrong);
	CHECK_EQ(SENDERS * EACH, total);
	pair_close(&pair);
}

static void *set_and_ask(void *context)
{
	sock6_fd fd = *(const sock6_fd *)context;

	for (int i = 0; i < 300; i++) {
		int64_t value = 0;
		uint64_t granted = 0;

		if (sock6_set(fd, SOCK6_OPT_HOP_LIMIT, i & 0xff) < 0 ||
		    sock6_get(fd, SOCK6_OPT_HOP_LIMIT, &value) < 0 ||
		    sock6_control_request(fd, SOCK6_HOP_LIMIT, &granted) < 0 ||
		    granted != SOCK6_HOP_LIMIT)
			wrong++;
	}
	return NULL;
}

static void many_threads_set_options_of_one_socket(void)
{
	pthread_t threads[SENDERS];
	sock6_fd fd = udp_at("::1", 0);
	int64_t on = 0;

	wrong = 0;
	for (int i = 0; i < SENDERS; i++)
		REQUIRE_EQ(0,
			   pthread_create(&threads[i], NULL, set_and_ask, &fd));
	for (int i = 0; i < SENDERS; i++)
		pthread_join(threads[i], NULL);
	CHECK_EQ(0, wrong);
	CHECK_EQ(0, sock6_get(fd, SOCK6_OPT_RECEIVE_HOP_LIMIT, &on));
	CHECK_EQ(1, on);
	sock6_close(fd);
}

static void *send_three_later(void *context)
{
	sock6_fd never_readable = pair.sender;

	(void)context;
	for (int i = 0; i < 3; i++) {
		sock6_wait(never_readable, SOCK6_READABLE,
			   sock6_now() + 1000000);
		if (send_text(pair.sender, "late", &pair.to, NULL) != 4)
			wrong++;
	}
	return NULL;
}

/* Nothing is there when the call begins: it must wait for the first one, and
 * come back with what is there then. */
static void a_batch_waits_for_its_first_datagram(void)
{
	struct sock6_message messages[BATCH];
	char rooms[BATCH][8];
	pthread_t thread;
	int came = 0;

	wrong = 0;
	REQUIRE(pair_open(&pair));
	for (int i = 0; i < BATCH; i++)
		messages[i] = incoming(rooms[i], 8, NULL);
	REQUIRE_EQ(0, pthread_create(&thread, NULL, send_three_later, NULL));
	alarm(20); /* a hang ends the program, loudly */
	while (came < 3) {
		int more = sock6_receive_batch(pair.receiver, NULL, messages,
					       BATCH, 0);

		if (!CHECK(more >= 1 && more <= 3))
			break;
		came += more;
	}
	alarm(0);
	pthread_join(thread, NULL);
	CHECK_EQ(3, came);
	CHECK_EQ(0, wrong);
	pair_close(&pair);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(many_threads_share_one_socket);
	RUN(a_batch_waits_for_its_first_datagram);
	RUN(many_threads_set_options_of_one_socket);
	return check_end();
}
