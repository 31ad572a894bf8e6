/* SPDX-License-Identifier: MIT */
/* Send many datagrams: as planned, and what to do when a plan is refused. */
#include "sock6/batch.h"

#include <errno.h>

#include "message.h"
#include "run.h"
#include "sock6/address.h"
#include "sock6/option.h"

/* Runs that leave singly after one was refused, before the next is tried. */
#define RETRY_AFTER 1000

/* Payloads that fit every path: the least MTU that IPv6 allows (RFC 8200, 5)
 * and that IPv4 hosts must reassemble (RFC 791), less the headers. */
#define SIZE_THAT_FITS      (1280 - 40 - 8)
#define IPV4_SIZE_THAT_FITS (576 - 20 - 8)

struct sender {
	sock6_fd fd;
	unsigned flags;
	struct sock6__batch batch;
	struct sock6__place at;
	struct sock6__plan plan;
};

static int send_each(sock6_fd fd, struct sock6__packet *packets, unsigned count,
		     unsigned flags)
{
	for (unsigned i = 0; i < count; i++) {
		int status = sock6__system_send(fd, &packets[i], flags);

		if (status < 0)
			return i ? (int)i : status;
	}
	return (int)count;
}

static int send_plan(struct sender *sender)
{
	struct sock6__packet *packets = sender->plan.packets;
	unsigned count = sender->plan.packet_count;
	const struct sock6_io *io = sender->batch.io;
	int sent = -ENOSYS;

	if (count > 1 && !(io && io->off & SOCK6_MANY))
		sent = sock6__system_send_many(sender->fd, packets, count,
					       sender->flags);
	if (sent == -ENOSYS)
		sent = send_each(sender->fd, packets, count, sender->flags);
	return sent;
}

/* A message that is left in the middle has as its result what was taken. */
static void advance(struct sender *sender, const struct sock6__run *run)
{
	struct sock6_message *message =
		&sender->batch.messages[run->first.message];
	size_t end = run->first.offset + run->size;

	if (run->count == 1) {
		message->result = (int32_t)end;
		if (end < sock6__message_size(message))
			sender->at.offset = end;
		else
			sender->at =
				(struct sock6__place){ run->first.message + 1,
						       0 };
		return;
	}
	for (unsigned i = 0; i < run->count; i++)
		message[i].result = (int32_t)sock6__message_size(&message[i]);
	sender->at =
		(struct sock6__place){ run->first.message + run->count, 0 };
}

static void note_sent(struct sender *sender, int sent)
{
	struct sock6_io *io = sender->batch.io;

	for (int i = 0; i < sent; i++) {
		const struct sock6__run *run = &sender->plan.runs[i];

		advance(sender, run);
		if (io && run->segment)
			io->coalesced += sock6__run_datagrams(run);
	}
}

/* 1: all of the plan was sent; 0: a part of it; else the error of its first
 * packet. */
static int send_and_note(struct sender *sender)
{
	int sent = send_plan(sender);

	if (sent < 0)
		return sent;
	note_sent(sender, sent);
	return (unsigned)sent == sender->plan.packet_count;
}

static const struct sock6_message *message_of(const struct sender *sender,
					      const struct sock6__run *run)
{
	return &sender->batch.messages[run->first.message];
}

/* Its datagrams passed on their own: was it their size, or the way? */
static void learn_from_refusal(struct sender *sender,
			       const struct sock6__run *run, int reason)
{
	struct sock6_io *io = sender->batch.io;
	const struct sock6_message *message = message_of(sender, run);
	unsigned fits = sock6_address_is_mapped(&message->peer.sin6_addr)
				? IPV4_SIZE_THAT_FITS
				: SIZE_THAT_FITS;

	io->reason = reason;
	if (reason != -EIO && run->segment > fits)
		io->segment_limit = run->segment - 1;
	else
		io->retry_after = RETRY_AFTER;
}

/* A field that the caller can do without may be what is refused: leave out
 * each of them alone, then all of them. */
static int send_without(struct sender *sender, const struct sock6__run *run,
			uint64_t fields, int reason)
{
	struct sock6_io *io = sender->batch.io;
	uint64_t known = io->refused;
	int status;

	io->refused |= fields;
	status = sock6__plan_singly(&sender->plan, &sender->batch, run);
	if (status > 0) {
		sender->plan.packet_count = 1;
		status = send_and_note(sender);
	}
	if (status > 0)
		io->reason = reason;
	else
		io->refused = known;
	return status;
}

