/* SPDX-License-Identifier: MIT */
/* The error queue of real sockets: what is told, and that they become quiet. */
#include "sockets.h"

/* An event loop that turned that often is one that spins. */
#define ROUNDS 100

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

struct heard {
	unsigned count;
	struct sock6_error error;     /* the last */
	struct sock6_message quoted;  /* the last */
	struct sock6_control control; /* the last */
	char data[200];
};

/* As the manual tells event loops to: poll, and on a fault take all there is.
 * 1 when the socket became quiet, 0 when it spins. */
static int become_quiet(sock6_fd fd, struct heard *heard)
{
	for (int i = 0; i < ROUNDS; i++) {
		int status = sock6_wait(fd, 0, 0);

		if (status == -ETIMEDOUT)
			return 1;
		if (!CHECK_EQ(SOCK6_FAULT, status))
			return 0;
		heard->quoted = incoming(heard->data, sizeof(heard->data),
					 &heard->control);
		while ((status = sock6_error_receive(fd, &heard->quoted,
						     &heard->error, 0)) == 0)
			heard->count++;
		if (!CHECK_EQ(-EAGAIN, status))
			return 0;
	}
	return 0;
}

static int hear(sock6_fd fd, struct heard *heard)
{
	memset(heard, 0xee, sizeof(*heard));
	heard->count = 0;
	return CHECK_EQ(SOCK6_FAULT,
			sock6_wait(fd, 0, sock6_now() + PATIENCE)) &&
	       CHECK(become_quiet(fd, heard));
}

/* A port where nobody listens. */
static struct sockaddr_in6 closed_port(const char *text)
{
	sock6_fd fd = udp_at(text, SOCK6_DUAL_STACK);
	struct sockaddr_in6 address = local_of(fd);

	sock6_close(fd);
	return address;
}

static void a_closed_port_is_told_to_a_socket_that_is_not_connected(void)
{
	struct sockaddr_in6 closed = closed_port("::1");
	sock6_fd fd = udp_at("::1", 0);
	struct heard heard;

	REQUIRE_EQ(0, sock6_error_request(fd, 1));
	REQUIRE_EQ(0, sock6_control_request(
			      fd, SOCK6_INTERFACE | SOCK6_RECEIVED, NULL));
	REQUIRE_EQ(5, send_text(fd, "hello", &closed, NULL));
	errno = ENOTTY;
	REQUIRE(hear(fd, &heard));
	CHECK_EQ(1, heard.count);
	CHECK_EQ(SOCK6_ORIGIN_ICMPV6, heard.error.origin);
	CHECK_EQ(-ECONNREFUSED, heard.error.status);
	CHECK_EQ(SOCK6_ICMP_DESTINATION_UNREACHABLE, heard.error.type);
	CHECK_EQ(4, heard.error.code);
	CHECK_EQ(SOCK6_ERROR_OFFENDER, heard.error.fields);
	CHECK_MEM(&closed.sin6_addr, &heard.error.offender.sin6_addr, 16);
	CHECK_MEM(&closed, &heard.quoted.peer, sizeof(closed));
	REQUIRE_EQ(5, heard.quoted.result);
	CHECK_EQ(0, heard.quoted.flags);
	CHECK_MEM("hello", heard.data, 5);
	CHECK_EQ(SOCK6_INTERFACE | SOCK6_DESTINATION | SOCK6_RECEIVED,
		 heard.control.fields);
	CHECK(heard.control.ifindex > 0);
	sock6_close(fd);
}

static void each_datagram_has_a_record_and_the_oldest_comes_first(void)
{
	struct sockaddr_in6 closed = closed_port("::1");
	char room[4], text[2] = "0";
	struct sock6_message quoted = incoming(room, sizeof(room), NULL);
	struct sock6_error error;
	sock6_fd fd = udp_at("::1", 0);

	REQUIRE_EQ(0, sock6_error_request(fd, 1));
	REQUIRE_EQ(0, connect_to(fd, &closed));
	for (; text[0] < '3'; text[0]++) {
		int status = send_text(fd, text, NULL, NULL);

		/* The pending error of the last one is in the way, once. */
		if (status == -ECONNREFUSED)
			status = send_text(fd, text, NULL, NULL);
		REQUIRE_EQ(1, status);
	}
	for (char wanted = '0'; wanted < '3'; wanted++) {
		REQUIRE_EQ(SOCK6_FAULT,
			   sock6_wait(fd, 0, sock6_now() + PATIENCE));
		REQUIRE_EQ(0, sock6_error_receive(fd, &quoted, &error, 0));
		CHECK_EQ(1, quoted.result);
		CHECK_EQ(wanted, room[0]);
		CHECK_EQ(-ECONNREFUSED, error.status);
	}
	CHECK_EQ(-EAGAIN, sock6_error_receive(fd, &quoted, &error, 0));
	CHECK_EQ(-ETIMEDOUT, sock6_wait(fd, 0, 0));
	sock6_close(fd);
}

