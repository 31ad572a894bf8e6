/* SPDX-License-Identifier: MIT */
/*
 * A worker is one process that sends or receives on ::1:
 *
 *	WORKER send|receive KEY=NUMBER...
 *
 * The receiver tells its port through the descriptor "to", and the sender
 * reads it from its "from".  Then they take turns by one byte, each timing only
 * its own work, or stream until the sender's mark has been seen.
 */
#define _GNU_SOURCE
#include "harness.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define MARKS      1000 /* tries to end a stream, a few milliseconds apart */
#define BUFFER     (4 << 20)
#define PATIENCE_S 2 /* a receiver gives up what was lost */

struct clocks {
	int64_t cpu, wall;
};

_Noreturn void fail(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(1);
}

static unsigned char payloads[BATCH_MAXIMUM * ROOM];

unsigned char *payload_at(const struct task *task, unsigned i)
{
	return payloads + (size_t)i * (task->scattered ? ROOM : task->size);
}

static int64_t read_clock(clockid_t clock)
{
	struct timespec time;

	if (clock_gettime(clock, &time) < 0)
		fail("clock_gettime");
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static struct clocks clocks_now(void)
{
	struct clocks now;

	now.cpu = read_clock(CLOCK_PROCESS_CPUTIME_ID);
	now.wall = read_clock(CLOCK_MONOTONIC);
	return now;
}

static void add_since(struct clocks *sum, const struct clocks *since)
{
	struct clocks now = clocks_now();

	sum->cpu += now.cpu - since->cpu;
	sum->wall += now.wall - since->wall;
}

static void print_line(const struct totals *totals, const struct clocks *spent)
{
	printf("packets=%llu bytes=%llu classes=%llu hops=%llu "
	       "interfaces=%llu cpu_ns=%lld wall_ns=%lld\n",
	       (unsigned long long)totals->packets,
	       (unsigned long long)totals->bytes,
	       (unsigned long long)totals->classes,
	       (unsigned long long)totals->hops,
	       (unsigned long long)totals->interfaces, (long long)spent->cpu,
	       (long long)spent->wall);
}

static void set_option(int fd, int level, int number, int value)
{
	if (setsockopt(fd, level, number, &value, sizeof(value)) < 0)
		fail("setsockopt");
}

/* Past the limit where that is allowed, else up to it. */
static void set_buffer(int fd, int number, int forced)
{
	int size = BUFFER;

	if (setsockopt(fd, SOL_SOCKET, forced, &size, sizeof(size)) < 0)
		set_option(fd, SOL_SOCKET, number, size);
}

static int open_socket(void)
{
	struct sockaddr_in6 local = { .sin6_family = AF_INET6,
				      .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct timeval patience = { .tv_sec = PATIENCE_S };
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		fail("socket");
	set_buffer(fd, SO_RCVBUF, SO_RCVBUFFORCE);
	set_buffer(fd, SO_SNDBUF, SO_SNDBUFFORCE);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
		       sizeof(patience)) < 0)
		fail("SO_RCVTIMEO");
	if (bind(fd, (struct sockaddr *)&local, sizeof(local)) < 0)
		fail("bind");
	return fd;
}

static int take_turn(const struct task *task)
{
	char byte;

	return read(task->from, &byte, 1) == 1;
}

static void give_turn(const struct task *task)
{
	if (write(task->to, "", 1) != 1)
		fail("write");
}

static void send_marks(const struct task *task, int fd,
		       const struct sockaddr_in6 *peer)
{
	struct pollfd end = { .fd = task->from, .events = POLLIN };

	for (int i = 0; i < MARKS; i++) {
		if (sendto(fd, "", 1, 0, (const struct sockaddr *)peer,
			   sizeof(*peer)) < 0)
			fail("sendto");
		if (poll(&end, 1, 2) > 0)
			return;
	}
}

static void send_turns(const struct task *task, struct clocks *spent)
{
	struct clocks begin;

	for (unsigned i = 0; i <= task->cycles; i++) {
		begin = clocks_now();
		contestant_send(task->burst);
		if (i > 0) /* the first turn warms caches up */
			add_since(spent, &begin);
		give_turn(task);
		if (!take_turn(task))
			fail("the receiver has gone");
	}
}

static void send_stream(const struct task *task, int fd,
			const struct sockaddr_in6 *peer, struct clocks *spent)
{
	struct clocks begin = clocks_now();
	int64_t due = begin.wall;

	for (unsigned i = 0; i < task->cycles; i++) {
		contestant_send(task->burst);
		for (due += task->pace; task->pace;)
			if (read_clock(CLOCK_MONOTONIC) >= due)
				break;
	}
	add_since(spent, &begin);
	send_marks(task, fd, peer);
}

