/* SPDX-License-Identifier: MIT */
/* What comes back: ICMP errors from the error queue, and answers. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "measure/stamp.h"
#include "send.h"
#include "time_unit.h"

/* Whoever floods this host with errors or answers does not stop it. */
#define ERRORS_AT_ONCE  256
#define ANSWERS_AT_ONCE 64

/* Lines a second, besides the first of each kind. */
#define LINES 10

static const char *icmp_name(const struct sock6_error *error)
{
	const char *name = NULL;

	if (error->origin == SOCK6_ORIGIN_ICMPV6)
		name = sock6_icmp_code_name(error->type, error->code);
	if (!name && error->origin == SOCK6_ORIGIN_ICMPV6)
		name = sock6_icmp_type_name(error->type);
	return name ? name : sock6_status_text(error->status);
}

/* The MTU is part of it: who sends wants to know which one to obey. */
static void name_error(char name[REASON_SIZE], const struct sock6_error *error)
{
	if (error->fields & SOCK6_ERROR_MTU)
		snprintf(name, REASON_SIZE, "%s, MTU %u", icmp_name(error),
			 error->mtu);
	else
		snprintf(name, REASON_SIZE, "%s", icmp_name(error));
}

static int is_shown(struct sender *s, int is_first)
{
	int64_t now = sock6_now();

	if (s->plan.quiet)
		return 0;
	if (now - s->lines_since >= SECOND) {
		s->lines_since = now;
		s->lines = 0;
	}
	return is_first || s->lines++ < LINES;
}

static int is_icmp(const struct sock6_error *error)
{
	return error->origin == SOCK6_ORIGIN_ICMPV6 ||
	       error->origin == SOCK6_ORIGIN_ICMPV4;
}

/* An error quotes what it is about, which tells the very datagram: NULL where
 * it quotes too little, or nothing of ours. */
static struct destination *read_stamp(const struct sender *s,
				      struct stamp *stamp,
				      const struct sock6_message *quoted)
{
	if (!s->plan.payload.is_stamped || quoted->result <= 0 ||
	    !stamp_decode(stamp, quoted->data, (size_t)quoted->result))
		return NULL;
	return destinations_find_stream(&s->to, stamp->stream, &quoted->peer);
}

static void take_icmp(struct sender *s, const struct sock6_message *quoted,
		      const struct sock6_error *error)
{
	struct stamp stamp = { .kind = STAMP_DATA };
	struct destination *to = read_stamp(s, &stamp, quoted);
	char name[REASON_SIZE];
	int is_known = to != NULL, is_first;

	/* Nobody has asked what becomes of the ends. */
	if (is_known && stamp.kind == STAMP_END)
		return;
	if (!to)
		to = destinations_find(&s->to, &quoted->peer);
	s->errors++;
	/* What is too big is made smaller, or is refused here from now on. */
	if (to && error->status != -EMSGSIZE)
		to->errors++;
	name_error(name, error);
	is_first = reasons_count(&s->reasons, name) == 1;
	if (is_shown(s, is_first))
		send_report_error(error, name, &quoted->peer,
				  is_known ? stamp.sequence : 0);
}

/* This host knows of a narrow path already; the call says that it failed. */
static void take_local(struct sender *s, const struct sock6_message *quoted,
		       const struct sock6_error *error)
{
	char name[REASON_SIZE];

	name_error(name, error);
	if (is_shown(s, 0))
		send_report_error(error, name, &quoted->peer, 0);
}

static int take_errors(struct sender *s, int status)
{
	char bytes[STAMP_SIZE];
	struct sock6_message quoted = { .data = bytes, .size = sizeof(bytes) };
	struct sock6_error error;
	int heard = 0;

	for (int i = 0; i < ERRORS_AT_ONCE; i++) {
		if (sock6_error_receive(s->fd, &quoted, &error, 0) < 0)
			break;
		if (is_icmp(&error)) {
			take_icmp(s, &quoted, &error);
			if (error.status == status)
				heard = SEND_HEARD_ERROR;
		} else if (error.origin == SOCK6_ORIGIN_LOCAL) {
			take_local(s, &quoted, &error);
		}
	}
	return heard;
}

/* Left where they are, they would wake every wait. */
static void take_answers(struct sender *s)
{
	struct sock6_message message = { .data = NULL };

	for (int i = 0; i < ANSWERS_AT_ONCE; i++)
		if (sock6_receive(s->fd, &message, SOCK6_DONT_WAIT) >= 0)
			s->answers++;
		else
			break;
}

int send_hear(struct sender *s, int status)
{
	int heard = take_errors(s, status);

	take_answers(s);
	return heard;
}

int send_is_hopeful(const struct sender *s)
{
	for (uint32_t i = 0; i < s->to.count; i++)
		if (s->to.list[i].sent && s->to.list[i].errors == 0)
			return 1;
	return 0;
}
