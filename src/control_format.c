/* SPDX-License-Identifier: MIT */
/* What travels beside a datagram: values as one line of text.  Pure. */
#include "sock6/control.h"

#include <errno.h>

#include "text.h"

/* Begins a field when it is present. */
static int begin(struct sock6__text *line, const struct sock6_control *control,
		 uint64_t field, const char *name)
{
	if (!(control->fields & field))
		return 0;
	if (line->length)
		sock6__text_string(line, " ");
	sock6__text_string(line, name);
	sock6__text_string(line, "=");
	return 1;
}

static void decimal(struct sock6__text *line,
		    const struct sock6_control *control, uint64_t field,
		    const char *name, int64_t value)
{
	if (begin(line, control, field, name))
		sock6__text_decimal(line, value);
}

static void hexadecimal(struct sock6__text *line,
			const struct sock6_control *control, uint64_t field,
			const char *name, uint64_t value)
{
	if (begin(line, control, field, name))
		sock6__text_hexadecimal(line, value);
}

static void address(struct sock6__text *line,
		    const struct sock6_control *control, uint64_t field,
		    const char *name, const struct in6_addr *value)
{
	if (begin(line, control, field, name))
		sock6__text_address(line, value);
}

int sock6_control_format(char *text, size_t size, const struct sock6_control *c)
{
	struct sock6__text line = { 0 };
	struct sock6__text *to = &line;

	if (!text || !c)
		return -EINVAL;
	hexadecimal(to, c, SOCK6_TRAFFIC_CLASS, "traffic_class",
		    c->traffic_class);
	decimal(to, c, SOCK6_HOP_LIMIT, "hop_limit", c->hop_limit);
	address(to, c, SOCK6_SOURCE, "source", &c->source);
	address(to, c, SOCK6_DESTINATION, "destination", &c->destination);
	decimal(to, c, SOCK6_INTERFACE, "ifindex", c->ifindex);
	hexadecimal(to, c, SOCK6_FLOW_LABEL, "flow_label", c->flow_label);
	address(to, c, SOCK6_NEXT_HOP, "next_hop", &c->next_hop);
	decimal(to, c, SOCK6_PATH_MTU, "path_mtu", c->path_mtu);
	address(to, c, SOCK6_PATH_MTU_DESTINATION, "path_mtu_destination",
		&c->path_mtu_destination);
	decimal(to, c, SOCK6_FRAGMENT_SIZE, "fragment_size", c->fragment_size);
	decimal(to, c, SOCK6_RECEIVED, "received", c->received);
	decimal(to, c, SOCK6_RECEIVED_HARDWARE, "received_hardware",
		c->received_hardware);
	decimal(to, c, SOCK6_DROPS, "drops", c->drops);
	hexadecimal(to, c, SOCK6_MARK, "mark", c->mark);
	decimal(to, c, SOCK6_LAUNCH, "launch", c->launch);
	decimal(to, c, SOCK6_TRANSMIT_ID, "transmit_id", c->transmit_id);
	decimal(to, c, SOCK6_SEGMENT_SIZE, "segment_size", c->segment_size);
	if (line.length == 0)
		sock6__text_string(to, "none");
	return sock6__text_copy(&line, text, size);
}
