/* SPDX-License-Identifier: MIT */
/*
 * The new socket that options are tried on.  It is not opened by the library,
 * whose sockets are bound and set up: some options can be set no later.
 */
#define _POSIX_C_SOURCE 200809L

#include "option_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "report/message.h"
#include "report/remedy.h"
#include "time_unit.h"
#include "words/host_name.h"
#include "words/values.h"

/* RFC 3692: for experiments, so that no traffic comes. */
#define EXPERIMENT 253

#define DISCARD_PORT 9 /* RFC 863 */
#define PATIENCE     (10 * SECOND)

struct kind {
	char name[8];
	int type, protocol;
	const char *remedy; /* where it may not be opened */
};

static const struct kind kinds[] = {
	{ "udp", SOCK_DGRAM, 0, NULL },
	{ "tcp", SOCK_STREAM, 0, NULL },
	{ "raw", SOCK_RAW, EXPERIMENT, "raw sockets need CAP_NET_RAW" },
	{ "icmp", SOCK_DGRAM, IPPROTO_ICMPV6,
	  "put a group of yours into the sysctl net.ipv4.ping_group_range" },
};

static const struct kind *find(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

void option_socket_reset(struct option_socket *plan)
{
	memset(plan, 0, sizeof(*plan));
	plan->type = kinds[0].name;
	plan->protocol = -1;
	plan->patience = PATIENCE;
}

int option_socket_type(struct option_socket *plan, const struct word *word)
{
	const struct kind *kind = find(word->text);

	if (!kind)
		return usage_error("--type %s: no such type; give udp, tcp, "
				   "raw or icmp",
				   word->text);
	plan->type = kind->name;
	return OPTIONS_GO_ON;
}

int option_socket_protocol(struct option_socket *plan, const struct word *word)
{
	return value_integer(word, 1, 255, &plan->protocol);
}

int option_socket_bind(struct option_socket *plan, const struct word *word)
{
	plan->is_bound = 1;
	return value_address(word, &plan->local);
}

int option_socket_connect(struct option_socket *plan, const struct word *word)
{
	plan->is_connected = 1;
	return value_host(word, &plan->peer);
}

int option_socket_check(const struct option_socket *plan)
{
	const int is_raw = strcmp(plan->type, "raw") == 0;

	if (plan->protocol >= 0 && !is_raw)
		return usage_error("--protocol: only raw sockets have one; "
				   "give --type raw too");
	if (plan->is_connected && strcmp(plan->type, "tcp") == 0 &&
	    !plan->peer.sin6_port)
		return usage_error("--connect: TCP needs a port; give one such "
				   "as [::1]:80");
	return OPTIONS_GO_ON;
}

void option_socket_name(const struct option_socket *plan, char *text,
			size_t size)
{
	if (plan->protocol >= 0)
		snprintf(text, size, "%s, protocol %d", plan->type,
			 (int)plan->protocol);
	else
		snprintf(text, size, "%s", plan->type);
}

int option_socket_fresh(const struct option_socket *plan, sock6_fd *fd)
{
	const struct kind *kind = find(plan->type);
	int protocol =
		plan->protocol >= 0 ? (int)plan->protocol : kind->protocol;

	*fd = socket(AF_INET6, kind->type, protocol);
	if (*fd < 0)
		return failure(-errno,
			       errno == EPERM || errno == EACCES ? kind->remedy
								 : NULL,
			       "--type %s", plan->type);
	return OPTIONS_GO_ON;
}

static int bind_local(const struct option_socket *plan, sock6_fd fd)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE];
	int status;

	if (!plan->is_bound || bind(fd, (const struct sockaddr *)&plan->local,
				    sizeof(plan->local)) == 0)
		return OPTIONS_GO_ON;
	status = -errno;
	sock6_address_format(text, sizeof(text), &plan->local, 0);
	return failure(status,
		       status == -EINVAL
			       ? "a link-local address needs %INTERFACE"
			       : remedy_to_open(status),
		       "--bind %s", text);
}

/* A connection takes its time, and may never come about. */
static int connect_within(const struct option_socket *plan, sock6_fd fd)
{
	const struct sockaddr *peer = (const struct sockaddr *)&plan->peer;
	int flags = fcntl(fd, F_GETFL), status;
	int64_t error = 0;

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return -errno;
	status = connect(fd, peer, sizeof(plan->peer)) == 0 ? 0 : -errno;
	if (status == -EINPROGRESS) {
		status = sock6_wait(fd, SOCK6_WRITABLE,
				    sock6_now() + plan->patience);
		if (status >= 0)
			status = sock6_get(fd, SOCK6_OPT_PENDING_ERROR, &error);
		if (status >= 0)
			status = (int)-error;
	}
	return status;
}

/* Nothing is sent to the port that stands in where none is given. */
static int connect_peer(const struct option_socket *plan, sock6_fd fd)
{
	struct option_socket complete = *plan;
	char text[SOCK6_ADDRESS_TEXT_SIZE];
	int status;

	if (!plan->is_connected)
		return OPTIONS_GO_ON;
	if (!complete.peer.sin6_port && strcmp(plan->type, "raw") != 0)
		complete.peer.sin6_port = htons(DISCARD_PORT);
	status = connect_within(&complete, fd);
	if (status >= 0)
		return OPTIONS_GO_ON;
	sock6_address_format(text, sizeof(text), &plan->peer, 0);
	return failure(status,
		       status == -ECONNREFUSED ? "nobody listens there" : NULL,
		       "--connect %s", text);
}

int option_socket_open(const struct option_socket *plan, sock6_fd *fd)
{
	int end = option_socket_fresh(plan, fd);

	if (end != OPTIONS_GO_ON)
		return end;
	end = bind_local(plan, *fd);
	if (end == OPTIONS_GO_ON)
		end = connect_peer(plan, *fd);
	if (end != OPTIONS_GO_ON)
		sock6_close(*fd);
	return end;
}
