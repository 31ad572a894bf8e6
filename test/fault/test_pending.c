/* SPDX-License-Identifier: MIT */
/* An error that comes behind datagrams of the same batch. */
#include "faults.h"

static void fill(struct sock6_message *messages, unsigned count)
{
	static char data[130][8];

	for (unsigned i = 0; i < count; i++)
		messages[i] =
			(struct sock6_message){ .data = data[i], .size = 8 };
}

/* Sends to itself, and reads with the n-th system call failing. */
static void check_kept(struct sock6_io *io, unsigned sent, int failing,
		       int expected)
{
	struct sock6_message messages[130], out = { .data = "x", .size = 1 };
	sock6_fd fd = udp_at("::1", 0);

	fill(messages, 130);
	out.peer = local_of(fd);
	for (unsigned i = 0; i < sent; i++)
		CHECK_EQ(1, sock6_send(fd, &out, 0));
	arm(failing, ECONNREFUSED);
	CHECK_EQ(expected,
		 sock6_receive_batch(fd, io, messages, 130, SOCK6_DONT_WAIT));
	disarm();
	CHECK_EQ(io ? -ECONNREFUSED : (int)sent - expected,
		 sock6_receive_batch(fd, io, messages, 130, SOCK6_DONT_WAIT));
	if (io) {
		CHECK_EQ(0, io->pending);
		CHECK_EQ((int)sent - expected,
			 sock6_receive_batch(fd, io, messages, 130,
					     SOCK6_DONT_WAIT));
	}
	sock6_close(fd);
}

static void an_error_between_chunks_comes_with_the_next_call(void)
{
	struct sock6_io io = { 0 };

	check_kept(&io, 100, 2, 64);
}

static void an_error_between_datagrams_comes_with_the_next_call(void)
{
	struct sock6_io io = { .off = SOCK6_MANY };

	check_kept(&io, 10, 4, 3);
}

static void without_an_io_the_error_is_lost_but_no_datagram(void)
{
	check_kept(NULL, 100, 2, 64);
}

static void a_batch_of_none_leaves_the_error_where_it_is(void)
{
	struct sock6_io io = { .pending = -ECONNREFUSED };

	CHECK_EQ(0, sock6_receive_batch(-1, &io, NULL, 0, 0));
	CHECK_EQ(-ECONNREFUSED, io.pending);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(an_error_between_chunks_comes_with_the_next_call);
	RUN(an_error_between_datagrams_comes_with_the_next_call);
	RUN(without_an_io_the_error_is_lost_but_no_datagram);
	RUN(a_batch_of_none_leaves_the_error_where_it_is);
	return check_end();
}
