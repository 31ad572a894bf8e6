/* SPDX-License-Identifier: MIT */
/* The socket that sock6 icmp hears with. */
#include "icmp_socket.h"

#include <errno.h>
#include <string.h>

#include "report/message.h"
#include "words/options.h"

#define WANTED                                                       \
	(SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_DESTINATION | \
	 SOCK6_INTERFACE | SOCK6_FLOW_LABEL | SOCK6_FRAGMENT_SIZE |  \
	 SOCK6_RECEIVED | SOCK6_DROPS)

/* What others tell neighbours, routers and MLD queriers (RFC 4861, RFC 3810,
 * 5.2.14): a host hears the first one only. */
static const struct in6_addr standing[] = {
	{ { { 0xff, 2, [15] = 1 } } },
	{ { { 0xff, 2, [15] = 2 } } },
	{ { { 0xff, 2, [15] = 0x16 } } },
};

#define STANDING (sizeof(standing) / sizeof(standing[0]))

static int set_filter(sock6_fd fd, const struct icmp_set *accepted)
{
	struct sock6_icmp_filter filter;
	int status;

	sock6_icmp_filter_set_all(&filter, 1);
	for (int type = 0; type < 256; type++)
		if (icmp_set_has(accepted, type))
			sock6_icmp_filter_accept(&filter, type);
	status = sock6_icmp_filter_set(fd, &filter);
	/* Where there is none the command sorts out itself. */
	return status == -EOPNOTSUPP ? 0 : status;
}

static int join(sock6_fd fd, uint32_t ifindex, const struct in6_addr *group)
{
	static struct sock6_interface_result results[ICMP_INTERFACES];
	int status;

	if (!ifindex) {
		status = sock6_group_join_all(fd, group, results,
					      ICMP_INTERFACES);
		return status < 0 ? status : 0;
	}
	status = sock6_group_join(fd, ifindex, group);
	return status == -EADDRINUSE ? 0 : status;
}

static int join_groups(sock6_fd fd, const struct icmp_plan *plan)
{
	int status = 0;

	for (size_t i = 0; i < STANDING && status == 0; i++)
		status = join(fd, plan->ifindex, &standing[i]);
	/* An interface without multicast still has messages. */
	if (status < 0 && status != -ENODEV)
		return failure(status, NULL, "join the groups of neighbours");
	for (unsigned i = 0; i < plan->group_count; i++) {
		const struct sockaddr_in6 *group = &plan->groups[i];
		char text[SOCK6_ADDRESS_TEXT_SIZE];

		status = join(fd,
			      group->sin6_scope_id ? group->sin6_scope_id
						   : plan->ifindex,
			      &group->sin6_addr);
		if (status == 0)
			continue;
		sock6_address_format(text, sizeof(text), group, 0);
		return failure(status, NULL, "--group %s", text);
	}
	return OPTIONS_GO_ON;
}

static int prepare(sock6_fd fd, const struct icmp_plan *plan)
{
	uint64_t granted;
	int status = set_filter(fd, &plan->accepted);

	if (status < 0)
		return failure(status, NULL, "the filter of types");
	status = sock6_control_request(fd, WANTED, &granted);
	if (status < 0)
		return failure(status, NULL, "control values");
	/* Whether there is a router alert; without it that is not judged. */
	sock6_set(fd, SOCK6_OPT_RECEIVE_HOP_BY_HOP, 1);
	return join_groups(fd, plan);
}

int icmp_open(sock6_fd *fd, const struct icmp_plan *plan)
{
	int status = sock6_raw_open(fd, SOCK6_ICMP_PROTOCOL, NULL,
				    SOCK6_NON_BLOCKING);
	int end;

	if (status < 0)
		return failure(status,
			       end_of_status(status) == END_PERMISSION
				       ? "this needs root, or CAP_NET_RAW "
					 "(capabilities(7))"
				       : NULL,
			       "a raw ICMPv6 socket");
	end = prepare(*fd, plan);
	if (end != OPTIONS_GO_ON)
		sock6_close(*fd);
	return end;
}

int icmp_solicit(sock6_fd fd, uint32_t ifindex)
{
	static struct sock6_interface_result results[ICMP_INTERFACES];
	unsigned char bytes[8] = { SOCK6_ICMP_ROUTER_SOLICITATION };
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT,
					 .hop_limit =
						 SOCK6_NEIGHBOR_HOP_LIMIT };
	struct sock6_message message = { .data = bytes,
					 .size = sizeof(bytes),
					 .control = &control };
	int status;

	message.peer.sin6_family = AF_INET6;
	message.peer.sin6_addr = standing[1];
	message.peer.sin6_scope_id = ifindex;
	if (ifindex)
		status = sock6_send(fd, &message, 0);
	else
		status = sock6_group_send_all(fd, &message, 0, results,
					      ICMP_INTERFACES);
	return status < 0 ? failure(status, NULL, "--solicit router")
			  : OPTIONS_GO_ON;
}