static void run_sender(const struct task *task)
{
	struct sockaddr_in6 peer = { .sin6_family = AF_INET6,
				     .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct clocks spent = { 0, 0 };
	struct totals totals = { 0 };
	int fd = open_socket();

	if (read(task->from, &peer.sin6_port, 2) != 2)
		fail("the receiver's port");
	if (task->connected &&
	    connect(fd, (struct sockaddr *)&peer, sizeof(peer)) < 0)
		fail("connect");
	if (task->sticky) {
		set_option(fd, IPPROTO_IPV6, IPV6_TCLASS, TRAFFIC_CLASS);
		set_option(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, HOP_LIMIT);
	}
	if (task->batch > 0 && task->burst % task->batch) {
		errno = EINVAL;
		fail("a burst is so many batches");
	}
	memset(payloads, 0xa5, sizeof(payloads));
	contestant_sender(task, fd, &peer);
	if (task->stream)
		send_stream(task, fd, &peer, &spent);
	else
		send_turns(task, &spent);
	totals.packets = (uint64_t)task->burst * task->cycles;
	totals.bytes = totals.packets * task->size;
	print_line(&totals, &spent);
}

static void receive_turns(const struct task *task, struct totals *totals,
			  struct clocks *spent)
{
	struct clocks begin;
	int warm = 0;

	while (take_turn(task)) {
		begin = clocks_now();
		contestant_receive(totals, task->burst);
		if (warm)
			add_since(spent, &begin);
		else
			memset(totals, 0, sizeof(*totals));
		warm = 1;
		give_turn(task);
	}
}

static void receive_stream(const struct task *task, struct totals *totals,
			   struct clocks *spent)
{
	unsigned burst = task->batch ? task->batch : 1;
	struct clocks begin;

	contestant_receive(totals, burst);
	begin = clocks_now();
	contestant_receive(totals, UINT32_MAX);
	add_since(spent, &begin);
	give_turn(task);
}

static void run_receiver(const struct task *task)
{
	struct clocks spent = { 0, 0 };
	struct totals totals = { 0 };
	struct sockaddr_in6 local;
	socklen_t size = sizeof(local);
	int fd = open_socket();

	if (getsockname(fd, (struct sockaddr *)&local, &size) < 0)
		fail("getsockname");
	contestant_receiver(task, fd);
	if (write(task->to, &local.sin6_port, 2) != 2)
		fail("write");
	if (task->stream)
		receive_stream(task, &totals, &spent);
	else
		receive_turns(task, &totals, &spent);
	print_line(&totals, &spent);
}

static void set_number(struct task *task, const char *word)
{
	static const struct {
		const char *name;
		size_t place;
	} keys[] = {
		{ "stream", offsetof(struct task, stream) },
		{ "size", offsetof(struct task, size) },
		{ "batch", offsetof(struct task, batch) },
		{ "burst", offsetof(struct task, burst) },
		{ "cycles", offsetof(struct task, cycles) },
		{ "control", offsetof(struct task, control) },
		{ "pace", offsetof(struct task, pace) },
		{ "connected", offsetof(struct task, connected) },
		{ "sticky", offsetof(struct task, sticky) },
		{ "coalesced", offsetof(struct task, coalesced) },
		{ "made", offsetof(struct task, made) },
		{ "scattered", offsetof(struct task, scattered) },
		{ "from", offsetof(struct task, from) },
		{ "to", offsetof(struct task, to) },
	};
	size_t length = strcspn(word, "=");

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strlen(keys[i].name) != length || word[length] != '=' ||
		    strncmp(keys[i].name, word, length) != 0)
			continue;
		*(int *)(void *)((char *)task + keys[i].place) =
			atoi(word + length + 1);
		return;
	}
	errno = EINVAL;
	fail(word);
}

int main(int argc, char **argv)
{
	struct task task = { .size = 64, .burst = 512, .cycles = 8 };

	if (argc < 2)
		return 2;
	task.receiver = strcmp(argv[1], "receive") == 0;
	for (int i = 2; i < argc; i++)
		set_number(&task, argv[i]);
	if (task.sticky && !task.receiver)
		task.control = 0;
	if (task.size < 2 || task.size > ROOM || task.batch > BATCH_MAXIMUM) {
		errno = ERANGE;
		fail("size or batch");
	}
	if (task.receiver)
		run_receiver(&task);
	else
		run_sender(&task);
	return 0;
}
