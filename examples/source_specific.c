/* SPDX-License-Identifier: MIT */
/*
 * Source-specific multicast: hears a group from one source only, or from every
 * source but one.
 *
 *	source_specific include '[ff32::8000:9%eth0]:1024' fe80::cafe
 *	source_specific exclude '[ff02::114%eth0]:1024' fe80::dead
 *	source_specific include '[ff32::8000:9%eth0]:1024' fe80::cafe 3
 *
 * The last one leaves after three datagrams.  Where the system has no source
 * filters the calls answer -EOPNOTSUPP: join for every source then, and compare
 * the peer of each datagram with the source.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sock6.h>

static void need(int status, const char *what)
{
	if (status >= 0)
		return;
	fprintf(stderr, "source_specific: %s: %s\n", what,
		sock6_status_text(status));
	exit(1);
}

static int usage(void)
{
	fprintf(stderr, "usage: source_specific include|exclude "
			"[GROUP%%INTERFACE]:PORT "
			"SOURCE [COUNT]\n");
	return 2;
}

/* Bound to the group, the socket hears what is sent to it and no more. */
static sock6_fd open_at(const struct sockaddr_in6 *group, const char *text)
{
	sock6_fd fd;

	need(sock6_multicast_open(&fd, group, 0), text);
	return fd;
}

static void join(sock6_fd fd, int include, const struct sockaddr_in6 *group,
		 const struct in6_addr *source)
{
	uint32_t ifindex = group->sin6_scope_id;

	if (include) {
		need(sock6_source_join(fd, ifindex, &group->sin6_addr, source),
		     "join the source");
		return;
	}
	need(sock6_group_join(fd, ifindex, &group->sin6_addr), "join");
	need(sock6_source_block(fd, ifindex, &group->sin6_addr, source),
	     "block the source");
}

static void leave(sock6_fd fd, int include, const struct sockaddr_in6 *group,
		  const struct in6_addr *source)
{
	uint32_t ifindex = group->sin6_scope_id;

	if (include)
		need(sock6_source_leave(fd, ifindex, &group->sin6_addr, source),
		     "leave the source");
	else /* The block goes with the group. */
		need(sock6_group_leave(fd, ifindex, &group->sin6_addr),
		     "leave");
}

static void hear(sock6_fd fd, long count)
{
	char data[1500], who[SOCK6_ADDRESS_TEXT_SIZE];
	struct sock6_message message = { .data = data, .size = sizeof(data) };

	while (count > 0) {
		int status = sock6_receive(fd, &message, 0);

		if (status == -EINTR)
			continue;
		need(status, "receive");
		sock6_address_format(who, sizeof(who), &message.peer, 0);
		printf("%s: %d bytes\n", who, status);
		fflush(stdout);
		count--;
	}
}

int main(int argc, char **argv)
{
	long count = argc == 5 ? strtol(argv[4], NULL, 10) : LONG_MAX;
	struct sockaddr_in6 group, source;
	sock6_fd fd;
	int include;

	if (argc < 4 || argc > 5 || count < 1)
		return usage();
	include = strcmp(argv[1], "include") == 0;
	if (!include && strcmp(argv[1], "exclude") != 0)
		return usage();
	need(sock6_address_parse(&group, argv[2], 0), argv[2]);
	need(sock6_address_parse(&source, argv[3], 0), argv[3]);

	fd = open_at(&group, argv[2]);
	join(fd, include, &group, &source.sin6_addr);
	printf("listening to %s\n", argv[2]);
	fflush(stdout);
	hear(fd, count);
	leave(fd, include, &group, &source.sin6_addr);
	puts("left");
	need(sock6_close(fd), argv[2]);
	return 0;
}
