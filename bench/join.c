/* SPDX-License-Identifier: MIT */
/*
 * What it costs to join groups: join library|bare COUNT REPEATS
 *
 * Interface-local groups (ff01::/16) on the loopback interface, so that no
 * report leaves the host (RFC 3810, 6).  A socket that may have no more
 * memberships (optmem_max) hands over to another one, in both ways alike.
 * Leaving them, by closing, is not timed.
 * Prints "joins=COUNT sockets=N cpu_ns=NS wall_ns=NS" for all repeats.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sock6.h>

#define SOCKETS 1000

typedef int join(int fd, uint32_t ifindex, const struct in6_addr *group);

static int bare_join(int fd, uint32_t ifindex, const struct in6_addr *group)
{
	struct group_req request = { .gr_interface = ifindex };
	struct sockaddr_in6 address = { .sin6_family = AF_INET6,
					.sin6_addr = *group };

	memcpy(&request.gr_group, &address, sizeof(address));
	return setsockopt(fd, IPPROTO_IPV6, MCAST_JOIN_GROUP, &request,
			  sizeof(request)) < 0
		       ? -errno
		       : 0;
}

static _Noreturn void fail(const char *what, int status)
{
	fprintf(stderr, "join: %s: %s\n", what, sock6_status_text(status));
	exit(1);
}

static int open_socket(void)
{
	sock6_fd fd;
	int status = sock6_udp_open(&fd, NULL, 0);

	if (status < 0)
		fail("socket", status);
	return fd;
}

static struct in6_addr group_of(unsigned number)
{
	struct in6_addr group = { .s6_addr = { 0xff, 0x01, [12] = 1 } };

	group.s6_addr[13] = (uint8_t)(number >> 16);
	group.s6_addr[14] = (uint8_t)(number >> 8);
	group.s6_addr[15] = (uint8_t)number;
	return group;
}

struct clocks {
	long long cpu, wall;
};

static long long read_clock(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (long long)time.tv_sec * 1000000000 + time.tv_nsec;
}

static struct clocks clocks_now(void)
{
	return (struct clocks){ .cpu = read_clock(CLOCK_PROCESS_CPUTIME_ID),
				.wall = read_clock(CLOCK_MONOTONIC) };
}

static sock6_fd sockets[SOCKETS];
static unsigned socket_count;

/* The first socket is open. */
static void join_all(join *one, uint32_t ifindex, unsigned count)
{
	unsigned on_this = 0;

	for (unsigned i = 0; i < count; i++, on_this++) {
		struct in6_addr group = group_of(i);
		int status = one(sockets[socket_count - 1], ifindex, &group);

		if ((status == -ENOMEM || status == -ENOBUFS) && on_this > 0 &&
		    socket_count < SOCKETS) {
			sockets[socket_count++] = open_socket();
			on_this = 0;
			status =
				one(sockets[socket_count - 1], ifindex, &group);
		}
		if (status < 0)
			fail("join", status);
	}
}

static void add_one(struct clocks *spent, join *one, uint32_t ifindex,
		    unsigned count)
{
	struct clocks begin, end;

	socket_count = 1;
	sockets[0] = open_socket();
	begin = clocks_now();
	join_all(one, ifindex, count);
	end = clocks_now();
	spent->cpu += end.cpu - begin.cpu;
	spent->wall += end.wall - begin.wall;
	for (unsigned i = 0; i < socket_count; i++)
		sock6_close(sockets[i]);
}

int main(int argc, char **argv)
{
	unsigned count = argc > 2 ? (unsigned)atoi(argv[2]) : 0;
	unsigned repeats = argc > 3 ? (unsigned)atoi(argv[3]) : 1;
	uint32_t loopback = if_nametoindex("lo");
	struct clocks spent = { 0, 0 };
	join *one = bare_join;

	if (count == 0 || count > 1000000 || repeats == 0)
		return 2;
	if (strcmp(argv[1], "library") == 0)
		one = sock6_group_join;
	if (loopback == 0)
		fail("lo", -ENODEV);
	for (unsigned i = 0; i < repeats; i++)
		add_one(&spent, one, loopback, count);
	printf("joins=%u sockets=%u cpu_ns=%lld wall_ns=%lld\n",
	       count * repeats, socket_count, spent.cpu, spent.wall);
	return 0;
}
