/* SPDX-License-Identifier: MIT */
/*
 * Finds how much a path carries: sends the largest datagram that it is thought
 * to carry, unfragmented, to a port where nobody is expected to listen, and
 * reads from the error queue who found it too big, until the host itself says
 * that it has arrived.
 *
 *	path_mtu 2001:db8::1
 *	path_mtu '[2001:db8::1]:33434'
 *	path_mtu 192.0.2.1               needs no privilege
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <sock6.h>

#define PORT     33434               /* as traceroute(8) uses */
#define PATIENCE INT64_C(3000000000) /* nanoseconds a datagram */
#define TRIALS   16

enum outcome { ARRIVED, TOO_BIG, FAILED };

static void need(int status, const char *what)
{
	if (status >= 0)
		return;
	fprintf(stderr, "path_mtu: %s: %s\n", what, sock6_status_text(status));
	exit(1);
}

static sock6_fd open_socket(void)
{
	sock6_fd fd;

	need(sock6_udp_open(&fd, NULL, SOCK6_DUAL_STACK), "socket");
	need(sock6_error_request(fd, 1), "error queue");
	need(sock6_path_mtu_mode_set(fd, SOCK6_MTU_DISCOVERY_DO), "mode");
	return fd;
}

static void show_event(const struct sock6_path_mtu_event *event)
{
	char who[SOCK6_ADDRESS_TEXT_SIZE] = "this host";

	if (event->reporter.sin6_family)
		sock6_address_format(who, sizeof(who), &event->reporter, 0);
	printf("%s: no more than %u bytes\n", who, (unsigned)event->mtu);
}

/* Only a port that is closed, or a service that answers, is the host's. */
static enum outcome judge(const struct sock6_message *quoted,
			  const struct sock6_error *error)
{
	struct sock6_path_mtu_event event;
	char text[SOCK6_ERROR_TEXT_SIZE];

	if (sock6_path_mtu_event(&event, quoted, error)) {
		show_event(&event);
		return TOO_BIG;
	}
	if (error->status == -ECONNREFUSED)
		return ARRIVED;
	sock6_error_format(text, sizeof(text), error);
	fprintf(stderr, "path_mtu: %s\n", text);
	return FAILED;
}

/* All that is in the error queue, so that the next wait does not end at once.
 * What came last counts. */
static enum outcome read_errors(sock6_fd fd)
{
	struct sock6_message quoted = { .data = NULL };
	struct sock6_error error;
	enum outcome outcome = FAILED;
	int status;

	while ((status = sock6_error_receive(fd, &quoted, &error, 0)) == 0)
		outcome = judge(&quoted, &error);
	if (status != -EAGAIN)
		need(status, "error queue");
	return outcome;
}

static enum outcome wait_for_answer(sock6_fd fd)
{
	int64_t deadline = sock6_now() + PATIENCE;
	int status;

	do {
		status = sock6_wait(fd, SOCK6_READABLE, deadline);
	} while (status == -EINTR);
	if (status == -ETIMEDOUT)
		fprintf(stderr, "path_mtu: nothing came back\n");
	else
		need(status, "wait");
	if (status < 0)
		return FAILED;
	return (unsigned)status & SOCK6_FAULT ? read_errors(fd) : ARRIVED;
}

static enum outcome try_path(sock6_fd fd, const struct sockaddr_in6 *target)
{
	static char data[65536];
	struct sock6_message message = { .data = data, .peer = *target };
	uint32_t mtu;
	int size, status;

	need(sock6_path_mtu_get(fd, target, &mtu), "route");
	size = sock6_path_mtu_payload(mtu, &target->sin6_addr,
				      SOCK6_UDP_HEADER_SIZE);
	need(size, "payload");
	message.size = (size_t)size;
	printf("trying %u bytes, %d of them payload\n", (unsigned)mtu, size);
	status = sock6_send(fd, &message, 0);
	/* A router's word may have come between the question and the sending:
	 * it waits in the error queue. */
	if (status != -EMSGSIZE)
		need(status, "send");
	return wait_for_answer(fd);
}

int main(int argc, char **argv)
{
	struct sockaddr_in6 target;
	enum outcome outcome = TOO_BIG;
	sock6_fd fd;

	if (argc != 2 || argv[1][0] == '-') {
		fprintf(stderr, "usage: path_mtu ADDRESS[:PORT]\n");
		return 2;
	}
	need(sock6_address_parse(&target, argv[1], SOCK6_ADDRESS_IPV4),
	     argv[1]);
	if (target.sin6_port == 0)
		target.sin6_port = htons(PORT);
	fd = open_socket();
	/* Step by step, into a pipe as well. */
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	for (int i = 0; i < TRIALS && outcome == TOO_BIG; i++)
		outcome = try_path(fd, &target);
	if (outcome == ARRIVED)
		printf("arrived\n");
	sock6_close(fd);
	return outcome != ARRIVED;
}