static void a_pending_error_without_a_record_is_told_once(void)
{
	struct sockaddr_in6 closed = closed_port("::1");
	sock6_fd fd = udp_at("::1", 0);
	struct heard heard;

	REQUIRE_EQ(0, connect_to(fd, &closed));
	REQUIRE_EQ(1, send_text(fd, "x", NULL, NULL));
	REQUIRE(hear(fd, &heard));
	CHECK_EQ(1, heard.count);
	CHECK_EQ(SOCK6_ORIGIN_PENDING, heard.error.origin);
	CHECK_EQ(-ECONNREFUSED, heard.error.status);
	CHECK_EQ(0, heard.error.fields);
	CHECK_EQ(0, heard.quoted.result);
	CHECK_EQ(0, heard.quoted.flags);
	CHECK_EQ(0, heard.quoted.peer.sin6_family);
	CHECK_EQ(0, heard.control.fields);
	CHECK_EQ(1, send_text(fd, "x", NULL, NULL));
	sock6_close(fd);
}

static void a_pending_error_can_be_left_to_the_next_call(void)
{
	struct sockaddr_in6 closed = closed_port("::1");
	struct sock6_message quoted = incoming(NULL, 0, NULL), before = quoted;
	struct sock6_error error;
	sock6_fd fd = udp_at("::1", 0);

	REQUIRE_EQ(0, connect_to(fd, &closed));
	REQUIRE_EQ(1, send_text(fd, "x", NULL, NULL));
	REQUIRE_EQ(SOCK6_FAULT, sock6_wait(fd, 0, sock6_now() + PATIENCE));
	CHECK_EQ(-EAGAIN,
		 sock6_error_receive(fd, &quoted, &error, SOCK6_KEEP_PENDING));
	CHECK_MEM(&before, &quoted, sizeof(before));
	CHECK_EQ(SOCK6_FAULT, sock6_wait(fd, 0, 0));
	CHECK_EQ(-ECONNREFUSED, send_text(fd, "x", NULL, NULL));
	sock6_close(fd);
}

/* The queue counts against the receive buffer; what it cannot hold leaves only
 * the pending error, which would make the loop spin. */
static void a_full_queue_is_quiet_when_it_was_read(void)
{
	struct sockaddr_in6 closed = closed_port("::1");
	sock6_fd fd = udp_at("::1", 0);
	unsigned sent = 0;
	struct heard heard;

	REQUIRE_EQ(0, sock6_set(fd, SOCK6_OPT_RECEIVE_BUFFER, 0));
	REQUIRE_EQ(0, sock6_error_request(fd, 1));
	REQUIRE_EQ(0, connect_to(fd, &closed));
	for (int i = 0; i < 200; i++)
		sent += send_text(fd, "x", NULL, NULL) == 1;
	REQUIRE(hear(fd, &heard));
	printf("# %u sent, %u records\n", sent, heard.count);
	CHECK(heard.count > 0 && heard.count < sent);
	sock6_close(fd);
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

/* A TCP socket whose connection was refused. */
static sock6_fd refused_connection(void)
{
	struct sockaddr_in6 closed = closed_port("::1");
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0);

	CHECK_EQ(-EINPROGRESS, connect_to(fd, &closed));
	CHECK(sock6_wait(fd, SOCK6_WRITABLE, sock6_now() + PATIENCE) &
	      (int)SOCK6_FAULT);
	return fd;
}

static void a_connection_that_is_refused_is_pending(void)
{
	struct sock6_message quoted = incoming(NULL, 0, NULL);
	struct sock6_error error;
	sock6_fd fd = refused_connection();
	int64_t pending = 0;

	CHECK_EQ(-EAGAIN,
		 sock6_error_receive(fd, &quoted, &error, SOCK6_KEEP_PENDING));
	CHECK_EQ(0, sock6_get(fd, SOCK6_OPT_PENDING_ERROR, &pending));
	CHECK_EQ(ECONNREFUSED, pending);
	sock6_close(fd);
	fd = refused_connection();
	REQUIRE_EQ(0, sock6_error_receive(fd, &quoted, &error, 0));
	CHECK_EQ(SOCK6_ORIGIN_PENDING, error.origin);
	CHECK_EQ(-ECONNREFUSED, error.status);
	CHECK_EQ(-EAGAIN, sock6_error_receive(fd, &quoted, &error, 0));
	sock6_close(fd);
}

