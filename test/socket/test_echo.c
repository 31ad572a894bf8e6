/* SPDX-License-Identifier: MIT */
/* Echo sockets over ::1, of whichever kind this user is allowed. */
#include "check.h"
#include "sock6.h"

#define PATIENCE INT64_C(20000000000) /* nanoseconds */

static const struct sockaddr_in6 loopback = { .sin6_family = AF_INET6,
					      .sin6_addr =
						      IN6ADDR_LOOPBACK_INIT };

/* 1, or 0 when neither kind is allowed here. */
static int open_echo(sock6_fd *fd, const struct sockaddr_in6 *local, int *kind)
{
	int status = sock6_echo_open(fd, local, SOCK6_NON_BLOCKING, kind);

	if (status == -EPERM)
		return 0;
	CHECK_EQ(0, status);
	return status == 0;
}

#define NOT_ALLOWED "no echo socket is allowed to this user"

static void send_request(sock6_fd fd, int identifier, unsigned sequence)
{
	unsigned char bytes[64];
	struct sock6_icmp_message echo = { .type = SOCK6_ICMP_ECHO_REQUEST,
					   .identifier = (uint16_t)identifier,
					   .sequence = (uint16_t)sequence,
					   .payload = "payload",
					   .payload_size = 7 };
	int size = sock6_icmp_message_encode(bytes, sizeof(bytes), &echo, NULL,
					     NULL);
	struct sock6_message message = { .data = bytes,
					 .size = (size_t)size,
					 .peer = loopback };

	CHECK_EQ(15, sock6_send(fd, &message, 0));
}

/* The sequence number of the next reply with an identifier; others are passed
 * over: a raw socket hears those of other programs. */
static int next_reply(sock6_fd fd, int identifier)
{
	static unsigned char bytes[2048];
	struct sock6_message message = { .data = bytes, .size = sizeof(bytes) };
	struct sock6_icmp_message echo;
	int64_t deadline = sock6_now() + PATIENCE;

	while (sock6_wait(fd, SOCK6_READABLE, deadline) > 0) {
		int size = sock6_receive(fd, &message, SOCK6_DONT_WAIT);

		if (size < 0 ||
		    sock6_icmp_message_decode(&echo, bytes, (size_t)size, NULL,
					      NULL) < 0)
			continue;
		CHECK_EQ(SOCK6_ICMP_ECHO_REPLY, echo.type);
		if (echo.identifier != identifier)
			continue;
		CHECK_EQ(7, echo.payload_size);
		CHECK_MEM("payload", echo.payload, 7);
		return echo.sequence;
	}
	return -ETIMEDOUT;
}

static void a_request_is_answered(void)
{
	sock6_fd fd;
	int kind = 0, identifier;

	if (!open_echo(&fd, NULL, &kind))
		SKIP(NOT_ALLOWED);
	CHECK(kind == SOCK6_ECHO_DATAGRAM || kind == SOCK6_ECHO_RAW);
	printf("# %s\n", kind == SOCK6_ECHO_RAW ? "raw" : "datagram");
	identifier = sock6_echo_identifier(fd);
	CHECK(identifier >= 0 && identifier <= 65535);
	send_request(fd, identifier, 7);
	CHECK_EQ(7, next_reply(fd, identifier));
	CHECK_EQ(identifier, sock6_echo_identifier(fd));
	sock6_close(fd);
}

static void each_socket_has_its_identifier(void)
{
	sock6_fd first, second;
	int one, two;

	if (!open_echo(&first, &loopback, NULL))
		SKIP(NOT_ALLOWED);
	REQUIRE(open_echo(&second, &loopback, NULL));
	one = sock6_echo_identifier(first);
	two = sock6_echo_identifier(second);
	CHECK(one != two);
	send_request(first, one, 1);
	send_request(second, two, 2);
	CHECK_EQ(1, next_reply(first, one));
	CHECK_EQ(2, next_reply(second, two));
	sock6_close(first);
	sock6_close(second);
}

static void what_is_no_request_is_refused(void)
{
	struct sockaddr_in6 nowhere = loopback;
	struct sockaddr_in6 ipv4 = { .sin6_family = AF_INET };
	sock6_fd fd = -77;
	int kind = -77, status;

	CHECK_EQ(-EINVAL, sock6_echo_open(NULL, NULL, 0, NULL));
	CHECK_EQ(-EINVAL, sock6_echo_open(&fd, NULL, SOCK6_DUAL_STACK, &kind));
	CHECK_EQ(-EAFNOSUPPORT, sock6_echo_open(&fd, &ipv4, 0, &kind));
	nowhere.sin6_addr.s6_addr[0] = 0x20;
	status = sock6_echo_open(&fd, &nowhere, 0, &kind);
	CHECK(status == -EADDRNOTAVAIL || status == -EPERM);
	CHECK_EQ(-77, fd);
	CHECK_EQ(-77, kind);
	CHECK_EQ(-EBADF, sock6_echo_identifier(-1));
}

static void the_hint_names_what_would_help(void)
{
	REQUIRE(sock6_echo_hint() != NULL);
	CHECK(strstr(sock6_echo_hint(), "net.ipv4.ping_group_range") != NULL);
	CHECK(strstr(sock6_echo_hint(), "CAP_NET_RAW") != NULL);
}

int main(void)
{
	sock6_fd probe;

	if (sock6_udp_open(&probe, &loopback, 0) < 0)
		return check_skip_all("no IPv6 here");
	sock6_close(probe);
	RUN(a_request_is_answered);
	RUN(each_socket_has_its_identifier);
	RUN(what_is_no_request_is_refused);
	RUN(the_hint_names_what_would_help);
	return check_end();
}
