/* SPDX-License-Identifier: MIT */
/*
 * Answers multicast DNS questions for one name: the address of NAME.local.
 *
 *	mdns_responder lamp 2001:db8::1 eth0 eth1
 *	dig -p 5353 @ff02::fb%eth0 lamp.local AAAA      asks, on another host
 *
 * A question from port 5353 is answered to the group; one from any other port
 * is a one-shot query of a plain DNS resolver, answered to that port as plain
 * DNS (RFC 6762, 6.7).  Either answer leaves by the interface on which the
 * question came.  The name is neither probed for nor announced.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sock6.h>

#include "dns.h"

#define GROUP "[ff02::fb]:5353"

static void need(int status, const char *what)
{
	if (status >= 0)
		return;
	fprintf(stderr, "mdns_responder: %s: %s\n", what,
		sock6_status_text(status));
	exit(1);
}

static int usage(void)
{
	fprintf(stderr, "usage: mdns_responder NAME ADDRESS INTERFACE...\n"
			"       mdns_responder lamp 2001:db8::1 eth0\n");
	return 2;
}

/* Other responders of the host may share the port. */
static sock6_fd open_joined(const struct sockaddr_in6 *group, char **names)
{
	struct sockaddr_in6 local = { .sin6_family = AF_INET6,
				      .sin6_port = group->sin6_port };
	uint32_t ifindex;
	sock6_fd fd;

	need(sock6_multicast_open(&fd, &local, 0), "[::]:5353");
	need(sock6_control_request(fd, SOCK6_DESTINATION | SOCK6_INTERFACE,
				   NULL),
	     "request");
	for (; *names; names++) {
		need(sock6_interface_index(&ifindex, *names), *names);
		need(sock6_group_join(fd, ifindex, &group->sin6_addr), *names);
	}
	return fd;
}

/* Every answer has the hop limit 255, to show that it is from the link
 * (RFC 6762, 11). */
static void answer(sock6_fd fd, const struct sock6_message *query,
		   const struct dns_question *found,
		   const struct sockaddr_in6 *group,
		   const struct in6_addr *address)
{
	uint8_t data[DNS_ANSWER_SIZE];
	int one_shot = query->peer.sin6_port != group->sin6_port;
	struct sock6_control control = {
		.fields = SOCK6_INTERFACE | SOCK6_HOP_LIMIT,
		.ifindex = query->control->ifindex,
		.hop_limit = 255,
	};
	struct sock6_message message = { .data = data,
					 .control = &control,
					 .peer = one_shot ? query->peer
							  : *group };
	int status;

	message.size = dns_answer(data, query->data, one_shot, found, address);
	status = sock6_send(fd, &message, 0);
	if (status < 0)
		fprintf(stderr, "mdns_responder: answer: %s\n",
			sock6_status_text(status));
}

int main(int argc, char **argv)
{
	uint8_t data[9000]; /* RFC 6762, 17: no message is longer */
	struct sock6_control control;
	struct sock6_message query = { .data = data,
				       .size = sizeof(data),
				       .control = &control };
	struct sockaddr_in6 group, address;
	struct dns_question ours, found;
	sock6_fd fd;

	if (argc < 4 || dns_local_name(&ours, argv[1]) < 0)
		return usage();
	need(sock6_address_parse(&address, argv[2], 0), argv[2]);
	need(sock6_address_parse(&group, GROUP, 0), GROUP);
	fd = open_joined(&group, argv + 3);
	printf("answering for %s.local\n", argv[1]);
	fflush(stdout);

	for (;;) {
		int status = sock6_receive(fd, &query, 0);

		if (status == -EINTR)
			continue;
		need(status, "receive");
		/* Only the group's traffic is sure to come from the link. */
		if (memcmp(&control.destination, &group.sin6_addr, 16) != 0 ||
		    (query.flags & SOCK6_TRUNCATED))
			continue;
		if (dns_find(&found, &ours, data, (size_t)status))
			answer(fd, &query, &found, &group, &address.sin6_addr);
	}
}
