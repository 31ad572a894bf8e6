/* SPDX-License-Identifier: MIT */
/* Interfaces and their addresses, by dumps of rtnetlink(7): getifaddrs() would
 * allocate.  A part of linux.c. */
#include "../../system.h"

struct link_dump {
	sock6__interface_visitor *visit;
	void *context;
};

static int visit_link(void *context, const struct netlink_message *message)
{
	const struct link_dump *dumped = context;
	struct sock6_interface link;
	int status = 0;

	if (message->header.type == NEW_LINK)
		status = read_link(&link, message);
	if (status > 0)
		dumped->visit(dumped->context, &link);
	return status;
}

int sock6__system_interfaces(sock6__interface_visitor *visit, void *context)
{
	struct link_dump dumped = { visit, context };

	return dump(GET_LINK, AF_UNSPEC, visit_link, &dumped);
}

struct address_dump {
	sock6__address_visitor *visit;
	void *context;
};

static int visit_address(void *context, const struct netlink_message *message)
{
	const struct address_dump *dumped = context;
	struct sock6_interface_address address;
	int status = 0;

	if (message->header.type == NEW_ADDRESS)
		status = read_address(&address, message);
	if (status > 0)
		dumped->visit(dumped->context, &address);
	return status;
}

int sock6__system_addresses(unsigned families, sock6__address_visitor *visit,
			    void *context)
{
	struct address_dump dumped = { visit, context };
	uint8_t family = families == SOCK6_IPV6   ? AF_INET6
			 : families == SOCK6_IPV4 ? AF_INET
						  : AF_UNSPEC;

	return dump(GET_ADDRESS, family, visit_address, &dumped);
}
