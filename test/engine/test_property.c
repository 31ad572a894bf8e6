/* SPDX-License-Identifier: MIT */
/*
 * What arrives is what was sent, whatever was sent and in whatever way: every
 * byte, the order for each peer, every value beside it.
 *
 * Two rounds: one of a fixed seed and one of a random seed, which is printed;
 * "test_property SEED" repeats it.
 */
#include "traffic.h"

#include "unit/random.h"

#define PEERS     4 /* the last is IPv4-mapped */
#define MOST      3000
#define PIECES    5
#define POOL      (1 << 20)
#define ROOMS     32
#define ROOM_SIZE 65535
#define DATAGRAMS 60000
#define CASES     200

/* The kernel holds no more packets on their way over loopback
 * (net.core.netdev_max_backlog is 1000). */
#define DATAGRAMS_A_CALL 900

struct datagram {
	unsigned message;
	size_t offset, size;
};

static unsigned char pool[POOL];
static unsigned char rooms[ROOMS][ROOM_SIZE];
static struct sock6_message messages[MOST];
static struct sock6_buffer pieces[MOST][PIECES];
static struct sock6_control controls[MOST], shared[3];
static struct datagram expected[PEERS][DATAGRAMS];
static unsigned expected_count[PEERS], sent_count[PEERS], seen_count[PEERS];

static sock6_fd sender, receivers[PEERS];
static struct sockaddr_in6 peers[PEERS];
static uint32_t loopback;
static size_t room_in_socket; /* of the receiver with the least */
static in_port_t sender_port;
static uint64_t left_in_runs, came_in_runs; /* datagrams */
static struct random random_state;

static const uint64_t told = SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT |
			     SOCK6_DESTINATION | SOCK6_INTERFACE |
			     SOCK6_FLOW_LABEL;

static size_t below(size_t limit)
{
	return random_below(&random_state, limit);
}

static int percent(size_t chance)
{
	return below(100) < chance;
}

/* As much room as the system grants. */
static size_t enlarge(sock6_fd fd)
{
	int64_t granted = 0;

	if (sock6_set(fd, SOCK6_OPT_RECEIVE_BUFFER_FORCE, 1 << 23) < 0)
		sock6_set(fd, SOCK6_OPT_RECEIVE_BUFFER, 1 << 23);
	sock6_get(fd, SOCK6_OPT_RECEIVE_BUFFER, &granted);
	return (size_t)granted;
}

static int open_all(void)
{
	sender = udp_at("::", SOCK6_DUAL_STACK);
	sender_port = local_of(sender).sin6_port;
	room_in_socket = SIZE_MAX;
	for (int i = 0; i < PEERS; i++) {
		int mapped = i == PEERS - 1;
		size_t granted;

		receivers[i] = udp_at(mapped ? "::ffff:127.0.0.1" : "::1",
				      mapped ? SOCK6_DUAL_STACK : 0);
		if (receivers[i] == SOCK6_INVALID)
			return 0;
		peers[i] = local_of(receivers[i]);
		granted = enlarge(receivers[i]);
		if (granted < room_in_socket)
			room_in_socket = granted;
		if (sock6_control_request(receivers[i], told, NULL) < 0)
			return 0;
	}
	return sender != SOCK6_INVALID &&
	       sock6_interface_index(&loopback, "lo") == 0;
}

static void close_all(void)
{
	sock6_close(sender);
	for (int i = 0; i < PEERS; i++)
		sock6_close(receivers[i]);
}

/* IPv4 has no label, and no time to live of 0. */
static struct sock6_control any_control(void)
{
	static const uint64_t fields[] = { SOCK6_TRAFFIC_CLASS, SOCK6_HOP_LIMIT,
					   SOCK6_INTERFACE, SOCK6_FLOW_LABEL };
	struct sock6_control control = {
		.traffic_class = (uint8_t)below(256),
		.hop_limit = (uint8_t)(1 + below(255)),
		.ifindex = loopback,
		.flow_label = (uint32_t)(1 + below(0xfffff))
	};

	for (size_t i = 0; i < 4; i++)
		if (percent(50))
			control.fields |= fields[i];
	return control;
}

static size_t any_size(void)
{
	if (percent(2))
		return below(65508);
	return percent(10) ? below(5) : below(1453);
}

/* Where the payload lies: behind the former one, or anywhere. */
static unsigned char *place(const unsigned char *behind, size_t size)
{
	if (behind && percent(70) && size <= (size_t)(pool + POOL - behind))
		return pool + (behind - pool);
	return pool + below(POOL - size);
}

/* Some pieces, of which some touch and some are empty. */
static void cut_into_pieces(unsigned number)
{
	struct sock6_message *message = &messages[number];
	size_t left = message->size;
	unsigned char *behind = NULL;

	for (unsigned i = 0; i < PIECES; i++) {
		size_t size = i == PIECES - 1 ? left : below(left + 1);

		pieces[number][i].data = place(behind, size);
		pieces[number][i].size = size;
		behind = (unsigned char *)pieces[number][i].data + size;
		left -= size;
	}
	message->buffers = pieces[number];
	message->buffer_count = PIECES;
	message->data = NULL;
	message->size = 0;
}

