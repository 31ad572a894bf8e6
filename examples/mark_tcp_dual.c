/* SPDX-License-Identifier: MIT */
/*
 * A TCP server for IPv6 and IPv4 that marks its IPv6 connections only: with
 * traffic class AF11 and hop limit 128.
 *
 *	mark_tcp_dual 1024
 *	nc ::1 1024                      is served marked
 *	nc 127.0.0.1 1024                is served unmarked
 *
 * On a dual-stack socket an IPv4 peer has the address ::ffff:a.b.c.d.  The
 * IPv6 options of its connection can be set, but they mark nothing: its
 * packets obey SOCK6_OPT_IPV4_TYPE_OF_SERVICE and SOCK6_OPT_IPV4_TIME_TO_LIVE.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <sock6.h>

#define AF11      0x28 /* RFC 2597, 6: DSCP 10, and no ECN */
#define HOP_LIMIT 128

static void need(int status, const char *what)
{
	if (status >= 0)
		return;
	fprintf(stderr, "mark_tcp_dual: %s: %s\n", what,
		sock6_status_text(status));
	exit(1);
}

static int usage(void)
{
	fprintf(stderr, "usage: mark_tcp_dual PORT\n"
			"       mark_tcp_dual 1024\n");
	return 2;
}

static sock6_fd listen_on(const char *port)
{
	struct sockaddr_in6 local;
	char text[32];
	sock6_fd fd;

	snprintf(text, sizeof(text), "[::]:%s", port);
	need(sock6_address_parse(&local, text, 0), port);
	need(sock6_tcp_listen(&fd, &local, 16, SOCK6_DUAL_STACK), text);
	printf("listening at %s\n", text);
	fflush(stdout);
	return fd;
}

static int mark(sock6_fd connection)
{
	int status = sock6_set(connection, SOCK6_OPT_TRAFFIC_CLASS, AF11);

	if (status < 0)
		return status;
	return sock6_set(connection, SOCK6_OPT_HOP_LIMIT, HOP_LIMIT);
}

static void serve(sock6_fd connection, const struct sockaddr_in6 *peer)
{
	char marked[] = "marked\n", unmarked[] = "unmarked\n";
	struct sock6_message message = { .data = unmarked,
					 .size = sizeof(unmarked) - 1 };
	char who[SOCK6_ADDRESS_TEXT_SIZE] = "";
	int status = 0;

	if (!sock6_address_is_mapped(&peer->sin6_addr)) {
		status = mark(connection);
		message.data = marked;
		message.size = sizeof(marked) - 1;
	}
	if (status >= 0)
		status = sock6_send(connection, &message, 0);
	if (status < 0) {
		sock6_address_format(who, sizeof(who), peer, 0);
		fprintf(stderr, "mark_tcp_dual: %s: %s\n", who,
			sock6_status_text(status));
	}
}

int main(int argc, char **argv)
{
	sock6_fd listener;

	if (argc != 2 || argv[1][0] == '-')
		return usage();
	listener = listen_on(argv[1]);

	for (;;) {
		struct sockaddr_in6 peer;
		socklen_t size = sizeof(peer);
		sock6_fd connection =
			accept(listener, (struct sockaddr *)&peer, &size);

		if (connection == SOCK6_INVALID) {
			/* These concern one client, or a signal (accept(2)). */
			if (errno == ECONNABORTED || errno == EINTR)
				continue;
			need(-errno, "accept");
		}
		serve(connection, &peer);
		sock6_close(connection);
	}
}
