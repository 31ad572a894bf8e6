/* SPDX-License-Identifier: MIT */
/* Flow labels: leases, reflection, the label of the other end. */
#include "sock6/flow_label.h"

#include <errno.h>

#include "address_kind.h"
#include "system.h"

int sock6_flow_label_lease(sock6_fd fd, const struct in6_addr *destination,
			   uint32_t *label)
{
	if (!destination || !label || *label > SOCK6_FLOW_LABEL_MAXIMUM ||
	    sock6__is_mapped(destination))
		return -EINVAL;
	return sock6__system_flow_label_lease(fd, destination, label);
}

int sock6_flow_label_release(sock6_fd fd, uint32_t label)
{
	if (label == 0 || label > SOCK6_FLOW_LABEL_MAXIMUM)
		return -EINVAL;
	return sock6__system_flow_label_release(fd, label);
}

int sock6_flow_label_reflect(sock6_fd fd, int on)
{
	if (on != 0 && on != 1)
		return -EINVAL;
	return sock6__system_flow_label_reflect(fd, on);
}

int sock6_flow_label_remote(sock6_fd fd, uint32_t *label)
{
	if (!label)
		return -EINVAL;
	return sock6__system_flow_label_remote(fd, label);
}

int sock6_flow_label_reply(struct sock6_message *reply,
			   const struct sock6_message *received)
{
	if (!reply || !received || !reply->control || !received->control)
		return -EINVAL;
	reply->control->flow_label = received->control->flow_label;
	reply->control->fields &= ~SOCK6_FLOW_LABEL;
	/* The system tells of no label that is 0. */
	reply->control->fields |= received->control->fields & SOCK6_FLOW_LABEL;
	return 0;
}
