/* SPDX-License-Identifier: MIT */
/*
 * A program of somebody else's: knows only <sock6.h> and the library as they
 * are installed.  Sends itself a datagram with a traffic class and a hop limit,
 * and looks at what arrives.  Prints the version of the library.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <sock6.h>

static int failed(const char *what, int status)
{
	fprintf(stderr, "%s: %s\n", what, sock6_status_text(status));
	return 1;
}

static int exchange(sock6_fd fd, const struct sockaddr_in6 *self)
{
	struct sock6_control sent = {
		.fields = SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT,
		.traffic_class = 0xb8,
		.hop_limit = 7,
	};
	struct sock6_control received;
	char hello[] = "hello", room[64];
	struct sock6_message out = { .data = hello,
				     .size = sizeof(hello),
				     .control = &sent,
				     .peer = *self };
	struct sock6_message in = { .data = room,
				    .size = sizeof(room),
				    .control = &received };
	int status;

	status = sock6_control_request(fd, sent.fields, NULL);
	if (status < 0)
		return failed("request", status);
	status = sock6_send(fd, &out, 0);
	if (status != (int)sizeof(hello))
		return failed("send", status);
	status = sock6_wait(fd, SOCK6_READABLE,
			    sock6_now() + INT64_C(5000000000));
	if (status < 0)
		return failed("wait", status);
	status = sock6_receive(fd, &in, 0);
	if (status != (int)sizeof(hello))
		return failed("receive", status);
	if (memcmp(room, hello, sizeof(hello)) != 0 ||
	    received.fields != sent.fields || received.traffic_class != 0xb8 ||
	    received.hop_limit != 7)
		return failed("what arrived is not what was sent", -EBADMSG);
	return 0;
}

int main(void)
{
	struct sockaddr_in6 self;
	socklen_t size = sizeof(self);
	unsigned version = sock6_version();
	sock6_fd fd;
	int status;

	if (version != SOCK6_VERSION)
		return failed("another version than the header's", -EINVAL);
	status = sock6_address_parse(&self, "[::1]:0", 0);
	if (status < 0)
		return failed("address", status);
	status = sock6_udp_open(&fd, &self, 0);
	if (status == -EADDRNOTAVAIL || status == -EAFNOSUPPORT) {
		fprintf(stderr, "no ::1 here; nothing was sent\n");
	} else if (status < 0) {
		return failed("open", status);
	} else {
		if (getsockname(fd, (struct sockaddr *)&self, &size) < 0)
			return failed("getsockname", -errno);
		if (exchange(fd, &self))
			return 1;
		sock6_close(fd);
	}
	printf("%u.%u.%u\n", version >> 16, version >> 8 & 255, version & 255);
	return 0;
}