static void an_error_of_ipv4_has_its_offender_mapped(void)
{
	struct sockaddr_in6 closed = closed_port("127.0.0.1");
	sock6_fd fd = udp_at("::", SOCK6_DUAL_STACK);
	struct heard heard;

	REQUIRE_EQ(0, sock6_error_request(fd, 1));
	REQUIRE_EQ(5, send_text(fd, "hello", &closed, NULL));
	REQUIRE(hear(fd, &heard));
	CHECK_EQ(1, heard.count);
	CHECK_EQ(SOCK6_ORIGIN_ICMPV4, heard.error.origin);
	CHECK_EQ(-ECONNREFUSED, heard.error.status);
	CHECK_EQ(3, heard.error.type);
	CHECK_EQ(3, heard.error.code);
	CHECK_EQ(AF_INET6, heard.error.offender.sin6_family);
	CHECK_MEM(&closed.sin6_addr, &heard.error.offender.sin6_addr, 16);
	CHECK_MEM(&closed, &heard.quoted.peer, sizeof(closed));
	CHECK_EQ(5, heard.quoted.result);
	sock6_close(fd);
}

static void a_refusal_of_this_host_is_a_local_record(void)
{
	static char large[2000];
	struct sockaddr_in6 peer = closed_port("::1");
	struct sock6_message message =
		outgoing(large, sizeof(large), &peer, NULL);
	sock6_fd fd = udp_at("::1", 0);
	struct heard heard;

	REQUIRE_EQ(0, sock6_error_request(fd, 1));
	REQUIRE_EQ(0, sock6_path_mtu_mode_set(fd, SOCK6_MTU_DISCOVERY_DO));
	REQUIRE_EQ(0, sock6_set(fd, SOCK6_OPT_MTU, 1280));
	REQUIRE_EQ(-EMSGSIZE, sock6_send(fd, &message, 0));
	REQUIRE(hear(fd, &heard));
	CHECK_EQ(1, heard.count);
	CHECK_EQ(SOCK6_ORIGIN_LOCAL, heard.error.origin);
	CHECK_EQ(-EMSGSIZE, heard.error.status);
	CHECK_EQ(SOCK6_ERROR_MTU, heard.error.fields);
	CHECK_EQ(1280, heard.error.mtu);
	CHECK_EQ(0, heard.quoted.result);
	CHECK_MEM(&peer.sin6_addr, &heard.quoted.peer.sin6_addr, 16);
	sock6_close(fd);
}

/* The next record of a socket, waited for; quiet is not asked for. */
static int next_record(sock6_fd fd, struct heard *heard)
{
	int status = sock6_wait(fd, 0, sock6_now() + PATIENCE);

	memset(heard, 0xee, sizeof(*heard));
	heard->quoted =
		incoming(heard->data, sizeof(heard->data), &heard->control);
	return CHECK_EQ(SOCK6_FAULT, status) &&
	       CHECK_EQ(0, sock6_error_receive(fd, &heard->quoted,
					       &heard->error, 0));
}

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

static void bytes_beyond_the_room_are_cut_and_flagged(void)
{
	struct sockaddr_in6 closed = closed_port("::1");
	char first[2], second[1];
	struct sock6_buffer buffers[2] = { { first, sizeof(first) },
					   { second, sizeof(second) } };
	struct sock6_message quoted = { .buffers = buffers, .buffer_count = 2 };
	struct sock6_error error;
	sock6_fd fd = udp_at("::1", 0);

	REQUIRE_EQ(0, sock6_error_request(fd, 1));
	REQUIRE_EQ(5, send_text(fd, "hello", &closed, NULL));
	REQUIRE_EQ(SOCK6_FAULT, sock6_wait(fd, 0, sock6_now() + PATIENCE));
	REQUIRE_EQ(0, sock6_error_receive(fd, &quoted, &error, 0));
	CHECK_EQ(3, quoted.result);
	CHECK_EQ(SOCK6_TRUNCATED, quoted.flags);
	CHECK_MEM("he", first, 2);
	CHECK_EQ('l', second[0]);
	CHECK_EQ(-ECONNREFUSED, error.status);
	sock6_close(fd);
}

