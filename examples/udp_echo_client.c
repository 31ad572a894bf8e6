/* SPDX-License-Identifier: MIT */
/*
 * Asks a UDP echo server sixteen times at once, each time in another traffic
 * class, and shows what comes back.
 *
 *	udp_echo_client [::1]:1024
 *	udp_echo_client 127.0.0.1:1024   IPv4, by the same socket
 *
 * It ends with status 0 when every answer has come.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <sock6.h>

#define COUNT    16
#define ROOM     64
#define PATIENCE INT64_C(3000000000) /* nanoseconds for all answers */

static void need(int status, const char *what)
{
	if (status >= 0)
		return;
	fprintf(stderr, "udp_echo_client: %s: %s\n", what,
		sock6_status_text(status));
	exit(1);
}

/* The classes CS0 to CS7, one after the other: 0 is sent like any other. */
static void ask(sock6_fd fd, const struct sockaddr_in6 *server)
{
	char data[COUNT][ROOM];
	struct sock6_control control[COUNT];
	struct sock6_message messages[COUNT];
	int sent = 0;

	for (int i = 0; i < COUNT; i++) {
		int size = snprintf(data[i], ROOM, "hello %d", i);

		control[i] = (struct sock6_control){
			.fields = SOCK6_TRAFFIC_CLASS,
			.traffic_class = (uint8_t)(i % 8 << 5),
		};
		messages[i] = (struct sock6_message){ .data = data[i],
						      .size = (size_t)size,
						      .control = &control[i],
						      .peer = *server };
	}
	while (sent < COUNT) {
		int more = sock6_send_batch(fd, NULL, messages + sent,
					    (unsigned)(COUNT - sent), 0);

		need(more, "send");
		sent += more;
	}
}

static void show(const struct sock6_message *message)
{
	char who[SOCK6_ADDRESS_TEXT_SIZE], beside[SOCK6_CONTROL_TEXT_SIZE];

	sock6_address_format(who, sizeof(who), &message->peer, 0);
	sock6_control_format(beside, sizeof(beside), message->control);
	printf("%d bytes from %s: %s\n", message->result, who, beside);
}

/* Returns how many answers came. */
static int receive_answers(sock6_fd fd)
{
	char data[COUNT][ROOM];
	struct sock6_control control[COUNT];
	struct sock6_message messages[COUNT];
	int64_t deadline = sock6_now() + PATIENCE;
	int answers = 0;

	for (int i = 0; i < COUNT; i++)
		messages[i] = (struct sock6_message){ .data = data[i],
						      .size = ROOM,
						      .control = &control[i] };
	while (answers < COUNT) {
		int count = sock6_wait(fd, SOCK6_READABLE, deadline);

		if (count == -ETIMEDOUT)
			break;
		if (count >= 0)
			count = sock6_receive_batch(fd, NULL, messages, COUNT,
						    SOCK6_DONT_WAIT);
		if (count == -EINTR || count == -EAGAIN)
			continue;
		need(count, "receive");
		for (int i = 0; i < count; i++)
			show(&messages[i]);
		answers += count;
	}
	return answers;
}

int main(int argc, char **argv)
{
	struct sockaddr_in6 server;
	sock6_fd fd;
	int answers;

	if (argc != 2 || argv[1][0] == '-') {
		fprintf(stderr, "usage: udp_echo_client ADDRESS\n"
				"       udp_echo_client [::1]:1024\n");
		return 2;
	}
	need(sock6_address_parse(&server, argv[1], SOCK6_ADDRESS_IPV4),
	     argv[1]);
	need(sock6_udp_open(&fd, NULL, SOCK6_DUAL_STACK), "socket");
	need(sock6_control_request(fd, SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT,
				   NULL),
	     "request");
	ask(fd, &server);
	answers = receive_answers(fd);
	printf("%d of %d answered\n", answers, COUNT);
	return answers == COUNT ? 0 : 1;
}
