/* SPDX-License-Identifier: MIT */
/*
 * A TCP server that marks what it sends: each accepted connection gets a
 * traffic class of its own.
 *
 *	mark_tcp [::1]:1024              marks with AF11
 *	mark_tcp [::1]:1024 ef           marks with another class
 *	nc ::1 1024                      is the client
 *
 * To see the mark: tcpdump -v -i lo tcp port 1024
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <sock6.h>

static void need(int status, const char *what)
{
	if (status >= 0)
		return;
	fprintf(stderr, "mark_tcp: %s: %s\n", what, sock6_status_text(status));
	exit(1);
}

static int usage(void)
{
	fprintf(stderr, "usage: mark_tcp ADDRESS [TRAFFIC-CLASS]\n"
			"       mark_tcp [::1]:1024 af11\n");
	return 2;
}

static sock6_fd listen_at(const char *text)
{
	struct sockaddr_in6 local;
	sock6_fd fd;

	need(sock6_address_parse(&local, text, 0), text);
	need(sock6_tcp_listen(&fd, &local, 16, 0), text);
	printf("listening at %s\n", text);
	fflush(stdout);
	return fd;
}

/* A connection that breaks is the client's affair: the server goes on. */
static void serve(sock6_fd connection, int traffic_class)
{
	char greeting[] = "this connection is marked\n";
	struct sock6_message message = { .data = greeting,
					 .size = sizeof(greeting) - 1 };
	int status;

	status = sock6_set(connection, SOCK6_OPT_TRAFFIC_CLASS, traffic_class);
	if (status >= 0)
		status = sock6_send(connection, &message, 0);
	if (status < 0)
		fprintf(stderr, "mark_tcp: connection: %s\n",
			sock6_status_text(status));
}

int main(int argc, char **argv)
{
	const char *name = argc == 3 ? argv[2] : "af11";
	int traffic_class;
	sock6_fd listener;

	if (argc < 2 || argc > 3 || argv[1][0] == '-')
		return usage();
	traffic_class = sock6_traffic_class_parse(name);
	need(traffic_class, name);
	listener = listen_at(argv[1]);

	for (;;) {
		sock6_fd connection = accept(listener, NULL, NULL);

		if (connection == SOCK6_INVALID) {
			/* These concern one client, or a signal (accept(2)). */
			if (errno == ECONNABORTED || errno == EINTR)
				continue;
			need(-errno, "accept");
		}
		serve(connection, traffic_class);
		sock6_close(connection);
	}
}
