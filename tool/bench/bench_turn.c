/* SPDX-License-Identifier: MIT */
/* One turn of sock6 bench. */
#include "bench_turn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "process/allocate.h"
#include "time_unit.h"
#include "words/switches.h"

#define TRAFFIC_CLASS 0x28
#define HOP_LIMIT     17
#define WANTED_BUFFER (4 << 20)
#define PATIENCE      SECOND

/* What the system takes of a receive buffer for each datagram, besides it. */
#define OVERHEAD 1300

/* Room for a whole run, of which few come at once. */
#define RUN_ROOM 65536
#define RUN_READ 8

static unsigned reads_at_once(const struct bench_pair *pair)
{
	if (pair->way->one_by_one)
		return 1;
	return pair->way->coalesced ? RUN_READ : BENCH_BATCH;
}

/* Peer and values belong to the socket, not to each datagram. */
static int is_connected(const struct bench_pair *pair)
{
	return pair->way->connected || switched_off(SWITCH_NO_CONTROL);
}

static int port_of(sock6_fd fd, struct sockaddr_in6 *peer)
{
	socklen_t size = sizeof(*peer);

	if (getsockname(fd, (struct sockaddr *)peer, &size) < 0)
		return -errno;
	return 0;
}

static int open_sockets(struct bench_pair *pair, struct sockaddr_in6 *peer)
{
	struct sockaddr_in6 local = { .sin6_family = AF_INET6 };
	int status;

	local.sin6_addr = in6addr_loopback;
	status = sock6_udp_open(&pair->from, &local, 0);
	if (status < 0)
		return status;
	status = sock6_udp_open(&pair->to, &local, 0);
	if (status < 0) {
		sock6_close(pair->from);
		return status;
	}
	return port_of(pair->to, peer);
}

/* As much as the system grants, and a burst that fits. */
static int make_room(struct bench_pair *pair)
{
	int64_t granted;
	int status = sock6_set(pair->to, SOCK6_OPT_RECEIVE_BUFFER_FORCE,
			       WANTED_BUFFER);

	if (status < 0)
		sock6_set(pair->to, SOCK6_OPT_RECEIVE_BUFFER, WANTED_BUFFER);
	status = sock6_get(pair->to, SOCK6_OPT_RECEIVE_BUFFER, &granted);
	if (status < 0)
		return status;
	granted /= (int64_t)(2 * pair->size + OVERHEAD);
	pair->burst = granted < 1             ? 1
		      : granted < BENCH_BATCH ? (unsigned)granted
					      : BENCH_BATCH;
	return 0;
}

static void make_messages(struct bench_pair *pair,
			  const struct sockaddr_in6 *peer)
{
	unsigned reads = reads_at_once(pair);
	size_t room = pair->way->coalesced ? RUN_ROOM : pair->size;

	pair->payload = allocate(BENCH_BATCH, pair->size);
	pair->rooms = allocate(reads, room);
	for (unsigned i = 0; i < BENCH_BATCH; i++) {
		pair->out[i].data = pair->payload + i * pair->size;
		pair->out[i].size = pair->size;
		if (is_connected(pair))
			continue;
		pair->out[i].control = &pair->sent;
		pair->out[i].peer = *peer;
	}
	for (unsigned i = 0; i < reads; i++) {
		pair->in[i].data = pair->rooms + i * room;
		pair->in[i].size = room;
		pair->in[i].control = &pair->came[i];
	}
}

static int set_up(struct bench_pair *pair, const struct sockaddr_in6 *peer)
{
	int status = sock6_control_request(
		pair->to,
		SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_DESTINATION,
		NULL);

	if (status == 0)
		status = make_room(pair);
	if (status == 0 && is_connected(pair))
		status = sock6_connect(pair->from, peer, &pair->sent);
	if (status == 0 && pair->way->coalesced &&
	    !switched_off(SWITCH_NO_RECEIVE_COALESCING))
		status = sock6_set(pair->to, SOCK6_OPT_RECEIVE_COALESCING, 1);
	return status;
}

int bench_pair_open(struct bench_pair *pair, const struct bench_way *way,
		    size_t size)
{
	struct sockaddr_in6 peer;
	int status;

	memset(pair, 0, sizeof(*pair));
	pair->way = way;
	pair->size = size;
	/* A connected socket has its source from bind(2). */
	pair->sent.fields = SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT |
			    (is_connected(pair) ? 0 : SOCK6_SOURCE);
	pair->sent.traffic_class = TRAFFIC_CLASS;
	pair->sent.hop_limit = HOP_LIMIT;
	pair->sent.source = in6addr_loopback;
	pair->sender.off = pair->receiver.off = switched_off_ways();
	if (!way->coalesced)
		pair->sender.off |= SOCK6_COALESCE;
	status = open_sockets(pair, &peer);
	if (status < 0)
		return status;
	make_messages(pair, &peer);
	status = set_up(pair, &peer);
	if (status < 0)
		bench_pair_close(pair);
	return status;
}

void bench_pair_close(struct bench_pair *pair)
{
	sock6_close(pair->from);
	sock6_close(pair->to);
	free(pair->payload);
	free(pair->rooms);
}

static int send_burst(struct bench_pair *pair)
{
	unsigned done = 0;
	int status;

	while (done < pair->burst) {
		status = pair->way->one_by_one
				 ? sock6_send(pair->from, &pair->out[done], 0)
				 : sock6_send_batch(pair->from, &pair->sender,
						    pair->out + done,
						    pair->burst - done, 0);
		if (status < 0)
			return status;
		done += pair->way->one_by_one ? 1 : (unsigned)status;
	}
	return 0;
}

/* Returns the number of datagrams, all of them as they were sent. */
static int count_datagrams(const struct bench_pair *pair,
			   const struct sock6_message *message)
{
	struct sock6_buffer datagram;
	size_t offset = 0;
	int count = 0;

	if (message->flags || message->control->hop_limit != HOP_LIMIT ||
	    message->control->traffic_class != TRAFFIC_CLASS)
		return -EBADMSG;
	for (; sock6_message_next(message, &offset, &datagram); count++)
		if (datagram.size != pair->size)
			return -EBADMSG;
	return count;
}

static int read_some(struct bench_pair *pair)
{
	int status =
		pair->way->one_by_one
			? sock6_receive(pair->to, pair->in, SOCK6_DONT_WAIT)
			: sock6_receive_batch(pair->to, &pair->receiver,
					      pair->in, reads_at_once(pair),
					      SOCK6_DONT_WAIT);
	int messages = pair->way->one_by_one ? 1 : status, count = 0;

	for (int i = 0; status >= 0 && i < messages; i++) {
		status = count_datagrams(pair, &pair->in[i]);
		count += status;
	}
	return status < 0 ? status : count;
}

static int receive_burst(struct bench_pair *pair)
{
	int64_t deadline = sock6_now() + PATIENCE;
	unsigned done = 0;
	int status;

	while (done < pair->burst) {
		status = read_some(pair);
		if (status == -EAGAIN) {
			status = sock6_wait(pair->to, SOCK6_READABLE, deadline);
			if (status >= 0)
				continue;
		}
		if (status < 0)
			return status;
		done += (unsigned)status;
	}
	return 0;
}

int bench_turn(struct bench_pair *pair, struct bench_times *times)
{
	int64_t begin = sock6_now(), between;
	int status = send_burst(pair);

	if (status < 0)
		return status;
	between = sock6_now();
	status = receive_burst(pair);
	if (status < 0)
		return status;
	times->send = between - begin;
	times->receive = sock6_now() - between;
	return 0;
}