static void to_stop_asking_empties_the_queue(void)
{
	struct sockaddr_in6 closed = closed_port("::1");
	struct sock6_message quoted = incoming(NULL, 0, NULL);
	struct sock6_error error;
	sock6_fd fd = udp_at("::1", 0);

	REQUIRE_EQ(0, sock6_error_request(fd, 1));
	REQUIRE_EQ(1, send_text(fd, "x", &closed, NULL));
	REQUIRE_EQ(SOCK6_FAULT, sock6_wait(fd, 0, sock6_now() + PATIENCE));
	CHECK_EQ(0, sock6_error_request(fd, 0));
	CHECK_EQ(-EAGAIN,
		 sock6_error_receive(fd, &quoted, &error, SOCK6_KEEP_PENDING));
	sock6_close(fd);
}

static void options_are(sock6_fd fd, int ipv6, int ipv4)
{
	int64_t value = -1;

	CHECK_EQ(0, sock6_get(fd, SOCK6_OPT_RECEIVE_ERROR, &value));
	CHECK_EQ(ipv6, value);
	CHECK_EQ(0, sock6_get(fd, SOCK6_OPT_IPV4_RECEIVE_ERROR, &value));
	CHECK_EQ(ipv4, value);
}

static void records_are_asked_for_in_the_families_that_there_are(void)
{
	sock6_fd both = udp_at("::", SOCK6_DUAL_STACK);
	sock6_fd only = udp_at("::", 0);

	CHECK_EQ(0, sock6_error_request(both, 1));
	options_are(both, 1, 1);
	CHECK_EQ(0, sock6_error_request(both, 0));
	options_are(both, 0, 0);
	CHECK_EQ(0, sock6_error_request(only, 1));
	options_are(only, 1, 0);
	sock6_close(both);
	sock6_close(only);
}

static void wrong_arguments_are_refused(void)
{
	struct sock6_message quoted = incoming(NULL, 0, NULL), before = quoted;
	struct sock6_error error, untouched;
	int pipes[2], ipv4 = socket(AF_INET, SOCK_DGRAM, 0);
	sock6_fd fd = udp_at("::1", 0);

	REQUIRE_EQ(0, pipe(pipes));
	memset(&error, 0xee, sizeof(error));
	untouched = error;
	CHECK_EQ(-EINVAL, sock6_error_request(fd, 2));
	CHECK_EQ(-EINVAL, sock6_error_request(fd, -1));
	for (unsigned bit = 0; bit < 32; bit++)
		CHECK_EQ(1u << bit == SOCK6_KEEP_PENDING ? -EAGAIN : -EINVAL,
			 sock6_error_receive(fd, &quoted, &error, 1u << bit));
	CHECK_EQ(-EAGAIN, sock6_error_receive(fd, &quoted, &error, 0));
	CHECK_EQ(-EBADF, sock6_error_receive(-1, &quoted, &error, 0));
	CHECK_EQ(-ENOTSOCK, sock6_error_receive(pipes[0], &quoted, &error, 0));
	CHECK_EQ(-EBADF, sock6_error_request(-1, 1));
	CHECK_EQ(-ENOTSOCK, sock6_error_request(pipes[0], 1));
	CHECK_EQ(-ENOPROTOOPT, sock6_error_request(ipv4, 1));
	CHECK_MEM(&untouched, &error, sizeof(error));
	CHECK_MEM(&before, &quoted, sizeof(before));
	close(pipes[0]);
	close(pipes[1]);
	close(ipv4);
	sock6_close(fd);
}

int main(void)
{
	const char *reason = no_sockets();

	if (reason)
		return check_skip_all(reason);
	RUN(a_closed_port_is_told_to_a_socket_that_is_not_connected);
	RUN(each_datagram_has_a_record_and_the_oldest_comes_first);
	RUN(a_pending_error_without_a_record_is_told_once);
	RUN(a_pending_error_can_be_left_to_the_next_call);
	RUN(a_full_queue_is_quiet_when_it_was_read);
	RUN(an_error_that_found_no_room_is_told_as_pending);
	RUN(a_connection_that_is_refused_is_pending);
	RUN(an_error_of_ipv4_has_its_offender_mapped);
	RUN(a_refusal_of_this_host_is_a_local_record);
	RUN(transmit_timestamps_come_scheduled_and_sent_with_their_id);
	RUN(a_timestamp_may_come_without_the_packet);
	RUN(buffers_of_zero_copy_are_given_back);
	RUN(bytes_beyond_the_room_are_cut_and_flagged);
	RUN(to_stop_asking_empties_the_queue);
	RUN(records_are_asked_for_in_the_families_that_there_are);
	RUN(wrong_arguments_are_refused);
	return check_end();
}
