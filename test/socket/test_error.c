/* SPDX-License-Identifier: MIT */
/* The error queue of real sockets: what is told, and that they become quiet. */
#include "errors.h"

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
	RUN(a_connection_that_is_refused_is_pending);
	RUN(an_error_of_ipv4_has_its_offender_mapped);
	RUN(a_refusal_of_this_host_is_a_local_record);
	RUN(bytes_beyond_the_room_are_cut_and_flagged);
	RUN(to_stop_asking_empties_the_queue);
	RUN(records_are_asked_for_in_the_families_that_there_are);
	RUN(wrong_arguments_are_refused);
	return check_end();
}
