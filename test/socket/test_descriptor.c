/* SPDX-License-Identifier: MIT */
/* Every call that takes a descriptor, given one that is closed, no socket, or
 * a socket of another kind: an error, and outputs as they were. */
#include "sockets.h"

static char room[16];
static struct sock6_control control;
static struct sock6_message message;
static struct sock6_icmp_filter icmp;
static uint64_t granted;
static int64_t value;

static struct in6_addr group(void)
{
	return address_of("ff01::1").sin6_addr;
}

static struct in6_addr source(void)
{
	return address_of("2001:db8::1").sin6_addr;
}

static const struct sock6_filter_instruction all = { 6, 0, 0, UINT32_MAX };

static int call_set(sock6_fd fd)
{
	return sock6_set(fd, SOCK6_OPT_HOP_LIMIT, 5);
}

static int call_get(sock6_fd fd)
{
	return sock6_get(fd, SOCK6_OPT_HOP_LIMIT, &value);
}

static int call_path_mtu(sock6_fd fd)
{
	return sock6_get(fd, SOCK6_OPT_PATH_MTU, &value);
}

static int call_request(sock6_fd fd)
{
	return sock6_control_request(fd, SOCK6_HOP_LIMIT, &granted);
}

static int call_join(sock6_fd fd)
{
	struct in6_addr to = group();

	return sock6_group_join(fd, 1, &to);
}

static int call_leave(sock6_fd fd)
{
	struct in6_addr to = group();

	return sock6_group_leave(fd, 1, &to);
}

static int call_source(sock6_fd fd)
{
	struct in6_addr to = group(), from = source();

	return sock6_source_join(fd, 1, &to, &from);
}

static int call_block(sock6_fd fd)
{
	struct in6_addr to = group(), from = source();

	return sock6_source_block(fd, 1, &to, &from);
}

static int call_icmp_set(sock6_fd fd)
{
	return sock6_icmp_filter_set(fd, &icmp);
}

static int call_icmp_get(sock6_fd fd)
{
	return sock6_icmp_filter_get(fd, &icmp);
}

static int call_attach(sock6_fd fd)
{
	return sock6_filter_attach(fd, &all, 1);
}

static int call_detach(sock6_fd fd)
{
	return sock6_filter_detach(fd);
}

static int call_lock(sock6_fd fd)
{
	return sock6_filter_lock(fd);
}

static int call_connect(sock6_fd fd)
{
	struct sockaddr_in6 peer = address_of("[::1]:9");
	struct sock6_control values = { .fields = SOCK6_HOP_LIMIT,
					.hop_limit = 5 };

	return sock6_connect(fd, &peer, &values);
}

static int call_send(sock6_fd fd)
{
	return sock6_send(fd, &message, SOCK6_DONT_WAIT);
}

static int call_receive(sock6_fd fd)
{
	return sock6_receive(fd, &message, SOCK6_DONT_WAIT);
}

static int call_send_batch(sock6_fd fd)
{
	int status = sock6_send_batch(fd, NULL, &message, 1, SOCK6_DONT_WAIT);

	CHECK_EQ(status, message.result);
	message.result = 0;
	return status;
}

static int call_receive_batch(sock6_fd fd)
{
	return sock6_receive_batch(fd, NULL, &message, 1, SOCK6_DONT_WAIT);
}

/* What an AF_INET socket answers; 1: not asked, as it may well work. */
static const struct {
	int (*call)(sock6_fd fd);
	int ipv4;
	const char *name;
} calls[] = {
	{ call_set, -ENOPROTOOPT, "set" },
	{ call_get, -ENOPROTOOPT, "get" },
	{ call_path_mtu, -ENOPROTOOPT, "get path-mtu" },
	{ call_request, -ENOPROTOOPT, "control_request" },
	{ call_join, -ENOPROTOOPT, "group_join" },
	{ call_leave, -ENOPROTOOPT, "group_leave" },
	{ call_source, -ENOPROTOOPT, "source_join" },
	{ call_block, -ENOPROTOOPT, "source_block" },
	{ call_icmp_set, 1, "icmp_filter_set" },
	{ call_icmp_get, 1, "icmp_filter_get" },
	{ call_attach, 1, "filter_attach" },
	{ call_detach, 1, "filter_detach" },
	{ call_lock, 1, "filter_lock" },
	{ call_connect, -ENOPROTOOPT, "connect" },
	{ call_send, 1, "send" },
	{ call_receive, 1, "receive" },
	{ call_send_batch, 1, "send_batch" },
	{ call_receive_batch, 1, "receive_batch" },
};

#define CALLS (sizeof(calls) / sizeof(calls[0]))

static void check_untouched(void)
{
	static const char pattern[sizeof(control) + sizeof(icmp)] = { 0 };

	CHECK_EQ(77, value);
	CHECK_EQ(77, granted);
	CHECK_EQ(0, message.result);
	CHECK_EQ(0, message.flags);
	CHECK_MEM(pattern, &control, sizeof(control));
	CHECK_MEM(pattern, &icmp, sizeof(icmp));
}

static void check_calls(sock6_fd fd, int expected)
{
	for (size_t i = 0; i < CALLS; i++) {
		int wanted = expected ? expected : calls[i].ipv4;

		value = 77;
		granted = 77;
		message = incoming(room, sizeof(room), &control);
		if (wanted == 1)
			continue;
		if (!CHECK_EQ(wanted, calls[i].call(fd)))
			printf("# call: %s\n", calls[i].name);
		check_untouched();
	}
}

static void a_closed_descriptor_is_refused_by_every_call(void)
{
	sock6_fd fd = udp_at("::1", 0);

	sock6_close(fd);
	check_calls(fd, -EBADF);
	check_calls(SOCK6_INVALID, -EBADF);
	check_calls(-2, -EBADF);
	check_calls(INT32_MAX, -EBADF);
}

static void what_is_no_socket_is_refused_by_every_call(void)
{
	int file = open("/dev/null", O_RDWR), ends[2];

	check_calls(file, -ENOTSOCK);
	close(file);
	REQUIRE_EQ(0, pipe(ends));
	check_calls(ends[0], -ENOTSOCK);
	check_calls(ends[1], -ENOTSOCK);
	close(ends[0]);
	close(ends[1]);
}

static void an_ipv4_socket_is_refused_by_every_ipv6_call(void)
{
	int datagrams = socket(AF_INET, SOCK_DGRAM, 0);
	int stream = socket(AF_INET, SOCK_STREAM, 0);

	check_calls(datagrams, 0);
	check_calls(stream, 0);
	close(datagrams);
	close(stream);
}

static void a_stream_has_no_datagrams_yet_and_no_filter_of_types(void)
{
	int fd = socket(AF_INET6, SOCK_STREAM, 0);

	message = incoming(room, sizeof(room), &control);
	CHECK_EQ(-ENOTCONN, call_receive(fd));
	CHECK(call_send(fd) < 0);
	CHECK_EQ(-ENOPROTOOPT, call_icmp_set(fd));
	CHECK_EQ(-ENOPROTOOPT, call_icmp_get(fd));
	CHECK_EQ(-ENOTCONN, call_path_mtu(fd));
	close(fd);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(a_closed_descriptor_is_refused_by_every_call);
	RUN(what_is_no_socket_is_refused_by_every_call);
	RUN(an_ipv4_socket_is_refused_by_every_ipv6_call);
	RUN(a_stream_has_no_datagrams_yet_and_no_filter_of_types);
	return check_end();
}
