/* SPDX-License-Identifier: MIT */
/* By hand: runs of datagrams, with UDP_SEGMENT and UDP_GRO (udp(7)). */
#define _GNU_SOURCE
#include "raw.h"

#include <errno.h>
#include <string.h>
#include <sys/uio.h>

/* Of the kernel: datagrams, and bytes with the header, of one run. */
#define RUN_DATAGRAMS 64
#define RUN_BYTES     65535
#define RUNS          8 /* received at once */
#define SEND_RUNS     16

static struct {
	const struct task *task;
	int fd;
	struct raw_values values;
	struct sockaddr_in6 peers[SEND_RUNS];
	struct iovec vectors[BATCH_MAXIMUM];
	struct raw_control controls[SEND_RUNS];
	struct mmsghdr headers[SEND_RUNS];
} side;

static unsigned char rooms[RUNS][RUN_ROOM];

static void set_up(const struct task *task, int fd, unsigned count)
{
	side.task = task;
	side.fd = fd;
	for (unsigned i = 0; i < count; i++) {
		struct msghdr *header = &side.headers[i].msg_hdr;

		header->msg_name = &side.peers[i];
		header->msg_namelen = sizeof(side.peers[i]);
		header->msg_control = &side.controls[i];
	}
}

void raw_runs_sender(const struct task *task, int fd,
		     const struct sockaddr_in6 *peer)
{
	set_up(task, fd, SEND_RUNS);
	side.values = raw_values();
	for (unsigned i = 0; i < SEND_RUNS; i++) {
		side.peers[i] = *peer;
		if (task->connected) {
			side.headers[i].msg_hdr.msg_name = NULL;
			side.headers[i].msg_hdr.msg_namelen = 0;
		}
	}
}

/* One run of datagrams from this one on; neighbours need one vector. */
static void make_run(struct msghdr *header, unsigned first, unsigned count)
{
	const struct task *task = side.task;
	struct iovec *vector = &side.vectors[first];

	header->msg_iov = vector;
	header->msg_iovlen = task->scattered ? count : 1;
	if (task->scattered)
		for (unsigned i = 0; i < count; i++)
			vector[i] = (struct iovec){ payload_at(task, first + i),
						    task->size };
	else
		*vector = (struct iovec){ payload_at(task, first),
					  (size_t)count * task->size };
	side.values.segment_size = count > 1 ? (uint16_t)task->size : 0;
	raw_encode(header, &side.values, task->control);
}

static void send_batch(unsigned count)
{
	unsigned most = (RUN_BYTES - 8) / side.task->size, runs = 0, done = 0;

	if (most > RUN_DATAGRAMS)
		most = RUN_DATAGRAMS;
	for (unsigned first = 0; first < count; first += most)
		make_run(&side.headers[runs++].msg_hdr, first,
			 count - first < most ? count - first : most);
	while (done < runs) {
		int sent = sendmmsg(side.fd, side.headers + done, runs - done,
				    MSG_NOSIGNAL);

		if (sent < 0)
			fail("sendmmsg");
		done += (unsigned)sent;
	}
}

void raw_runs_send(unsigned count)
{
	for (unsigned done = 0; done < count; done += side.task->batch)
		send_batch(side.task->batch);
}

void raw_runs_receiver(const struct task *task, int fd)
{
	set_up(task, fd, RUNS);
	for (unsigned i = 0; i < RUNS; i++) {
		side.vectors[i] = (struct iovec){ rooms[i], RUN_ROOM };
		side.headers[i].msg_hdr.msg_iov = &side.vectors[i];
		side.headers[i].msg_hdr.msg_iovlen = 1;
	}
}

static void take_run(struct totals *totals, struct msghdr *header,
		     size_t length)
{
	struct raw_values values;
	uint64_t before = totals->packets, count;

	if (header->msg_flags & (MSG_TRUNC | MSG_CTRUNC))
		fail("truncated");
	raw_decode(&values, header);
	while (values.segment_size && length > values.segment_size) {
		count_datagram(totals, values.segment_size);
		length -= values.segment_size;
	}
	count_datagram(totals, length);
	count = totals->packets - before;
	totals->classes += count * values.traffic_class;
	totals->hops += count * values.hop_limit;
	totals->interfaces += count * values.ifindex;
}

static int receive_runs(struct totals *totals)
{
	int received;

	for (unsigned i = 0; i < RUNS; i++) {
		side.headers[i].msg_hdr.msg_namelen = sizeof(side.peers[i]);
		side.headers[i].msg_hdr.msg_controllen = RAW_ROOM;
	}
	received = recvmmsg(side.fd, side.headers, RUNS, MSG_WAITFORONE, NULL);
	for (int i = 0; i < received; i++)
		take_run(totals, &side.headers[i].msg_hdr,
			 side.headers[i].msg_len);
	return received < 0 ? -errno : 0;
}

void raw_runs_receive(struct totals *totals, unsigned count)
{
	uint64_t until = totals->packets + count;

	while (totals->packets < until && !totals->ended)
		if (receive_runs(totals) < 0)
			return;
}
