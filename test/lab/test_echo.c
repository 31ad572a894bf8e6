/* SPDX-License-Identifier: MIT */
/* Echo sockets: which kind who is allowed, and what routers and far interfaces
 * say to their requests. */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "host.h"

#define RANGE "net/ipv4/ping_group_range"

static void send_to(sock6_fd fd, const char *to,
		    const struct sock6_icmp_message *echo)
{
	unsigned char bytes[256];
	int size = sock6_icmp_message_encode(bytes, sizeof(bytes), echo, NULL,
					     NULL);
	struct sock6_message message = { .data = bytes,
					 .size = (size_t)size,
					 .peer = lab_peer(to, 0, 0) };

	CHECK_EQ(size, sock6_send(fd, &message, 0));
}

/* The next message that is heard: 1, or 0. */
static int hears(sock6_fd fd, struct sock6_icmp_message *read)
{
	static unsigned char bytes[2048];
	struct sock6_message message = { .data = bytes, .size = sizeof(bytes) };
	int size;

	if (sock6_wait(fd, SOCK6_READABLE, sock6_now() + LAB_PATIENCE) < 0)
		return 0;
	size = sock6_receive(fd, &message, SOCK6_DONT_WAIT);
	return size > 0 && sock6_icmp_message_decode(read, bytes, (size_t)size,
						     NULL, NULL) == 0;
}

static void is_answered(sock6_fd fd)
{
	int identifier = sock6_echo_identifier(fd);
	struct sock6_icmp_message echo = { .type = SOCK6_ICMP_ECHO_REQUEST,
					   .identifier = (uint16_t)identifier,
					   .sequence = 3,
					   .payload = "abc",
					   .payload_size = 3 };

	send_to(fd, "2001:db8:1::b", &echo);
	REQUIRE(hears(fd, &echo));
	CHECK_EQ(SOCK6_ICMP_ECHO_REPLY, echo.type);
	CHECK_EQ(identifier, echo.identifier);
	CHECK_EQ(3, echo.sequence);
}

/* What capset(2) is told; <linux/capability.h> is not everywhere. */
struct capability_header {
	uint32_t version;
	int pid;
};

struct capability_data {
	uint32_t effective, permitted, inheritable;
};

#define CAPABILITY_VERSION_3 0x20080522

/* What sock6_echo_open() answers to a process without capabilities: a kind, or
 * a negative errno value. */
static int open_without_privilege(void)
{
	struct capability_header header = { CAPABILITY_VERSION_3, 0 };
	struct capability_data none[2] = { { 0 } };
	int status = -1;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		int kind = 0;
		sock6_fd fd;

		if (syscall(SYS_capset, &header, none) < 0)
			_exit(255);
		status = sock6_echo_open(&fd, NULL, 0, &kind);
		_exit(status < 0 ? 100 - status : kind);
	}
	waitpid(child, &status, 0);
	status = WEXITSTATUS(status);
	return status >= 100 ? 100 - status : status;
}

/* In a new network the range holds no group. */
static void only_a_privilege_helps_at_first(void)
{
	sock6_fd fd;
	int kind = 0;

	CHECK_EQ(-EPERM, open_without_privilege());
	REQUIRE_EQ(0, sock6_echo_open(&fd, NULL, 0, &kind));
	CHECK_EQ(SOCK6_ECHO_RAW, kind);
	is_answered(fd);
	sock6_close(fd);
}

/* A raw socket hears every reply, but none of its own requests or errors. */
static void a_raw_socket_hears_replies_only(void)
{
	struct sock6_icmp_message echo = { .type = SOCK6_ICMP_ECHO_REQUEST,
					   .identifier = 0x7777 };
	struct sock6_icmp_message error = {
		.type = SOCK6_ICMP_DESTINATION_UNREACHABLE
	};
	sock6_fd fd, other = lab_raw("b", SOCK6_ICMP_PROTOCOL);

	lab_enter("a");
	REQUIRE_EQ(0, sock6_echo_open(&fd, NULL, 0, NULL));
	send_to(other, "2001:db8:1::a", &error);
	send_to(other, "2001:db8:1::a", &echo);
	echo.type = SOCK6_ICMP_ECHO_REPLY;
	send_to(other, "2001:db8:1::a", &echo);
	REQUIRE(hears(fd, &echo));
	CHECK_EQ(SOCK6_ICMP_ECHO_REPLY, echo.type);
	CHECK_EQ(0x7777, echo.identifier);
	CHECK(echo.identifier != sock6_echo_identifier(fd));
	sock6_close(other);
	sock6_close(fd);
}

