/* SPDX-License-Identifier: MIT */
/*
 * The same with libuv: uv_udp_try_send() to send, UV_UDP_RECVMMSG to receive.
 * It can neither send nor tell what travels beside a datagram, and sends in no
 * batches.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <uv.h>

#include "harness.h"

#define CHUNK    (64 * 1024) /* what libuv sets aside for each datagram */
#define CHUNKS   20          /* the most that it receives at once */
#define PATIENCE 2000

static struct {
	const struct task *task;
	uv_loop_t loop;
	uv_udp_t handle;
	uv_timer_t timer;
	struct sockaddr_in6 peer;
	struct totals *totals;
	uint64_t until;
	int given_up;
} side;

static char room[CHUNKS * CHUNK];

static void check(int status, const char *what)
{
	if (status >= 0)
		return;
	errno = -status;
	fail(what);
}

static void set_up(const struct task *task, int fd)
{
	side.task = task;
	if (task->control || task->coalesced || task->batch) {
		errno = ENOTSUP;
		fail("libuv");
	}
	check(uv_loop_init(&side.loop), "uv_loop_init");
	check(uv_udp_init_ex(&side.loop, &side.handle,
			     AF_UNSPEC | UV_UDP_RECVMMSG),
	      "uv_udp_init_ex");
	check(uv_udp_open(&side.handle, fd), "uv_udp_open");
	check(uv_timer_init(&side.loop, &side.timer), "uv_timer_init");
}

void contestant_sender(const struct task *task, int fd,
		       const struct sockaddr_in6 *peer)
{
	set_up(task, fd);
	side.peer = *peer;
}

void contestant_send(unsigned count)
{
	const struct sockaddr *peer = (const struct sockaddr *)&side.peer;
	uv_buf_t data =
		uv_buf_init((char *)payload_at(side.task, 0), side.task->size);

	if (side.task->connected)
		peer = NULL;
	for (unsigned i = 0; i < count; i++)
		check(uv_udp_try_send(&side.handle, &data, 1, peer),
		      "uv_udp_try_send");
}

static void allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
	(void)handle;
	(void)suggested;
	*buffer = uv_buf_init(room, sizeof(room));
}

static void stop_if_enough(void)
{
	if (side.totals->packets >= side.until || side.totals->ended)
		uv_stop(&side.loop);
}

static void on_datagram(uv_udp_t *handle, ssize_t length,
			const uv_buf_t *buffer, const struct sockaddr *peer,
			unsigned flags)
{
	(void)handle;
	(void)buffer;
	(void)flags;
	check((int)length, "receive");
	if (!peer) /* nothing more for now */
		return;
	count_datagram(side.totals, (size_t)length);
	stop_if_enough();
}

static void give_up(uv_timer_t *timer)
{
	(void)timer;
	side.given_up = 1;
	uv_stop(&side.loop);
}

void contestant_receiver(const struct task *task, int fd)
{
	set_up(task, fd);
	check(uv_udp_recv_start(&side.handle, allocate, on_datagram),
	      "uv_udp_recv_start");
}

void contestant_receive(struct totals *totals, unsigned count)
{
	side.totals = totals;
	side.until = totals->packets + count;
	side.given_up = 0;
	check(uv_timer_start(&side.timer, give_up, PATIENCE, 0), "timer");
	while (totals->packets < side.until && !totals->ended && !side.given_up)
		uv_run(&side.loop, UV_RUN_DEFAULT);
	uv_timer_stop(&side.timer);
}
