/* SPDX-License-Identifier: MIT */
/*
 * Asks a host whether it is there, without a privilege where the system allows
 * it: echo requests, the replies, and what routers say instead of one.
 *
 *	ping 2001:db8::1          five requests
 *	ping fe80::1%eth0 1       one
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sock6.h>

#define COUNT    5
#define PATIENCE INT64_C(1000000000) /* nanoseconds a request */

/* What a request and its reply carry: when it was sent. */
struct stamp {
	int64_t sent;
	char padding[48];
};

struct ping {
	sock6_fd fd;
	struct sockaddr_in6 target;
	int identifier;
	unsigned answered;
};

static void need(int status, const char *what)
{
	if (status >= 0)
		return;
	fprintf(stderr, "ping: %s: %s\n", what, sock6_status_text(status));
	exit(1);
}

static void open_socket(struct ping *ping)
{
	int kind, status = sock6_echo_open(&ping->fd, NULL, 0, &kind);

	if (status == -EPERM && sock6_echo_hint())
		fprintf(stderr, "ping: %s\n", sock6_echo_hint());
	need(status, "echo socket");
	need(sock6_error_request(ping->fd, 1), "errors");
	need(sock6_control_request(ping->fd, SOCK6_HOP_LIMIT, NULL), "hops");
	ping->identifier = sock6_echo_identifier(ping->fd);
	need(ping->identifier, "identifier");
	printf("%s socket, identifier %d\n",
	       kind == SOCK6_ECHO_RAW ? "raw" : "datagram", ping->identifier);
}

static void send_request(const struct ping *ping, unsigned sequence)
{
	unsigned char bytes[128];
	struct stamp stamp = { .sent = sock6_now() };
	struct sock6_icmp_message echo = {
		.type = SOCK6_ICMP_ECHO_REQUEST,
		.identifier = (uint16_t)ping->identifier,
		.sequence = (uint16_t)sequence,
		.payload = &stamp,
		.payload_size = sizeof(stamp),
	};
	int size = sock6_icmp_message_encode(bytes, sizeof(bytes), &echo, NULL,
					     NULL);
	struct sock6_message message = { .data = bytes,
					 .size = (size_t)size,
					 .peer = ping->target };
	int status;

	need(size, "request");
	status = sock6_send(ping->fd, &message, 0);
	if (status < 0)
		printf("%u: not sent: %s\n", sequence,
		       sock6_status_text(status));
}

/* Whether a message, or what an error quotes of one, is about that request: a
 * raw socket hears what is meant for other programs. */
static int is_about(const struct ping *ping, unsigned type, unsigned sequence,
		    const struct sock6_message *message, int size,
		    struct sock6_icmp_message *echo)
{
	return size >= 0 &&
	       sock6_icmp_message_decode(echo, message->data, (size_t)size,
					 NULL, NULL) == 0 &&
	       echo->type == type && echo->identifier == ping->identifier &&
	       echo->sequence == sequence;
}

/* Reads one error, if there is one: 1 when it is about the request. */
static int take_error(const struct ping *ping, unsigned sequence)
{
	unsigned char bytes[128];
	char text[SOCK6_ERROR_TEXT_SIZE];
	struct sock6_message quoted = { .data = bytes, .size = sizeof(bytes) };
	struct sock6_icmp_message echo;
	struct sock6_error error;

	if (sock6_error_receive(ping->fd, &quoted, &error, 0) < 0 ||
	    !is_about(ping, SOCK6_ICMP_ECHO_REQUEST, sequence, &quoted,
		      quoted.result, &echo) ||
	    sock6_error_format(text, sizeof(text), &error) < 0)
		return 0;
	printf("%u: %s\n", sequence, text);
	return 1;
}

/* Reads one reply, if there is one: 1 when it is to the request. */
static int take_reply(struct ping *ping, unsigned sequence)
{
	unsigned char bytes[2048];
	char who[SOCK6_ADDRESS_TEXT_SIZE];
	struct sock6_control control;
	struct sock6_message message = { .data = bytes,
					 .size = sizeof(bytes),
					 .control = &control };
	struct sock6_icmp_message echo;
	struct stamp stamp;
	int size = sock6_receive(ping->fd, &message, SOCK6_DONT_WAIT);

	if (!is_about(ping, SOCK6_ICMP_ECHO_REPLY, sequence, &message, size,
		      &echo) ||
	    echo.payload_size != sizeof(stamp))
		return 0;
	memcpy(&stamp, echo.payload, sizeof(stamp));
	need(sock6_address_format(who, sizeof(who), &message.peer, 0), "peer");
	printf("%u: %d bytes from %s hop_limit=%u time=%.3f ms\n", sequence,
	       size, who, control.hop_limit,
	       (double)(sock6_now() - stamp.sent) / 1e6);
	ping->answered++;
	return 1;
}

static void probe(struct ping *ping, unsigned sequence)
{
	int64_t deadline = sock6_now() + PATIENCE;
	unsigned events;

	send_request(ping, sequence);
	for (;;) {
		int ready = sock6_wait(ping->fd, SOCK6_READABLE, deadline);

		if (ready == -ETIMEDOUT) {
			printf("%u: no answer\n", sequence);
			return;
		}
		if (ready == -EINTR)
			continue;
		need(ready, "wait");
		events = (unsigned)ready;
		if ((events & SOCK6_FAULT && take_error(ping, sequence)) ||
		    (events & SOCK6_READABLE && take_reply(ping, sequence)))
			return;
	}
}

int main(int argc, char **argv)
{
	struct ping ping = { .answered = 0 };
	long count = COUNT;

	if (argc < 2 || argc > 3 || argv[1][0] == '-') {
		fprintf(stderr, "usage: ping ADDRESS [COUNT]\n");
		return 2;
	}
	if (argc == 3)
		count = strtol(argv[2], NULL, 10);
	if (count < 1 || count > 65535) {
		fprintf(stderr, "ping: %s: 1 to 65535\n", argv[2]);
		return 2;
	}
	need(sock6_address_parse(&ping.target, argv[1], 0), argv[1]);
	/* Line by line, into a pipe as well. */
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	open_socket(&ping);
	for (unsigned sequence = 1; sequence <= count; sequence++)
		probe(&ping, sequence);
	sock6_close(ping.fd);
	return ping.answered ? 0 : 1;
}