static void an_error_quotes_the_request(int wanted)
{
	unsigned char bytes[64];
	struct sock6_message quoted = { .data = bytes, .size = sizeof(bytes) };
	struct sock6_icmp_message echo = { .type = SOCK6_ICMP_ECHO_REQUEST,
					   .sequence = 9 };
	struct sock6_error error;
	sock6_fd fd;
	int kind = 0;

	REQUIRE_EQ(0, sock6_echo_open(&fd, NULL, 0, &kind));
	CHECK_EQ(wanted, kind);
	CHECK_EQ(0, sock6_error_request(fd, 1));
	echo.identifier = (uint16_t)sock6_echo_identifier(fd);
	send_to(fd, "2001:db8:99::1", &echo);
	REQUIRE(sock6_wait(fd, SOCK6_READABLE, sock6_now() + LAB_PATIENCE) > 0);
	REQUIRE_EQ(0, sock6_error_receive(fd, &quoted, &error, 0));
	CHECK_EQ(SOCK6_ORIGIN_ICMPV6, error.origin);
	CHECK_EQ(SOCK6_ICMP_DESTINATION_UNREACHABLE, error.type);
	REQUIRE_EQ(8, quoted.result);
	CHECK_EQ(0, sock6_icmp_message_decode(&echo, bytes, 8, NULL, NULL));
	CHECK_EQ(SOCK6_ICMP_ECHO_REQUEST, echo.type);
	CHECK_EQ(sock6_echo_identifier(fd), echo.identifier);
	CHECK_EQ(9, echo.sequence);
	sock6_close(fd);
}

static void errors_come_from_the_queue_of_a_raw_socket(void)
{
	an_error_quotes_the_request(SOCK6_ECHO_RAW);
}

/* Last but these: the range stays. */
static void a_group_within_the_range_needs_no_privilege(void)
{
	sock6_fd fd;
	int kind = 0;

	REQUIRE_EQ(0, lab_sysctl("a", RANGE, "0 0"));
	CHECK_EQ(SOCK6_ECHO_DATAGRAM, open_without_privilege());
	REQUIRE_EQ(0, sock6_echo_open(&fd, NULL, 0, &kind));
	CHECK_EQ(SOCK6_ECHO_DATAGRAM, kind);
	is_answered(fd);
	sock6_close(fd);
}

static void errors_come_from_the_queue_of_a_datagram_socket(void)
{
	an_error_quotes_the_request(SOCK6_ECHO_DATAGRAM);
}

/* RFC 8335; Linux has answered since 5.13, when it is told to. */
static void the_kernel_answers_extended_echo(void)
{
	unsigned char extension[64];
	struct sock6_icmp_extension_identification eth0 = {
		.key = SOCK6_ICMP_EXTENSION_BY_NAME, .size = 4, .value = "eth0"
	};
	struct sock6_icmp_message probe = {
		.type = SOCK6_ICMP_EXTENDED_ECHO_REQUEST,
		.identifier = 0x1234,
		.sequence = 5,
		.flags = SOCK6_ICMP_LOCAL,
		.extension = extension
	};
	sock6_fd fd = lab_raw("a", SOCK6_ICMP_PROTOCOL);
	struct sock6_icmp_filter filter;

	sock6_icmp_filter_set_all(&filter, 1);
	sock6_icmp_filter_accept(&filter, SOCK6_ICMP_EXTENDED_ECHO_REPLY);
	CHECK_EQ(0, sock6_icmp_filter_set(fd, &filter));
	if (lab_sysctl("b", "net/ipv4/icmp_echo_enable_probe", "1") < 0)
		SKIP("this kernel has no extended echo");
	probe.extension_size =
		(size_t)sock6_icmp_extension_identification_append(
			extension, sizeof(extension), 0, &eth0);
	send_to(fd, "2001:db8:1::b", &probe);
	REQUIRE(hears(fd, &probe));
	CHECK_EQ(SOCK6_ICMP_EXTENDED_ECHO_REPLY, probe.type);
	CHECK_EQ(0, probe.code);
	CHECK_EQ(0x1234, probe.identifier);
	CHECK_EQ(5, probe.sequence);
	CHECK_EQ(SOCK6_ICMP_ACTIVE | SOCK6_ICMP_IPV4 | SOCK6_ICMP_IPV6,
		 probe.flags);
	sock6_close(fd);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs as: lab.sh pair -- test_echo");
	/* b says so when it does not know the way. */
	lab_shell("b", "ip -6 route del default; "
		       "echo 1 >/proc/sys/net/ipv6/conf/all/forwarding");
	lab_enter("a");
	RUN(only_a_privilege_helps_at_first);
	RUN(a_raw_socket_hears_replies_only);
	RUN(errors_come_from_the_queue_of_a_raw_socket);
	RUN(a_group_within_the_range_needs_no_privilege);
	RUN(errors_come_from_the_queue_of_a_datagram_socket);
	RUN(the_kernel_answers_extended_echo);
	return check_end();
}