static struct sock6_control *choose_control(unsigned number)
{
	switch (below(4)) {
	case 0: return NULL;
	case 1: return &shared[below(3)];
	case 2: controls[number] = shared[below(3)]; break;
	default: controls[number] = any_control(); break;
	}
	return &controls[number];
}

static void make_ready_run(struct sock6_message *message)
{
	size_t datagrams = below(room_in_socket / 10000 + 1);

	message->segment_size = (uint16_t)(1 + below(1452));
	message->size = message->segment_size * (datagrams % 150);
	message->size += below(message->segment_size);
}

/* Much like the former one, so that there are runs; else of any kind. */
static void make_message(unsigned number)
{
	struct sock6_message *message = &messages[number], former = { 0 };
	unsigned char *behind = NULL;

	if (number) {
		former = messages[number - 1];
		behind = (unsigned char *)former.data + former.size;
	}
	if (former.data == NULL)
		behind = NULL;
	*message = (struct sock6_message){ .size = former.size,
					   .control = former.control,
					   .peer = former.peer,
					   .result = -1 };
	if (number == 0 || percent(8))
		message->peer = peers[below(PEERS)];
	if (number == 0 || percent(8))
		message->control = choose_control(number);
	if (former.buffers || former.segment_size || number == 0 || percent(8))
		message->size = any_size();
	if (percent(3))
		make_ready_run(message);
	message->data = place(behind, message->size);
	if (percent(15))
		cut_into_pieces(number);
}

static size_t size_of(const struct sock6_message *message)
{
	size_t size = 0;

	if (!message->buffers)
		return message->size;
	for (unsigned i = 0; i < message->buffer_count; i++)
		size += message->buffers[i].size;
	return size;
}

static unsigned peer_of(const struct sock6_message *message)
{
	unsigned i = 0;

	while (memcmp(&message->peer, &peers[i], sizeof(peers[i])) != 0)
		i++;
	return i;
}

static unsigned datagrams_of(const struct sock6_message *message)
{
	size_t size = size_of(message), segment = message->segment_size;

	return segment && size ? (unsigned)((size + segment - 1) / segment) : 1;
}

static void expect(unsigned number)
{
	const struct sock6_message *message = &messages[number];
	size_t left = size_of(message), offset = 0;
	unsigned peer = peer_of(message);

	do {
		size_t size =
			message->segment_size && message->segment_size < left
				? message->segment_size
				: left;
		expected[peer][expected_count[peer]++] =
			(struct datagram){ number, offset, size };
		offset += size;
		left -= size;
	} while (left);
}

/* Of a new case: so many messages. */
static void make_case(unsigned count)
{
	memset(expected_count, 0, sizeof(expected_count));
	memset(sent_count, 0, sizeof(sent_count));
	memset(seen_count, 0, sizeof(seen_count));
	for (int i = 0; i < 3; i++)
		shared[i] = any_control();
	for (unsigned i = 0; i < count; i++) {
		make_message(i);
		expect(i);
	}
}

static int has_bytes(const struct sock6_message *message, size_t offset,
		     const unsigned char *bytes, size_t size)
{
	struct sock6_buffer whole = { message->data, message->size };
	const struct sock6_buffer *piece =
		message->buffers ? message->buffers : &whole;

	for (; size; piece++) {
		size_t skip = offset < piece->size ? offset : piece->size;
		size_t take = piece->size - skip;

		offset -= skip;
		if (take > size)
			take = size;
		if (take && memcmp((unsigned char *)piece->data + skip, bytes,
				   take) != 0)
			return 0;
		bytes += take;
		size -= take;
	}
	return 1;
}

static int has_values(const struct sock6_message *message,
		      const struct sock6_control *got, unsigned peer)
{
	static const struct sock6_control none = { 0 };
	const struct sock6_control *sent =
		message->control ? message->control : &none;
	uint64_t fields = sent->fields;
	uint8_t class = fields & SOCK6_TRAFFIC_CLASS ? sent->traffic_class : 0;
	uint8_t hops = fields & SOCK6_HOP_LIMIT ? sent->hop_limit : 64;

	return got->traffic_class == class && got->hop_limit == hops &&
	       got->ifindex == loopback &&
	       memcmp(&got->destination, &peers[peer].sin6_addr, 16) == 0 &&
	       (!(fields & SOCK6_FLOW_LABEL) || peer == PEERS - 1 ||
		got->flow_label == sent->flow_label);
}

/* Takes a received message apart and compares; 0 at the first difference. */
static int check_received(unsigned peer, const struct sock6_message *received)
{
	struct sock6_buffer view;
	size_t offset = 0;

	while (sock6_message_next(received, &offset, &view)) {
		const struct datagram *datagram =
			&expected[peer][seen_count[peer]];
		const struct sock6_message *message =
			&messages[datagram->message];

		if (!CHECK(seen_count[peer] < expected_count[peer]) ||
		    !CHECK_EQ(0, received->flags) ||
		    !CHECK_EQ(sender_port, received->peer.sin6_port) ||
		    !CHECK_EQ(datagram->size, view.size) ||
		    !CHECK(has_bytes(message, datagram->offset, view.data,
				     view.size)) ||
		    !CHECK(has_values(message, received->control, peer))) {
			printf("# peer %u, datagram %u, message %u\n", peer,
			       seen_count[peer], datagram->message);
			return 0;
		}
		seen_count[peer]++;
		came_in_runs += received->segment_size > 0;
	}
	return 1;
}

