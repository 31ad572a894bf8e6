/* SPDX-License-Identifier: MIT */
/* Ready-made programs on sockets of the real kernel, sockets that share a port
 * by a program, and programs that the system has loaded. */
#include "sockets.h"

#include <sys/syscall.h>

#define SHARERS 4

static int attach(sock6_fd fd, const struct sock6_filter_match *match,
		  int protocol)
{
	struct sock6_filter_instruction program[SOCK6_FILTER_MATCH_MAXIMUM];
	int count = sock6_filter_build(program, SOCK6_FILTER_MATCH_MAXIMUM,
				       match, protocol);

	return count < 0 ? count
			 : sock6_filter_attach(fd, program, (unsigned)count);
}

static void one_sender_is_heard_by_its_port(void)
{
	struct sock6_filter_match match = { .fields =
						    SOCK6_FILTER_SOURCE_PORT };
	sock6_fd other = udp_at("::1", 0);
	struct pair pair;

	REQUIRE(pair_open(&pair));
	match.source_port = ntohs(pair.from.sin6_port);
	CHECK_EQ(0, attach(pair.receiver, &match, IPPROTO_UDP));
	CHECK_EQ(5, send_text(other, "other", &pair.to, NULL));
	CHECK_EQ(3, send_text(pair.sender, "one", &pair.to, NULL));
	CHECK(next_is(pair.receiver, "one"));
	sock6_close(other);
	pair_close(&pair);
}

static void payloads_are_told_apart_by_bits_of_their_first_byte(void)
{
	/* QUIC's fixed bit (RFC 9000, 17.2). */
	struct sock6_filter_match match = { .fields = SOCK6_FILTER_FIRST_BYTE,
					    .first_byte = 0x40,
					    .first_byte_mask = 0x40 };
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, attach(pair.receiver, &match, IPPROTO_UDP));
	CHECK_EQ(1, send_text(pair.sender, "1", &pair.to, NULL));
	CHECK_EQ(0, send_text(pair.sender, "", &pair.to, NULL));
	CHECK_EQ(1, send_text(pair.sender, "A", &pair.to, NULL));
	CHECK(next_is(pair.receiver, "A"));
	pair_close(&pair);
}

static void a_destination_is_matched_and_ipv4_never(void)
{
	struct sock6_filter_match match = { .fields =
						    SOCK6_FILTER_DESTINATION };
	struct sockaddr_in6 any, to = address_of("::1");
	struct sockaddr_in6 mapped = address_of("::ffff:127.0.0.1");
	sock6_fd receiver = udp_at("::", SOCK6_DUAL_STACK);
	sock6_fd sender = udp_at("::", SOCK6_DUAL_STACK);

	any = local_of(receiver);
	to.sin6_port = mapped.sin6_port = any.sin6_port;
	match.destination = address_of("2001:db8::1").sin6_addr;
	CHECK_EQ(0, attach(receiver, &match, IPPROTO_UDP));
	CHECK_EQ(3, send_text(sender, "not", &to, NULL));
	match.destination = to.sin6_addr;
	CHECK_EQ(0, attach(receiver, &match, IPPROTO_UDP));
	CHECK_EQ(4, send_text(sender, "ipv4", &mapped, NULL));
	CHECK_EQ(4, send_text(sender, "this", &to, NULL));
	CHECK(next_is(receiver, "this"));
	sock6_close(sender);
	sock6_close(receiver);
}

