/* SPDX-License-Identifier: MIT */
/* Flow labels.  A part of linux.c. */
#include "../posix_io.h"
#include "numbers.h"

/* struct in6_flowlabel_req, which only <linux/in6.h> has. */
struct flow_label_request {
	struct in6_addr destination;
	uint32_t label; /* in network byte order */
	uint8_t action;
	uint8_t share;
	uint16_t flags;
	uint16_t expires; /* seconds; 0: the least that there is */
	uint16_t linger;
	uint32_t padding;
};

enum {
	ACTION_GET = 0,
	ACTION_PUT = 1,
	/* One that is exclusive cannot be leased again for seconds after its
	 * socket was closed, so that a program that starts anew fails. */
	SHARE_ANY = 255,
	FLAG_CREATE = 1,
	FLAG_REFLECT = 4, /* 3.15 */
	FLAG_REMOTE = 8   /* 4.4 */
};

static int manage(sock6_fd fd, struct flow_label_request *request)
{
	return sock6__posix_set(fd, IPPROTO_IPV6, FLOWLABEL_MANAGER, request,
				sizeof(*request));
}

int sock6__system_flow_label_lease(sock6_fd fd,
				   const struct in6_addr *destination,
				   uint32_t *label)
{
	struct flow_label_request request = { .destination = *destination,
					      .label = htonl(*label),
					      .action = ACTION_GET,
					      .share = SHARE_ANY,
					      .flags = FLAG_CREATE };
	int status = manage(fd, &request);

	/* A label that the system chose stands in what it was given. */
	if (status == 0)
		*label = ntohl(request.label);
	return status;
}

int sock6__system_flow_label_release(sock6_fd fd, uint32_t label)
{
	struct flow_label_request request = { .label = htonl(label),
					      .action = ACTION_PUT };

	return manage(fd, &request);
}

int sock6__system_flow_label_reflect(sock6_fd fd, int on)
{
	struct flow_label_request request = { .action = on ? ACTION_GET
							   : ACTION_PUT,
					      .flags = FLAG_REFLECT };

	return manage(fd, &request);
}

int sock6__system_flow_label_remote(sock6_fd fd, uint32_t *label)
{
	struct flow_label_request request = { .action = ACTION_GET,
					      .flags = FLAG_REMOTE };
	size_t size = sizeof(request);
	int status = sock6__posix_get(fd, IPPROTO_IPV6, FLOWLABEL_MANAGER,
				      &request, &size);

	if (status == 0)
		*label = ntohl(request.label);
	return status;
}
