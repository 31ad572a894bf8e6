/* SPDX-License-Identifier: MIT */
/*
 * A multicast listener on two interfaces.  Each question to ff02::114 is
 * answered to the one who asked, and announced to the group on both links.
 *
 *	multicast_two_interfaces eth0 eth1
 *	sock6 send '[ff02::114%eth0]:1024'     asks, on another host
 *
 * One socket serves both links: it joins the group on each of them, is told
 * where every datagram was sent to and where it arrived, and says with every
 * announcement by which interface it leaves.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sock6.h>

#define GROUP "[ff02::114]:1024"

static void need(int status, const char *what)
{
	if (status >= 0)
		return;
	fprintf(stderr, "multicast_two_interfaces: %s: %s\n", what,
		sock6_status_text(status));
	exit(1);
}

/* A datagram that does not leave is reported; the next one may. */
static void try_send(sock6_fd fd, const struct sock6_message *message,
		     const char *what)
{
	int status = sock6_send(fd, message, 0);

	if (status < 0)
		fprintf(stderr, "multicast_two_interfaces: %s: %s\n", what,
			sock6_status_text(status));
}

static int usage(void)
{
	fprintf(stderr, "usage: multicast_two_interfaces INTERFACE INTERFACE\n"
			"       multicast_two_interfaces eth0 eth1\n");
	return 2;
}

static sock6_fd open_joined(const struct sockaddr_in6 *group,
			    const uint32_t ifindex[2], char **names)
{
	struct sockaddr_in6 local = { .sin6_family = AF_INET6,
				      .sin6_port = group->sin6_port };
	sock6_fd fd;

	need(sock6_udp_open(&fd, &local, 0), "[::]:1024");
	for (int i = 0; i < 2; i++)
		need(sock6_group_join(fd, ifindex[i], &group->sin6_addr),
		     names[i]);
	/* Brings the interface too: the two are one switch of the system. */
	need(sock6_control_request(fd, SOCK6_DESTINATION, NULL), "request");
	/* Our own announcements are no news to us. */
	need(sock6_set(fd, SOCK6_OPT_MULTICAST_LOOPBACK, 0), "loopback");
	return fd;
}

static void answer(sock6_fd fd, const struct sock6_message *question)
{
	char text[] = "here I am";
	struct sock6_control control;
	struct sock6_message reply = { .data = text,
				       .size = sizeof(text) - 1,
				       .control = &control };

	need(sock6_message_reply(&reply, question), "reply");
	control.fields |= SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT;
	control.traffic_class = 0; /* a value: the field says that it is set */
	control.hop_limit = 16;
	try_send(fd, &reply, "answer");
}

static void announce(sock6_fd fd, const struct sockaddr_in6 *group,
		     const uint32_t ifindex[2], char **names)
{
	char text[] = "somebody asked";
	struct sock6_control control = {
		.fields =
			SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_INTERFACE,
		.traffic_class = 0xe0, /* CS7 */
		.hop_limit = 1,
	};
	struct sock6_message message = { .data = text,
					 .size = sizeof(text) - 1,
					 .control = &control,
					 .peer = *group };

	for (int i = 0; i < 2; i++) {
		control.ifindex = ifindex[i];
		try_send(fd, &message, names[i]);
	}
}

/* Receives one datagram.  Returns 1 when it is a question to the group. */
static int ask(sock6_fd fd, struct sock6_message *message,
	       const struct sockaddr_in6 *group)
{
	const struct sock6_control *control = message->control;
	int status = sock6_receive(fd, message, 0);

	if (status == -EINTR)
		return 0;
	need(status, "receive");
	/* Sent to us alone, or to a group that another program has joined. */
	if (memcmp(&control->destination, &group->sin6_addr, 16) != 0)
		return 0;
	/* Announcements leave the group's port, questions any other: two of
	 * these programs on a link must not answer each other for ever. */
	return message->peer.sin6_port != group->sin6_port;
}

int main(int argc, char **argv)
{
	char data[1500];
	struct sock6_control control;
	struct sock6_message message = { .data = data,
					 .size = sizeof(data),
					 .control = &control };
	struct sockaddr_in6 group;
	uint32_t ifindex[2];
	sock6_fd fd;

	if (argc != 3)
		return usage();
	need(sock6_interface_index(&ifindex[0], argv[1]), argv[1]);
	need(sock6_interface_index(&ifindex[1], argv[2]), argv[2]);
	need(sock6_address_parse(&group, GROUP, 0), GROUP);
	fd = open_joined(&group, ifindex, argv + 1);
	printf("listening to %s on %s and %s\n", GROUP, argv[1], argv[2]);
	fflush(stdout);

	for (;;) {
		if (!ask(fd, &message, &group))
			continue;
		answer(fd, &message);
		announce(fd, &group, ifindex, argv + 1);
	}
}