static void icmp_types_are_matched_on_a_raw_socket(void)
{
	static const uint8_t request[8] = { SOCK6_ICMP_ECHO_REQUEST };
	struct sock6_filter_match match = { .fields = SOCK6_FILTER_ICMP_TYPE };
	struct sockaddr_in6 loopback = address_of("::1");
	struct sock6_message message =
		outgoing(request, sizeof(request), &loopback, NULL);
	uint8_t room[64];
	struct sock6_message in = incoming(room, sizeof(room), NULL);
	sock6_fd fd;

	if (sock6_raw_open(&fd, SOCK6_ICMP_PROTOCOL, &loopback, 0) == -EPERM)
		SKIP("raw sockets need CAP_NET_RAW");
	sock6_icmp_filter_set_all(&match.icmp_types, 1);
	sock6_icmp_filter_accept(&match.icmp_types, SOCK6_ICMP_ECHO_REPLY);
	CHECK_EQ(0, attach(fd, &match, SOCK6_ICMP_PROTOCOL));
	CHECK_EQ(8, sock6_send(fd, &message, 0));
	CHECK(receive_soon(fd, &in) >= 8);
	CHECK_EQ(SOCK6_ICMP_ECHO_REPLY, room[0]);
	sock6_close(fd);
}

/* Sockets that share a port; the first byte of a payload is the number of the
 * one that is to hear it. */
static int open_sharers(sock6_fd *fds, struct sockaddr_in6 *to)
{
	struct sockaddr_in6 local = address_of("::1");

	for (int i = 0; i < SHARERS; i++) {
		fds[i] = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		if (sock6_set(fds[i], SOCK6_OPT_REUSE_PORT, 1) < 0 ||
		    bind(fds[i], (struct sockaddr *)&local, sizeof(local)) < 0)
			return 0;
		local = local_of(fds[i]);
	}
	*to = local;
	return 1;
}

static void close_sharers(const sock6_fd *fds)
{
	for (int i = 0; i < SHARERS; i++)
		sock6_close(fds[i]);
}

static void check_steered(const sock6_fd *fds, const struct sockaddr_in6 *to)
{
	static const char *const texts[SHARERS] = { "0", "1", "2", "3" };
	sock6_fd sender = udp_at("::1", 0);

	for (int round = 0; round < 3 * SHARERS; round++) {
		int wanted = round * 7 % SHARERS;

		CHECK_EQ(1, send_text(sender, texts[wanted], to, NULL));
		CHECK(next_is(fds[wanted], texts[wanted]));
	}
	sock6_close(sender);
}

static void a_program_chooses_the_socket_of_a_shared_port(void)
{
	/* Load the first byte of the payload, less '0', and return it. */
	static const struct sock6_filter_instruction by_first_byte[] = {
		{ 0x30, 0, 0, 0 },
		{ 0x14, 0, 0, '0' },
		{ 0x16, 0, 0, 0 },
	};
	sock6_fd fds[SHARERS], alone = udp_at("::1", 0);
	struct sockaddr_in6 to;

	REQUIRE(open_sharers(fds, &to));
	CHECK_EQ(-ENOENT, sock6_filter_unsteer(fds[0]));
	CHECK_EQ(0, sock6_filter_steer(fds[1], by_first_byte, 3));
	check_steered(fds, &to);
	CHECK_EQ(0, sock6_filter_unsteer(fds[2]));
	CHECK_EQ(-ENOENT, sock6_filter_unsteer(fds[0]));
	CHECK_EQ(-EINVAL, sock6_filter_steer(alone, by_first_byte, 3));
	CHECK_EQ(-EINVAL, sock6_filter_unsteer(alone));
	CHECK_EQ(-EINVAL, sock6_filter_steer(fds[0], NULL, 3));
	CHECK_EQ(-EINVAL, sock6_filter_steer(fds[0], by_first_byte, 0));
	CHECK_EQ(-EINVAL, sock6_filter_steer(fds[0], by_first_byte, 4097));
	CHECK_EQ(-EINVAL, sock6_filter_steer(fds[0], by_first_byte, 2));
	CHECK_EQ(-EBADF, sock6_filter_steer(-1, by_first_byte, 3));
	CHECK_EQ(-EBADF, sock6_filter_unsteer(-1));
	sock6_close(alone);
	close_sharers(fds);
}

/* An eBPF instruction, and what bpf(2) needs to load a socket filter. */
struct instruction {
	uint8_t code;
	uint8_t registers; /* destination in the lower half, source above */
	int16_t offset;
	int32_t immediate;
};

