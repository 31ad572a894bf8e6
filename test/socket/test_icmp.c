/* SPDX-License-Identifier: MIT */
/* Raw ICMPv6 sockets: which types are heard, who fills in the checksum. */
#include "sockets.h"

#define NO_RAW "raw sockets need a privilege (CAP_NET_RAW)"

static sock6_fd raw(int protocol)
{
	struct sockaddr_in6 local = address_of("::1");
	sock6_fd fd;

	return sock6_raw_open(&fd, protocol, &local, 0) < 0 ? SOCK6_INVALID
							    : fd;
}

/* Types that no host answers by itself (RFC 4443, 2.1). */
enum { PRIVATE = 200, OTHER = 201 };

static int send_type(sock6_fd fd, int type, unsigned char mark)
{
	struct sockaddr_in6 to = address_of("::1");
	unsigned char packet[8] = { (unsigned char)type, 0, 0, 0, mark };
	struct sock6_message message =
		outgoing(packet, sizeof(packet), &to, NULL);

	return sock6_send(fd, &message, 0);
}

/* The type that comes next of those with our mark; others are not ours. */
static int next_type(sock6_fd fd, unsigned char mark)
{
	unsigned char packet[1500];
	struct sock6_message message = incoming(packet, sizeof(packet), NULL);

	for (int tries = 0; tries < 1000; tries++) {
		int length = receive_soon(fd, &message);

		if (length < 0)
			return length;
		if (length == 8 && packet[4] == mark)
			return packet[0];
	}
	return -ETIMEDOUT;
}

static void a_new_socket_hears_every_type(void)
{
	struct sock6_icmp_filter filter;
	sock6_fd fd = raw(SOCK6_ICMP_PROTOCOL);

	if (fd == SOCK6_INVALID)
		SKIP(NO_RAW);
	memset(&filter, 0x5a, sizeof(filter));
	CHECK_EQ(0, sock6_icmp_filter_get(fd, &filter));
	for (int type = 0; type < 256; type++)
		CHECK_EQ(0, sock6_icmp_filter_will_block(&filter, type));
	sock6_close(fd);
}

static void a_filter_is_read_back_as_it_was_set(void)
{
	sock6_fd fd = raw(SOCK6_ICMP_PROTOCOL);

	if (fd == SOCK6_INVALID)
		SKIP(NO_RAW);
	for (int type = 0; type < 256; type++) {
		struct sock6_icmp_filter filter, back;

		sock6_icmp_filter_set_all(&filter, type & 1);
		sock6_icmp_filter_block(&filter, type);
		sock6_icmp_filter_accept(&filter, 255 - type);
		memset(&back, 0x5a, sizeof(back));
		CHECK_EQ(0, sock6_icmp_filter_set(fd, &filter));
		CHECK_EQ(0, sock6_icmp_filter_get(fd, &back));
		CHECK_MEM(&filter, &back, sizeof(back));
	}
	sock6_close(fd);
}

static void a_blocked_type_is_not_heard(void)
{
	struct sock6_icmp_filter filter;
	sock6_fd fd = raw(SOCK6_ICMP_PROTOCOL);

	if (fd == SOCK6_INVALID)
		SKIP(NO_RAW);
	sock6_icmp_filter_set_all(&filter, 1);
	sock6_icmp_filter_accept(&filter, OTHER);
	CHECK_EQ(0, sock6_icmp_filter_set(fd, &filter));
	CHECK_EQ(8, send_type(fd, PRIVATE, 1));
	CHECK_EQ(8, send_type(fd, OTHER, 1));
	CHECK_EQ(OTHER, next_type(fd, 1));
	sock6_icmp_filter_set_all(&filter, 0);
	sock6_icmp_filter_block(&filter, OTHER);
	CHECK_EQ(0, sock6_icmp_filter_set(fd, &filter));
	CHECK_EQ(8, send_type(fd, OTHER, 2));
	CHECK_EQ(8, send_type(fd, PRIVATE, 2));
	CHECK_EQ(PRIVATE, next_type(fd, 2));
	sock6_close(fd);
}

static void an_echo_is_answered_with_a_right_checksum(void)
{
	unsigned char request[8] = { SOCK6_ICMP_ECHO_REQUEST, 0, 0, 0, 0x6e };
	unsigned char answer[100];
	struct sockaddr_in6 to = address_of("::1");
	struct sock6_icmp_filter filter;
	struct sock6_control control;
	struct sock6_message message;
	sock6_fd fd = raw(SOCK6_ICMP_PROTOCOL);

	if (fd == SOCK6_INVALID)
		SKIP(NO_RAW);
	sock6_icmp_filter_set_all(&filter, 1);
	sock6_icmp_filter_accept(&filter, SOCK6_ICMP_ECHO_REPLY);
	CHECK_EQ(0, sock6_icmp_filter_set(fd, &filter));
	CHECK_EQ(0, sock6_control_request(fd, SOCK6_HOP_LIMIT, NULL));
	message = outgoing(request, 8, &to, NULL);
	CHECK_EQ(8, sock6_send(fd, &message, 0));
	message = incoming(answer, sizeof(answer), &control);
	CHECK_EQ(8, receive_soon(fd, &message));
	CHECK_EQ(SOCK6_ICMP_ECHO_REPLY, answer[0]);
	CHECK(answer[2] || answer[3]);
	CHECK_EQ(SOCK6_HOP_LIMIT, control.fields);
	sock6_close(fd);
}

