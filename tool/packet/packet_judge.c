/* SPDX-License-Identifier: MIT */
/* Whether a receiver would obey a message of neighbour or listener discovery:
 * by its header, not by its bytes. */
#include <string.h>

#include "packet.h"

/* The packet as a socket would have received it. */
static void make_received(const struct packet *packet,
			  struct sock6_message *received,
			  struct sock6_control *control)
{
	memset(received, 0, sizeof(*received));
	memset(control, 0, sizeof(*control));
	control->fields = SOCK6_HOP_LIMIT | SOCK6_DESTINATION;
	control->hop_limit = (uint8_t)packet->hop_limit;
	control->destination = packet->destination;
	if (packet->is_fragment) {
		control->fields |= SOCK6_FRAGMENT_SIZE;
		control->fragment_size = 1;
	}
	received->peer.sin6_family = AF_INET6;
	received->peer.sin6_addr = packet->source;
	received->control = control;
}

static void tell(struct packet *packet, struct record *record,
		 const struct sock6_guard *guard, uint32_t failed)
{
	switch (failed) {
	case SOCK6_CHECK_HOP_LIMIT:
		packet_warning(packet, record,
			       "to be dropped: the hop limit is %d, not %u",
			       packet->hop_limit, guard->hop_limit);
		break;
	case SOCK6_CHECK_SOURCE:
		packet_warning(
			packet, record, "to be dropped: the source is not %s",
			guard->sources & SOCK6_GUARD_UNICAST ? "unicast"
							     : "link-local");
		break;
	case SOCK6_CHECK_UNSPECIFIED_SOURCE:
		packet_warning(packet, record,
			       "to be dropped: from :: to what is no "
			       "solicited-node group");
		break;
	case SOCK6_CHECK_UNFRAGMENTED:
		packet_warning(packet, record,
			       "to be dropped: it is in fragments (RFC 6980)");
		break;
	default:
		packet_warning(packet, record,
			       "to be dropped: there is no router alert");
		break;
	}
}

static int is_report(int type)
{
	return type == SOCK6_ICMP_MULTICAST_LISTENER_REPORT ||
	       type == SOCK6_ICMP_MULTICAST_LISTENER_DONE ||
	       type == SOCK6_ICMP_VERSION_2_MULTICAST_LISTENER_REPORT;
}

void packet_judge(struct packet *packet, struct record *record, int icmp_type)
{
	struct sock6_control control;
	struct sock6_message received;
	struct sock6_guard guard;
	uint32_t failed = 0;

	if (packet->depth > 0 || packet->hop_limit < 0 ||
	    sock6_guard_choose(&guard, icmp_type) < 0)
		return;
	/* RFC 3590: a host without an address yet, heard by who snoops. */
	if (is_report(icmp_type))
		guard.sources |= SOCK6_GUARD_UNSPECIFIED;
	make_received(packet, &received, &control);
	while (sock6_guard_check(&guard, &received, packet->hop_by_hop,
				 packet->hop_by_hop_size, &failed) < 0 &&
	       failed) {
		tell(packet, record, &guard, failed);
		guard.checks &= ~failed;
		failed = 0;
	}
}

void packet_judge_neighbor(struct packet *packet, struct record *record,
			   const struct sock6_neighbor_message *message)
{
	if (packet->depth > 0 || packet->hop_limit != SOCK6_NEIGHBOR_HOP_LIMIT)
		return;
	if (sock6_neighbor_check(message, &packet->source, &packet->destination,
				 packet->hop_limit) < 0)
		packet_warning(packet, record,
			       "to be dropped: target, addresses and options "
			       "do not go together (RFC 4861, 6.1, 7.1, 8.1)");
}
