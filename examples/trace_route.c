/* SPDX-License-Identifier: MIT */
/*
 * Shows the routers on the way to a host: echo requests with hop limits of 1,
 * 2, 3 ... and who answers them; with each answer, what came beside it.
 *
 *	trace_route 2001:db8::1          needs the privilege for raw sockets
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sock6.h>

#define HOPS_MAXIMUM 64
#define PATIENCE     INT64_C(3000000000) /* nanoseconds a hop */

/* An echo is type, code, checksum, id and sequence number (RFC 4443, 4.1); as
 * much stands before the packet that an error quotes (3.3). */
#define ICMP_SIZE 8

static void need(int status, const char *what)
{
	if (status >= 0)
		return;
	fprintf(stderr, "trace_route: %s: %s\n", what,
		sock6_status_text(status));
	exit(1);
}

static sock6_fd open_socket(void)
{
	struct sock6_icmp_filter filter;
	sock6_fd fd;

	need(sock6_raw_open(&fd, SOCK6_ICMP_PROTOCOL, NULL, 0), "raw socket");
	sock6_icmp_filter_set_all(&filter, 1);
	sock6_icmp_filter_accept(&filter, SOCK6_ICMP_TIME_EXCEEDED);
	sock6_icmp_filter_accept(&filter, SOCK6_ICMP_ECHO_REPLY);
	need(sock6_icmp_filter_set(fd, &filter), "filter");
	/* The destination brings the interface that it belongs to. */
	need(sock6_control_request(fd, SOCK6_HOP_LIMIT | SOCK6_DESTINATION,
				   NULL),
	     "request");
	return fd;
}

/* The hop limit is the sequence number as well.  The system fills in the
 * checksum of ICMPv6 (RFC 3542, 3.1). */
static void send_echo(sock6_fd fd, uint8_t echo[ICMP_SIZE],
		      const struct sockaddr_in6 *target, unsigned hops)
{
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT,
					 .hop_limit = (uint8_t)hops };
	struct sock6_message message = { .data = echo,
					 .size = ICMP_SIZE,
					 .control = &control,
					 .peer = *target };
	unsigned id = (unsigned)getpid();

	memset(echo, 0, ICMP_SIZE);
	echo[0] = SOCK6_ICMP_ECHO_REQUEST;
	echo[4] = (uint8_t)(id >> 8);
	echo[5] = (uint8_t)id;
	echo[7] = (uint8_t)hops;
	need(sock6_send(fd, &message, 0), "send");
}

/* A raw socket hears the answers to every program's requests.  An error quotes
 * its cause: ours has our target, our id and our sequence number. */
static int is_ours(const uint8_t *data, size_t size,
		   const uint8_t echo[ICMP_SIZE],
		   const struct sockaddr_in6 *target)
{
	struct sock6_header quoted;
	const uint8_t *cause = data + ICMP_SIZE + SOCK6_HEADER_SIZE;

	if (size >= ICMP_SIZE && data[0] == SOCK6_ICMP_ECHO_REPLY)
		return memcmp(data + 4, echo + 4, 4) == 0;
	if (size < ICMP_SIZE + SOCK6_HEADER_SIZE + ICMP_SIZE)
		return 0;
	sock6_header_parse(&quoted, data + ICMP_SIZE, size - ICMP_SIZE);
	return quoted.next_header == SOCK6_ICMP_PROTOCOL &&
	       memcmp(&quoted.destination, &target->sin6_addr, 16) == 0 &&
	       cause[0] == SOCK6_ICMP_ECHO_REQUEST &&
	       memcmp(cause + 4, echo + 4, 4) == 0;
}

/* The ICMPv6 type of the answer, or a negative errno value. */
static int receive_answer(sock6_fd fd, struct sock6_message *message,
			  const uint8_t echo[ICMP_SIZE],
			  const struct sockaddr_in6 *target)
{
	const uint8_t *data = message->data;
	int64_t deadline = sock6_now() + PATIENCE;

	for (;;) {
		int status = sock6_wait(fd, SOCK6_READABLE, deadline);

		if (status >= 0)
			status = sock6_receive(fd, message, SOCK6_DONT_WAIT);
		if (status >= 0 && is_ours(data, (size_t)status, echo, target))
			return data[0];
		if (status < 0 && status != -EAGAIN && status != -EINTR)
			return status;
	}
}

/* Returns 1 when the target itself has answered. */
static int probe(sock6_fd fd, const struct sockaddr_in6 *target, unsigned hops)
{
	uint8_t echo[ICMP_SIZE], data[1500];
	char who[SOCK6_ADDRESS_TEXT_SIZE], beside[SOCK6_CONTROL_TEXT_SIZE];
	struct sock6_control control;
	struct sock6_message message = { .data = data,
					 .size = sizeof(data),
					 .control = &control };
	int64_t start = sock6_now();
	int type;

	send_echo(fd, echo, target, hops);
	type = receive_answer(fd, &message, echo, target);
	if (type == -ETIMEDOUT) {
		printf("%2u  *\n", hops);
		return 0;
	}
	need(type, "receive");
	sock6_address_format(who, sizeof(who), &message.peer, 0);
	sock6_control_format(beside, sizeof(beside), &control);
	printf("%2u  %s  %.3f ms\n    %s\n", hops, who,
	       (double)(sock6_now() - start) / 1e6, beside);
	return type == SOCK6_ICMP_ECHO_REPLY;
}

int main(int argc, char **argv)
{
	struct sockaddr_in6 target;
	sock6_fd fd;

	if (argc != 2 || argv[1][0] == '-') {
		fprintf(stderr, "usage: trace_route ADDRESS\n");
		return 2;
	}
	need(sock6_address_parse(&target, argv[1], 0), argv[1]);
	fd = open_socket();
	/* Hop by hop, into a pipe as well. */
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	for (unsigned hops = 1; hops <= HOPS_MAXIMUM; hops++)
		if (probe(fd, &target, hops))
			return 0;
	return 1;
}
