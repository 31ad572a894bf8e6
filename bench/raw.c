/* SPDX-License-Identifier: MIT */
/* By hand: single datagrams, and batches of them. */
#define _GNU_SOURCE
#include "raw.h"

#include <errno.h>
#include <string.h>
#include <sys/uio.h>

static struct {
	const struct task *task;
	int fd;
	struct raw_values values;
	struct sockaddr_in6 peers[BATCH_MAXIMUM];
	struct iovec vectors[BATCH_MAXIMUM];
	struct raw_control controls[BATCH_MAXIMUM];
	struct mmsghdr headers[BATCH_MAXIMUM];
} side;

static unsigned char rooms[BATCH_MAXIMUM][ROOM];

static void set_up(const struct task *task, int fd)
{
	side.task = task;
	side.fd = fd;
	for (unsigned i = 0; i < BATCH_MAXIMUM; i++) {
		struct msghdr *header = &side.headers[i].msg_hdr;

		header->msg_iov = &side.vectors[i];
		header->msg_iovlen = 1;
		header->msg_name = &side.peers[i];
		header->msg_namelen = sizeof(side.peers[i]);
	}
}

void contestant_sender(const struct task *task, int fd,
		       const struct sockaddr_in6 *peer)
{
	if (task->coalesced) {
		raw_runs_sender(task, fd, peer);
		return;
	}
	set_up(task, fd);
	side.values = raw_values();
	for (unsigned i = 0; i < BATCH_MAXIMUM; i++) {
		struct msghdr *header = &side.headers[i].msg_hdr;

		side.peers[i] = *peer;
		if (task->connected) {
			header->msg_name = NULL;
			header->msg_namelen = 0;
		}
		if (task->control)
			header->msg_control = &side.controls[i];
		side.vectors[i] =
			(struct iovec){ payload_at(task, i), task->size };
	}
}

static void send_single(unsigned count)
{
	struct msghdr *header = &side.headers[0].msg_hdr;

	for (unsigned i = 0; i < count; i++) {
		if (side.task->control)
			raw_encode(header, &side.values, 1);
		if (sendmsg(side.fd, header, MSG_NOSIGNAL) < 0)
			fail("sendmsg");
	}
}

static void send_batch(unsigned count)
{
	unsigned done = 0;

	if (side.task->control)
		for (unsigned i = 0; i < count; i++)
			raw_encode(&side.headers[i].msg_hdr, &side.values, 1);
	while (done < count) {
		int sent = sendmmsg(side.fd, side.headers + done, count - done,
				    MSG_NOSIGNAL);

		if (sent < 0)
			fail("sendmmsg");
		done += (unsigned)sent;
	}
}

void contestant_send(unsigned count)
{
	unsigned batch = side.task ? side.task->batch : 0;

	if (!side.task) {
		raw_runs_send(count);
		return;
	}
	if (batch == 0)
		send_single(count);
	else
		for (unsigned done = 0; done < count; done += batch)
			send_batch(batch);
}

void contestant_receiver(const struct task *task, int fd)
{
	raw_request(fd, task->control, task->coalesced);
	if (task->coalesced) {
		raw_runs_receiver(task, fd);
		return;
	}
	set_up(task, fd);
	for (unsigned i = 0; i < BATCH_MAXIMUM; i++) {
		side.headers[i].msg_hdr.msg_control = &side.controls[i];
		side.vectors[i] = (struct iovec){ rooms[i], ROOM };
	}
}

/* The kernel has written these; the next call wants them as they were. */
static void reset(struct msghdr *header)
{
	header->msg_namelen = sizeof(struct sockaddr_in6);
	header->msg_controllen = side.task->control ? RAW_ROOM : 0;
}

static void take(struct totals *totals, struct msghdr *header, size_t length)
{
	struct raw_values values;

	if (header->msg_flags & (MSG_TRUNC | MSG_CTRUNC))
		fail("truncated");
	count_datagram(totals, length);
	if (!side.task->control || length == 1)
		return;
	raw_decode(&values, header);
	totals->classes += values.traffic_class;
	totals->hops += values.hop_limit;
	totals->interfaces += values.ifindex;
}

static int receive_single(struct totals *totals)
{
	struct msghdr *header = &side.headers[0].msg_hdr;
	ssize_t length;

	reset(header);
	length = recvmsg(side.fd, header, 0);
	if (length >= 0)
		take(totals, header, (size_t)length);
	return length < 0 ? -errno : 0;
}

static int receive_batch(struct totals *totals)
{
	int received;

	for (unsigned i = 0; i < side.task->batch; i++)
		reset(&side.headers[i].msg_hdr);
	received = recvmmsg(side.fd, side.headers, side.task->batch,
			    MSG_WAITFORONE, NULL);
	for (int i = 0; i < received; i++)
		take(totals, &side.headers[i].msg_hdr, side.headers[i].msg_len);
	return received < 0 ? -errno : 0;
}

void contestant_receive(struct totals *totals, unsigned count)
{
	uint64_t until = totals->packets + count;

	if (!side.task) {
		raw_runs_receive(totals, count);
		return;
	}
	while (totals->packets < until && !totals->ended)
		if ((side.task->batch ? receive_batch(totals)
				      : receive_single(totals)) < 0)
			return;
}
