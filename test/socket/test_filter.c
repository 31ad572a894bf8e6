/* SPDX-License-Identifier: MIT */
/* BPF programs on a socket: what they let through, and what is refused. */
#include "sockets.h"

/* Classic BPF (bpf(4) of the BSDs): load a byte, compare, return a length. */
enum { LOAD_BYTE = 0x30, JUMP_IF_EQUAL = 0x15, RETURN = 0x06 };

/* Takes UDP payloads that begin with 'a'; the UDP header comes first. */
static const struct sock6_filter_instruction only_a[] = {
	{ LOAD_BYTE, 0, 0, 8 },
	{ JUMP_IF_EQUAL, 0, 1, 'a' },
	{ RETURN, 0, 0, UINT32_MAX },
	{ RETURN, 0, 0, 0 },
};

static const struct sock6_filter_instruction nothing[] = { { RETURN, 0, 0,
							     0 } };
static const struct sock6_filter_instruction all[] = { { RETURN, 0, 0,
							 UINT32_MAX } };

static void a_program_decides_what_is_heard(void)
{
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, sock6_filter_attach(pair.receiver, only_a, 4));
	CHECK_EQ(3, send_text(pair.sender, "bad", &pair.to, NULL));
	CHECK_EQ(5, send_text(pair.sender, "a one", &pair.to, NULL));
	CHECK(next_is(pair.receiver, "a one"));
	CHECK_EQ(0, sock6_filter_attach(pair.receiver, nothing, 1));
	CHECK_EQ(5, send_text(pair.sender, "a two", &pair.to, NULL));
	CHECK_EQ(0, sock6_filter_attach(pair.receiver, all, 1));
	CHECK_EQ(3, send_text(pair.sender, "all", &pair.to, NULL));
	CHECK(next_is(pair.receiver, "all"));
	CHECK_EQ(0, sock6_filter_attach(pair.receiver, nothing, 1));
	CHECK_EQ(0, sock6_filter_detach(pair.receiver));
	CHECK_EQ(4, send_text(pair.sender, "free", &pair.to, NULL));
	CHECK(next_is(pair.receiver, "free"));
	pair_close(&pair);
}

static void what_was_received_before_stays(void)
{
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(6, send_text(pair.sender, "before", &pair.to, NULL));
	CHECK(sock6_wait(pair.receiver, SOCK6_READABLE,
			 sock6_now() + PATIENCE) > 0);
	CHECK_EQ(0, sock6_filter_attach(pair.receiver, nothing, 1));
	CHECK(next_is(pair.receiver, "before"));
	pair_close(&pair);
}

static void detaching_nothing_is_told(void)
{
	sock6_fd fd = udp_at("::1", 0);

	CHECK_EQ(-ENOENT, sock6_filter_detach(fd));
	CHECK_EQ(0, sock6_filter_attach(fd, all, 1));
	CHECK_EQ(0, sock6_filter_detach(fd));
	CHECK_EQ(-ENOENT, sock6_filter_detach(fd));
	sock6_close(fd);
}

static void a_program_that_cannot_be_is_refused(void)
{
	static struct sock6_filter_instruction long_one[70000];
	static const struct sock6_filter_instruction no_return[] = {
		{ LOAD_BYTE, 0, 0, 8 }
	};
	static const struct sock6_filter_instruction far_jump[] = {
		{ JUMP_IF_EQUAL, 9, 9, 0 }, { RETURN, 0, 0, 0 }
	};
	static const struct sock6_filter_instruction unknown[] = {
		{ 0xffff, 0, 0, 0 }, { RETURN, 0, 0, 0 }
	};
	sock6_fd fd = udp_at("::1", 0);

	for (size_t i = 0; i < 70000; i++)
		long_one[i] = all[0];
	CHECK_EQ(-EINVAL, sock6_filter_attach(fd, NULL, 1));
	CHECK_EQ(-EINVAL, sock6_filter_attach(fd, NULL, 0));
	CHECK_EQ(-EINVAL, sock6_filter_attach(fd, all, 0));
	CHECK_EQ(-EINVAL,
		 sock6_filter_attach(fd, long_one, SOCK6_FILTER_MAXIMUM + 1));
	/* 65537 is 1 in the 16 bits that the system looks at. */
	CHECK_EQ(-EINVAL, sock6_filter_attach(fd, long_one, 65537));
	CHECK_EQ(-EINVAL, sock6_filter_attach(fd, no_return, 1));
	CHECK_EQ(-EINVAL, sock6_filter_attach(fd, far_jump, 2));
	CHECK_EQ(-EINVAL, sock6_filter_attach(fd, unknown, 2));
	CHECK_EQ(-ENOENT, sock6_filter_detach(fd));
	sock6_close(fd);
}

static void the_longest_program_is_taken(void)
{
	static struct sock6_filter_instruction program[SOCK6_FILTER_MAXIMUM];
	sock6_fd fd = udp_at("::1", 0);
	int status;

	for (size_t i = 0; i < SOCK6_FILTER_MAXIMUM; i++)
		program[i] = all[0];
	status = sock6_filter_attach(fd, program, SOCK6_FILTER_MAXIMUM);
	/* sysctl net.core.optmem_max may not allow that much. */
	CHECK(status == 0 || status == -ENOMEM);
	sock6_close(fd);
}

static void a_locked_program_stays(void)
{
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, sock6_filter_attach(pair.receiver, only_a, 4));
	CHECK_EQ(0, sock6_filter_lock(pair.receiver));
	CHECK_EQ(0, sock6_filter_lock(pair.receiver));
	CHECK_EQ(-EPERM, sock6_filter_attach(pair.receiver, all, 1));
	CHECK_EQ(-EPERM, sock6_filter_detach(pair.receiver));
	CHECK_EQ(3, send_text(pair.sender, "bad", &pair.to, NULL));
	CHECK_EQ(5, send_text(pair.sender, "a one", &pair.to, NULL));
	CHECK(next_is(pair.receiver, "a one"));
	pair_close(&pair);
}

static void a_descriptor_that_is_no_socket_is_refused(void)
{
	int file = open("/dev/null", O_RDONLY);

	CHECK_EQ(-EBADF, sock6_filter_attach(SOCK6_INVALID, all, 1));
	CHECK_EQ(-EBADF, sock6_filter_detach(SOCK6_INVALID));
	CHECK_EQ(-EBADF, sock6_filter_lock(SOCK6_INVALID));
	CHECK_EQ(-ENOTSOCK, sock6_filter_attach(file, all, 1));
	CHECK_EQ(-ENOTSOCK, sock6_filter_detach(file));
	CHECK_EQ(-ENOTSOCK, sock6_filter_lock(file));
	close(file);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(a_program_decides_what_is_heard);
	RUN(what_was_received_before_stays);
	RUN(detaching_nothing_is_told);
	RUN(a_program_that_cannot_be_is_refused);
	RUN(the_longest_program_is_taken);
	RUN(a_locked_program_stays);
	RUN(a_descriptor_that_is_no_socket_is_refused);
	return check_end();
}
