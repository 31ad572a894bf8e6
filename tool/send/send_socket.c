/* SPDX-License-Identifier: MIT */
/* The socket of send, with all that holds for every datagram. */
#include <errno.h>
#include <string.h>

#include "report/message.h"
#include "report/remedy.h"
#include "send.h"
#include "words/switches.h"

static int open_bound(struct sender *s)
{
	const struct sockaddr_in6 *from = &s->plan.from;
	int has_from = from->sin6_family == AF_INET6;
	char text[SOCK6_ADDRESS_TEXT_SIZE] = "socket";
	int status = sock6_udp_open(
		&s->fd, has_from ? from : NULL,
		destinations_have_ipv4(&s->to) ? SOCK6_DUAL_STACK : 0);

	if (status >= 0)
		return OPTIONS_GO_ON;
	s->fd = SOCK6_INVALID;
	if (has_from)
		destination_text(text, from);
	return failure(status, remedy_to_open(status), "%s%s",
		       has_from ? "--from " : "", text);
}

static int set_fragmenting(struct sender *s)
{
	int status;

	if (!s->plan.df)
		return OPTIONS_GO_ON;
	status = sock6_path_mtu_mode_set(s->fd, SOCK6_MTU_DISCOVERY_DO);
	return status < 0 ? failure(status, NULL, "--df") : OPTIONS_GO_ON;
}

static int set_loop(struct sender *s)
{
	int status;

	if (s->plan.loop < 0)
		return OPTIONS_GO_ON;
	status = sock6_set(s->fd, SOCK6_OPT_MULTICAST_LOOPBACK, s->plan.loop);
	return status < 0 ? failure(status, NULL, "--loop") : OPTIONS_GO_ON;
}

/* Of the socket: beside a datagram it would take the privilege each time. */
static int set_mark(struct sender *s)
{
	int status;

	if (!s->plan.has_mark)
		return OPTIONS_GO_ON;
	status = sock6_set(s->fd, SOCK6_OPT_MARK, s->plan.mark);
	return status < 0
		       ? failure(status,
				 status == -EPERM ? "it needs CAP_NET_ADMIN or "
						    "CAP_NET_RAW"
						  : NULL,
				 "--mark %u", s->plan.mark)
		       : OPTIONS_GO_ON;
}

/* What no queue tells of is not told; a system without one sends all the same. */
static int ask_for_errors(struct sender *s)
{
	int status = sock6_error_request(s->fd, 1);

	return status < 0 && status != -EOPNOTSUPP
		       ? failure(status, NULL, "error queue")
		       : OPTIONS_GO_ON;
}

/* Where nothing may stand beside a datagram, the socket has the values. */
static int set_values_once(struct sender *s)
{
	struct destination *only = &s->to.list[0];
	char text[SOCK6_ADDRESS_TEXT_SIZE];
	int status;

	if (!switched_off(SWITCH_NO_CONTROL))
		return OPTIONS_GO_ON;
	if (s->to.count > 1)
		return usage_error(SWITCH_NO_CONTROL
				   ": values of the socket are those of one "
				   "destination; give one");
	status = sock6_connect(s->fd, &only->address, only->control);
	if (status < 0)
		return failure(status, remedy_to_send(status), "%s",
			       destination_text(text, &only->address));
	only->control->fields = 0;
	s->is_connected = 1;
	return OPTIONS_GO_ON;
}

int send_open(struct sender *s)
{
	int end = open_bound(s);

	if (end == OPTIONS_GO_ON)
		end = set_fragmenting(s);
	if (end == OPTIONS_GO_ON)
		end = set_loop(s);
	if (end == OPTIONS_GO_ON)
		end = set_mark(s);
	if (end == OPTIONS_GO_ON)
		end = ask_for_errors(s);
	if (end == OPTIONS_GO_ON)
		end = set_values_once(s);
	return end;
}