/* Receives all that was sent to a peer, in batches. */
static int drain(unsigned peer)
{
	struct sock6_control got[ROOMS];
	struct sock6_message in[ROOMS];

	while (seen_count[peer] < sent_count[peer]) {
		int64_t deadline = sock6_now() + PATIENCE;
		int count;

		if (!CHECK_EQ(SOCK6_READABLE,
			      sock6_wait(receivers[peer], SOCK6_READABLE,
					 deadline)))
			return 0;
		for (int i = 0; i < ROOMS; i++)
			in[i] = incoming(rooms[i], ROOM_SIZE, &got[i]);
		count = sock6_receive_batch(receivers[peer], NULL, in,
					    1 + (unsigned)below(ROOMS), 0);
		if (!CHECK(count > 0))
			return 0;
		for (int i = 0; i < count; i++)
			if (!check_received(peer, &in[i]))
				return 0;
	}
	return 1;
}

/* How many messages may be on their way at once without being dropped: a
 * datagram takes its size, a half more, and what the kernel adds. */
static unsigned fitting(unsigned first, unsigned count)
{
	size_t datagrams = 0, room = 0;
	unsigned i;

	for (i = first; i < count; i++) {
		datagrams += datagrams_of(&messages[i]);
		room += size_of(&messages[i]) * 2 +
			(size_t)2048 * datagrams_of(&messages[i]);
		if (i > first &&
		    (datagrams > DATAGRAMS_A_CALL || room > room_in_socket))
			break;
	}
	return i - first;
}

/* What is left of a ready-made run stays in its place, without its head. */
static void note_sent(unsigned number)
{
	const struct sock6_message *message = &messages[number];
	size_t result = (size_t)message->result;
	size_t segment = message->segment_size;

	sent_count[peer_of(message)] +=
		segment && result ? (unsigned)((result + segment - 1) / segment)
				  : 1;
}

static int send_case(struct sock6_io *io, unsigned count)
{
	unsigned done = 0;

	while (done < count) {
		int sent = sock6_send_batch(sender, io, messages + done,
					    fitting(done, count), 0);

		if (!CHECK(sent > 0)) {
			printf("# message %u: %s\n", done,
			       sock6_status_name(sent));
			return 0;
		}
		for (int i = 0; i < sent; i++, done++) {
			if (!CHECK_EQ(size_of(&messages[done]),
				      messages[done].result))
				return 0;
			note_sent(done);
		}
		for (unsigned i = 0; i < PEERS; i++)
			if (!drain(i))
				return 0;
	}
	return 1;
}

static unsigned any_count(void)
{
	static const unsigned most[] = { 10, 10, 70, 300, MOST };

	return 1 + (unsigned)below(most[below(5)]);
}

static void run_cases(uint64_t seed)
{
	random_state.state = seed;
	left_in_runs = came_in_runs = 0;
	random_fill(&random_state, pool, sizeof(pool));
	for (unsigned i = 0; i < CASES; i++) {
		static const uint32_t off[] = { 0, SOCK6_COALESCE, SOCK6_MANY,
						SOCK6_COALESCE | SOCK6_MANY };
		struct sock6_io io = { .off = off[i % 5 % 4] };
		unsigned count = any_count();
		int status = 0;

		for (int j = 0; j < PEERS; j++)
			status |= sock6_set(receivers[j],
					    SOCK6_OPT_RECEIVE_COALESCING,
					    i / 5 % 2);
		REQUIRE_EQ(0, status);
		make_case(count);
		if (!send_case(i % 5 == 4 ? NULL : &io, count)) {
			printf("# case %u of seed %" PRIu64 ", %u messages\n",
			       i, seed, count);
			return;
		}
		CHECK(io.off == off[i % 5 % 4]);
		CHECK_EQ(0, io.resent);
		left_in_runs += io.coalesced;
	}
	CHECK(left_in_runs > 1000);
	CHECK(came_in_runs > 1000);
}

static uint64_t random_seed;

static void what_arrives_is_what_was_sent_with_a_fixed_seed(void)
{
	run_cases(20061234567);
}

static void what_arrives_is_what_was_sent_with_a_random_seed(void)
{
	printf("# seed %" PRIu64 "\n", random_seed);
	run_cases(random_seed);
}

int main(int argc, char **argv)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	stay_on_one_processor();
	random_seed = argc > 1 ? strtoull(argv[1], NULL, 10)
			       : (uint64_t)sock6_now() | 1;
	if (!open_all())
		return check_skip_all("no dual-stack sockets on loopback");
	RUN(what_arrives_is_what_was_sent_with_a_fixed_seed);
	RUN(what_arrives_is_what_was_sent_with_a_random_seed);
	close_all();
	return check_end();
}