static void checksums_are_on_off_and_at_an_offset(void)
{
	sock6_fd icmp = raw(SOCK6_ICMP_PROTOCOL), other = raw(253);
	int64_t offset = 77;

	if (icmp == SOCK6_INVALID)
		SKIP(NO_RAW);
	CHECK_EQ(0, sock6_get(icmp, SOCK6_OPT_CHECKSUM, &offset));
	CHECK_EQ(2, offset);
	CHECK_EQ(0, sock6_get(other, SOCK6_OPT_CHECKSUM, &offset));
	CHECK_EQ(-1, offset);
	CHECK_EQ(0, sock6_set(other, SOCK6_OPT_CHECKSUM, 12));
	CHECK_EQ(0, sock6_get(other, SOCK6_OPT_CHECKSUM, &offset));
	CHECK_EQ(12, offset);
	CHECK_EQ(-EINVAL, sock6_set(other, SOCK6_OPT_CHECKSUM, 13));
	CHECK_EQ(0, sock6_get(other, SOCK6_OPT_CHECKSUM, &offset));
	CHECK_EQ(12, offset);
	CHECK_EQ(0, sock6_set(other, SOCK6_OPT_CHECKSUM, -1));
	CHECK_EQ(0, sock6_get(other, SOCK6_OPT_CHECKSUM, &offset));
	CHECK_EQ(-1, offset);
	sock6_close(icmp);
	sock6_close(other);
}

/* The one's complement sum over the pseudo-header (RFC 8200, 8.1). */
static unsigned sum(const unsigned char *packet, size_t size, int protocol)
{
	unsigned total = (unsigned)size + (unsigned)protocol;

	total += 1 + 1; /* the last words of ::1 and ::1 */
	for (size_t i = 0; i < size; i += 2)
		total += (unsigned)packet[i] << 8 | packet[i + 1];
	while (total >> 16)
		total = (total & 0xffff) + (total >> 16);
	return total;
}

static void the_checksum_is_written_where_it_was_told(void)
{
	unsigned char packet[16] = "sock6 raw bytes", got[100];
	struct sockaddr_in6 to = address_of("::1");
	struct sock6_message message;
	sock6_fd sender = raw(253), receiver = raw(253);

	if (sender == SOCK6_INVALID)
		SKIP(NO_RAW);
	CHECK_EQ(0, sock6_set(sender, SOCK6_OPT_CHECKSUM, 12));
	message = outgoing(packet, 16, &to, NULL);
	CHECK_EQ(16, sock6_send(sender, &message, 0));
	message = incoming(got, sizeof(got), NULL);
	CHECK_EQ(16, receive_soon(receiver, &message));
	CHECK_EQ(0xffff, sum(got, 16, 253));
	CHECK_MEM(packet, got, 12);
	CHECK_EQ(0, sock6_set(sender, SOCK6_OPT_CHECKSUM, -1));
	message = outgoing(packet, 16, &to, NULL);
	CHECK_EQ(16, sock6_send(sender, &message, 0));
	message = incoming(got, sizeof(got), NULL);
	CHECK_EQ(16, receive_soon(receiver, &message));
	CHECK_MEM(packet, got, 16);
	sock6_close(sender);
	sock6_close(receiver);
}

static void a_socket_of_another_kind_has_no_filter(void)
{
	struct sock6_icmp_filter filter, before;
	sock6_fd udp = udp_at("::1", 0), other = raw(253);
	int file = open("/dev/null", O_RDONLY);

	memset(&filter, 0, sizeof(filter));
	before = filter;
	CHECK_EQ(-ENOPROTOOPT, sock6_icmp_filter_set(udp, &filter));
	CHECK_EQ(-ENOPROTOOPT, sock6_icmp_filter_get(udp, &filter));
	CHECK_EQ(-ENOTSOCK, sock6_icmp_filter_set(file, &filter));
	CHECK_EQ(-ENOTSOCK, sock6_icmp_filter_get(file, &filter));
	CHECK_EQ(-EBADF, sock6_icmp_filter_set(SOCK6_INVALID, &filter));
	CHECK_EQ(-EBADF, sock6_icmp_filter_get(SOCK6_INVALID, &filter));
	CHECK_EQ(-EINVAL, sock6_icmp_filter_set(udp, NULL));
	CHECK_EQ(-EINVAL, sock6_icmp_filter_get(udp, NULL));
	if (other != SOCK6_INVALID) {
		CHECK_EQ(-EOPNOTSUPP, sock6_icmp_filter_set(other, &filter));
		CHECK_EQ(-EOPNOTSUPP, sock6_icmp_filter_get(other, &filter));
		sock6_close(other);
	}
	CHECK_MEM(&before, &filter, sizeof(filter));
	sock6_close(udp);
	close(file);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(a_new_socket_hears_every_type);
	RUN(a_filter_is_read_back_as_it_was_set);
	RUN(a_blocked_type_is_not_heard);
	RUN(an_echo_is_answered_with_a_right_checksum);
	RUN(checksums_are_on_off_and_at_an_offset);
	RUN(the_checksum_is_written_where_it_was_told);
	RUN(a_socket_of_another_kind_has_no_filter);
	return check_end();
}
