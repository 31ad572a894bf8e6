/* SPDX-License-Identifier: MIT */
/* Requests and answers of check and mping. */
#include "asker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/message.h"
#include "time_unit.h"
#include "words/options.h"
#include "words/values.h"

#define WANTED                                                       \
	(SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_DESTINATION | \
	 SOCK6_INTERFACE | SOCK6_FLOW_LABEL | SOCK6_RECEIVED)

/* One datagram at a time: the room for it need not be each caller's. */
static unsigned char room[PAYLOAD_MAXIMUM + 1];

/* Which values come with each answer. */
static uint64_t granted;

int asker_prepare(sock6_fd fd)
{
	int status = sock6_control_request(fd, WANTED, &granted);

	return status < 0 ? failure(status, NULL, "control values")
			  : OPTIONS_GO_ON;
}

int asker_send(sock6_fd fd, const struct sockaddr_in6 *peer,
	       const struct asker_request *request)
{
	struct sock6_control control = { 0 };
	struct sock6_message out = { .data = room,
				     .size = request->size,
				     .control = &control };
	/* The value is a time that no change of the clock moves. */
	struct reflection_request payload = {
		.stamp = { .kind = STAMP_REQUEST,
			   .stream = request->stream,
			   .sequence = request->sequence,
			   .sent = stamp_now(),
			   .value = (uint64_t)sock6_now() },
		.wishes = request->back
	};
	int status;

	if (peer)
		out.peer = *peer;
	reflection_values_send(&control, &request->there);
	if (request->ifindex)
		control.fields |= SOCK6_INTERFACE;
	control.ifindex = request->ifindex;
	if (request->source) {
		control.fields |= SOCK6_SOURCE;
		control.source = *request->source;
	}
	memset(room, 0, request->size);
	reflection_encode_request(room, &payload);
	status = sock6_send(fd, &out, 0);
	return status < 0 ? status : 0;
}

/*
 * Both clocks at one moment: where this process has to wait between the two,
 * once more.  What is left of it makes a round trip longer, never shorter.
 */
static int64_t read_clocks(int64_t *since_1970)
{
	int64_t before, now;

	for (int i = 0; i < 4; i++) {
		before = sock6_now();
		*since_1970 = stamp_now();
		now = sock6_now();
		if (now - before < 10000)
			break;
	}
	return now;
}

/* The time on the way, without that for which the answer lay here unread. */
static int64_t round_trip_of(const struct asker_answer *answer,
			     const struct sock6_control *control)
{
	int64_t since_1970, now = read_clocks(&since_1970);
	int64_t all = now - (int64_t)answer->told.stamp.value;
	int64_t unread = control->fields & SOCK6_RECEIVED
				 ? since_1970 - control->received
				 : 0;

	/* The clock was set in between, or is not that of the timestamps. */
	return unread < 0 || unread >= all ? all : all - unread;
}

int asker_receive(sock6_fd fd, struct asker_answer *answer)
{
	struct sock6_control control;
	struct sock6_message message = { .data = room,
					 .size = sizeof(room),
					 .control = &control };
	int status = sock6_receive(fd, &message, SOCK6_DONT_WAIT);

	if (status < 0)
		return status;
	if ((message.flags & SOCK6_NOTICE) ||
	    !reflection_decode_answer(&answer->told, room, (size_t)status))
		return 0;
	reflection_values_came(&answer->came, &message, granted);
	answer->peer = message.peer;
	answer->to = control.destination;
	answer->round_trip = round_trip_of(answer, &control);
	/* Nobody answers before they were asked, or an hour later. */
	return answer->round_trip > 0 && answer->round_trip < 3600 * SECOND;
}

int asker_is_transient(int status)
{
	return status == -EPERM || status == -ENOBUFS || status == -EAGAIN ||
	       status == -EINTR || status == -ECONNREFUSED;
}
