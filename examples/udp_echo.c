/* SPDX-License-Identifier: MIT */
/*
 * A UDP echo server: receives and answers in batches, each answer from the
 * address that was asked and in the traffic class of the question.
 *
 *	udp_echo [::]:1024               serves IPv6, and IPv4 too
 *	udp_echo_client [::1]:1024       asks
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <sock6.h>

#define BATCH 32
#define ROOM  1500

static void need(int status, const char *what)
{
	if (status >= 0)
		return;
	fprintf(stderr, "udp_echo: %s: %s\n", what, sock6_status_text(status));
	exit(1);
}

static sock6_fd open_at(const char *text)
{
	struct sockaddr_in6 local;
	sock6_fd fd;

	need(sock6_address_parse(&local, text, SOCK6_ADDRESS_IPV4), text);
	need(sock6_udp_open(&fd, &local, SOCK6_DUAL_STACK), text);
	need(sock6_control_request(fd,
				   SOCK6_DESTINATION | SOCK6_INTERFACE |
					   SOCK6_TRAFFIC_CLASS,
				   NULL),
	     "request");
	printf("serving at %s\n", text);
	fflush(stdout);
	return fd;
}

/* Turns what came into its answer: 0, or a negative errno value. */
static int build_answer(struct sock6_message *answer,
			const struct sock6_message *question)
{
	int status = sock6_message_reply(answer, question);

	if (status < 0)
		return status;
	answer->data = question->data;
	answer->size = (size_t)question->result;
	answer->control->fields |= SOCK6_TRAFFIC_CLASS;
	answer->control->traffic_class = question->control->traffic_class;
	return 0;
}

/* What cannot be sent is lost, as datagrams are: the rest still goes. */
static void send_all(sock6_fd fd, struct sock6_io *io,
		     struct sock6_message *messages, int count)
{
	while (count > 0) {
		int sent =
			sock6_send_batch(fd, io, messages, (unsigned)count, 0);

		if (sent == -EINTR)
			continue;
		if (sent < 0) {
			fprintf(stderr, "udp_echo: send: %s\n",
				sock6_status_text(sent));
			sent = 1;
		}
		messages += sent;
		count -= sent;
	}
}

int main(int argc, char **argv)
{
	static char data[BATCH][ROOM];
	struct sock6_control control[BATCH], answer_control[BATCH];
	struct sock6_message messages[BATCH], answers[BATCH];
	struct sock6_io io = { 0 }; /* with it, equal answers leave as one */
	sock6_fd fd;

	if (argc != 2 || argv[1][0] == '-') {
		fprintf(stderr, "usage: udp_echo ADDRESS\n"
				"       udp_echo [::]:1024\n");
		return 2;
	}
	fd = open_at(argv[1]);
	for (int i = 0; i < BATCH; i++) {
		messages[i] = (struct sock6_message){ .data = data[i],
						      .size = ROOM,
						      .control = &control[i] };
		answers[i] =
			(struct sock6_message){ .control = &answer_control[i] };
	}

	for (;;) {
		int count = sock6_receive_batch(fd, &io, messages, BATCH, 0);
		int ready = 0;

		if (count == -EINTR)
			continue;
		need(count, "receive");
		for (int i = 0; i < count; i++)
			if (build_answer(&answers[ready], &messages[i]) >= 0)
				ready++;
		send_all(fd, &io, answers, ready);
	}
}