static int load(const struct instruction *program, unsigned count)
{
	union {
		struct {
			uint32_t type, count;
			uint64_t instructions, licence;
			uint32_t log_level, log_size;
			uint64_t log;
			uint32_t version, flags;
		} load;
		uint8_t room[128];
	} request;

	memset(&request, 0, sizeof(request));
	request.load.type = 1; /* BPF_PROG_TYPE_SOCKET_FILTER */
	request.load.count = count;
	request.load.instructions = (uint64_t)(uintptr_t)program;
	request.load.licence = (uint64_t)(uintptr_t) "Dual MIT/GPL";
	return (int)syscall(SYS_bpf, 5 /* BPF_PROG_LOAD */, &request,
			    sizeof(request));
}

/* r6 = r1; r0 = byte of the packet at an offset; r0 += immediate; exit */
static int load_byte_program(int32_t offset, int32_t add)
{
	const struct instruction program[] = {
		{ 0xbf, 0x16, 0, 0 },
		{ 0x30, 0x00, 0, offset },
		{ 0x07, 0x00, 0, add },
		{ 0x95, 0x00, 0, 0 },
	};

	return load(program, 4);
}

static void a_loaded_program_decides_what_is_heard(void)
{
	int program_fd = load_byte_program(8, -'0'); /* its length: '0' is 0 */
	struct pair pair;

	if (program_fd < 0)
		SKIP("bpf(2) needs CAP_BPF");
	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, sock6_filter_attach_loaded(pair.receiver, program_fd));
	close(program_fd);
	CHECK_EQ(5, send_text(pair.sender, "0 not", &pair.to, NULL));
	CHECK_EQ(4, send_text(pair.sender, "zyes", &pair.to, NULL));
	CHECK(next_is(pair.receiver, "zyes"));
	CHECK_EQ(0, sock6_filter_detach(pair.receiver));
	CHECK_EQ(5, send_text(pair.sender, "0 yes", &pair.to, NULL));
	CHECK(next_is(pair.receiver, "0 yes"));
	pair_close(&pair);
}

static void a_loaded_program_chooses_the_socket_of_a_shared_port(void)
{
	int program_fd = load_byte_program(0, -'0');
	sock6_fd fds[SHARERS];
	struct sockaddr_in6 to;

	if (program_fd < 0)
		SKIP("bpf(2) needs CAP_BPF");
	REQUIRE(open_sharers(fds, &to));
	CHECK_EQ(0, sock6_filter_steer_loaded(fds[0], program_fd));
	close(program_fd);
	check_steered(fds, &to);
	CHECK_EQ(0, sock6_filter_unsteer(fds[0]));
	close_sharers(fds);
}

static void what_is_no_loaded_program_is_refused(void)
{
	sock6_fd fd = udp_at("::1", 0);

	CHECK_EQ(-EBADF, sock6_filter_attach_loaded(fd, -1));
	CHECK_EQ(-EINVAL, sock6_filter_attach_loaded(fd, fd));
	CHECK_EQ(-EBADF, sock6_filter_attach_loaded(-1, fd));
	CHECK_EQ(-EBADF, sock6_filter_steer_loaded(-1, fd));
	CHECK(sock6_filter_steer_loaded(fd, -1) < 0);
	sock6_close(fd);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(one_sender_is_heard_by_its_port);
	RUN(payloads_are_told_apart_by_bits_of_their_first_byte);
	RUN(a_destination_is_matched_and_ipv4_never);
	RUN(icmp_types_are_matched_on_a_raw_socket);
	RUN(a_program_chooses_the_socket_of_a_shared_port);
	RUN(a_loaded_program_decides_what_is_heard);
	RUN(a_loaded_program_chooses_the_socket_of_a_shared_port);
	RUN(what_is_no_loaded_program_is_refused);
	return check_end();
}
