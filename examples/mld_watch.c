/* SPDX-License-Identifier: MIT */
/*
 * Who listens to what: prints the messages of multicast listener discovery that
 * come in through an interface, and why others are not believed.
 *
 *	mld_watch eth0
 *	mld_watch eth0 10
 *
 * The second one ends after ten messages.  Reports of version 2 and general
 * queries are heard; a report of version 1 goes to the group that it tells of,
 * and only who has joined that group hears it.  A raw socket needs a privilege.
 */
#include <arpa/inet.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include <sock6.h>

static void need(int status, const char *what)
{
	if (status >= 0)
		return;
	fprintf(stderr, "mld_watch: %s: %s\n", what, sock6_status_text(status));
	exit(1);
}

static int usage(void)
{
	fprintf(stderr, "usage: mld_watch INTERFACE [COUNT]\n");
	return 2;
}

static void hear_listener_discovery(sock6_fd fd)
{
	struct sock6_icmp_filter filter;

	sock6_icmp_filter_set_all(&filter, 1);
	sock6_icmp_filter_accept(&filter, SOCK6_ICMP_MULTICAST_LISTENER_QUERY);
	sock6_icmp_filter_accept(&filter, SOCK6_ICMP_MULTICAST_LISTENER_REPORT);
	sock6_icmp_filter_accept(&filter, SOCK6_ICMP_MULTICAST_LISTENER_DONE);
	sock6_icmp_filter_accept(
		&filter, SOCK6_ICMP_VERSION_2_MULTICAST_LISTENER_REPORT);
	need(sock6_icmp_filter_set(fd, &filter), "filter");
}

/* The checks are the same for every type; an observer also believes those who
 * have no address yet (RFC 3590). */
static struct sock6_guard guard_of(uint32_t ifindex)
{
	struct sock6_guard guard;

	need(sock6_guard_choose(&guard, SOCK6_ICMP_MULTICAST_LISTENER_REPORT),
	     "checks");
	guard.sources |= SOCK6_GUARD_UNSPECIFIED;
	guard.checks |= SOCK6_CHECK_INTERFACE;
	guard.ifindex = ifindex;
	return guard;
}

static sock6_fd open_on(uint32_t ifindex, const struct sock6_guard *guard)
{
	struct in6_addr routers; /* where reports go, RFC 3810, 5.2.14 */
	uint64_t fields;
	sock6_fd fd;

	inet_pton(AF_INET6, "ff02::16", &routers);
	need(sock6_raw_open(&fd, SOCK6_ICMP_PROTOCOL, NULL, 0), "open");
	hear_listener_discovery(fd);
	need(sock6_guard_fields(guard, &fields), "checks");
	need(sock6_control_request(fd, fields, NULL), "ask for the hop limit");
	need(sock6_set(fd, SOCK6_OPT_RECEIVE_HOP_BY_HOP, 1),
	     "ask for the router alert");
	need(sock6_group_join(fd, ifindex, &routers), "join");
	return fd;
}

/* The hop-by-hop header among what came beside a message; size 0: none. */
static struct sock6_extension find_options(const void *beside, size_t size)
{
	struct sock6_extension extension;
	size_t offset = 0;

	while (sock6_extension_control_next(beside, size, &offset, &extension) >
	       0)
		if (extension.type == SOCK6_EXTENSION_HOP_BY_HOP)
			return extension;
	return (struct sock6_extension){ 0 };
}

static void show(const struct sock6_guard *guard,
		 const struct sock6_message *received,
		 const struct sock6_extension *options)
{
	char from[SOCK6_ADDRESS_TEXT_SIZE], text[SOCK6_MLD_TEXT_SIZE];
	struct sock6_mld_message message;
	uint32_t failed = 0;
	int status;

	need(sock6_address_format(from, sizeof(from), &received->peer, 0),
	     "the sender");
	status = sock6_guard_check(guard, received, options->data,
				   options->size, &failed);
	if (status < 0) {
		printf("%s dropped: %s\n", from,
		       sock6_guard_check_name(failed));
		return;
	}
	status = sock6_mld_decode(&message, received->data,
				  (size_t)received->result, NULL, NULL);
	if (status == 0)
		status = sock6_mld_format(text, sizeof(text), &message);
	printf("%s %s\n", from, status < 0 ? sock6_status_text(status) : text);
}

static void watch(sock6_fd fd, const struct sock6_guard *guard, long count)
{
	static char data[65535], beside[SOCK6_EXTENSION_CONTROL_SIZE];
	struct sock6_control control;
	struct sock6_message received = { .data = data,
					  .size = sizeof(data),
					  .control = &control };

	while (count-- > 0) {
		size_t size = sizeof(beside);
		struct sock6_extension options;

		need(sock6_extension_receive(fd, &received, beside, &size, 0),
		     "receive");
		options = find_options(beside, size);
		show(guard, &received, &options);
		fflush(stdout);
	}
}

int main(int argc, char **argv)
{
	long count = argc == 3 ? strtol(argv[2], NULL, 10) : LONG_MAX;
	struct sock6_guard guard;
	uint32_t ifindex;
	sock6_fd fd;

	if (argc < 2 || argc > 3 || argv[1][0] == '-' || count <= 0)
		return usage();
	need(sock6_interface_index(&ifindex, argv[1]), argv[1]);
	guard = guard_of(ifindex);
	fd = open_on(ifindex, &guard);
	printf("watching %s\n", argv[1]);
	fflush(stdout);
	watch(fd, &guard, count);
	need(sock6_close(fd), "close");
	return 0;
}