static int is_field_refusal(int status)
{
	return status == -EINVAL || status == -EIO || status == -EOPNOTSUPP;
}

static int leave_out_optional(struct sender *sender,
			      const struct sock6__run *run, int reason)
{
	const struct sock6_control *control = message_of(sender, run)->control;
	const struct sock6_io *io = sender->batch.io;
	uint64_t candidates = 0, field;
	int status = reason;

	if (io && control && is_field_refusal(reason))
		candidates = control->fields & io->optional & ~io->refused;
	for (uint64_t left = candidates; left && is_field_refusal(status);
	     left &= left - 1) {
		field = left & (~left + 1);
		status = send_without(sender, run, field, reason);
	}
	if (is_field_refusal(status) && candidates & (candidates - 1))
		status = send_without(sender, run, candidates, reason);
	return is_field_refusal(status) ? reason : status;
}

/* The datagrams of a refused run, each on its own.  When the first of them
 * fails too it was not the run: nothing is learnt from it. */
static int resend_singly(struct sender *sender, int reason)
{
	const struct sock6__run refused = sender->plan.runs[0];
	struct sock6__run first = { .first = refused.first, .count = 1 };
	int status;

	first.size = refused.segment;
	status = sock6__plan_singly(&sender->plan, &sender->batch, &refused);
	if (status < 0)
		return status;
	status = send_plan(sender);
	if (status < 0)
		return leave_out_optional(sender, &first, status);
	note_sent(sender, status);
	if (sender->batch.io) {
		sender->batch.io->resent += (unsigned)status;
		learn_from_refusal(sender, &refused, reason);
	}
	return (unsigned)status == sender->plan.packet_count;
}

static int is_run_refusal(int status)
{
	return status == -EINVAL || status == -EIO || status == -EMSGSIZE;
}

/* One datagram at the place where the sender stands. */
static struct sock6__run single_here(const struct sender *sender)
{
	struct sock6__run run = { .first = sender->at, .count = 1 };
	const struct sock6_message *message = message_of(sender, &run);

	run.size = sock6__message_size(message) - sender->at.offset;
	if (message->segment_size && run.size > message->segment_size)
		run.size = message->segment_size;
	return run;
}

static int send_some(struct sender *sender)
{
	struct sock6__run first;
	int status = sock6__plan(&sender->plan, &sender->batch, sender->at);

	if (status < 0) {
		first = single_here(sender);
		return leave_out_optional(sender, &first, status);
	}
	status = send_and_note(sender);
	if (status >= 0)
		return status;
	first = sender->plan.runs[0];
	if (first.segment && is_run_refusal(status))
		return resend_singly(sender, status);
	return leave_out_optional(sender, &first, status);
}

/* A kernel or a socket without UDP_SEGMENT takes the message for no word to
 * it, and would send a whole run as one datagram: ask once, before the first
 * run (Linux before 4.18; raw sockets). */
static void probe_coalescing(sock6_fd fd, struct sock6_io *io)
{
	int64_t unused;
	int status;

	if (!io || (io->probed & SOCK6_COALESCE) || (io->off & SOCK6_COALESCE))
		return;
	status = sock6_get(fd, SOCK6_OPT_SEGMENT_SIZE, &unused);
	if (status == -EBADF || status == -ENOTSOCK)
		return; /* no word on any socket: the send says the same */
	io->probed |= SOCK6_COALESCE;
	if (status == 0)
		return;
	io->off |= SOCK6_COALESCE;
	io->reason = status;
}

int sock6_send_batch(sock6_fd fd, struct sock6_io *io,
		     struct sock6_message *messages, unsigned count,
		     unsigned flags)
{
	struct sender sender;
	int status = 1;

	if (flags & ~SOCK6_DONT_WAIT)
		return -EINVAL;
	sender.fd = fd;
	sender.flags = flags;
	sender.batch = (struct sock6__batch){ messages, count, io };
	sender.at = (struct sock6__place){ 0, 0 };
	if (count > 1 || (count && messages[0].segment_size))
		probe_coalescing(fd, io);
	while (status > 0 && sender.at.message < count)
		status = send_some(&sender);
	if (sender.at.message == 0 && sender.at.offset == 0 && status < 0) {
		messages[0].result = status;
		return status;
	}
	return (int)(sender.at.message + (sender.at.offset > 0));
}
