/* SPDX-License-Identifier: MIT */
/* Path MTU: how it is found, whether datagrams are fragmented, how much fits. */
#include "sock6/path_mtu.h"

#include <errno.h>

#include "settings.h"
#include "sock6/address.h"
#include "sock6/option.h"
#include "system.h"

#define IPV6_HEADER    40
#define IPV4_HEADER    20
#define LENGTH_MAXIMUM 65535 /* what a length of 16 bits can say */
#define DISCARD_PORT   9     /* nothing is sent there; some want a port */
#define MODE_LAST      SOCK6_MTU_DISCOVERY_OMIT

_Static_assert(sizeof(struct sockaddr_in6) == 28 &&
		       offsetof(struct sock6_path_mtu_event, mtu) == 56 &&
		       sizeof(struct sock6_path_mtu_event) == 80,
	       "the same layout on every ABI");

/* Whether a mode lets IPv6 datagrams be fragmented: by this host, as no router
 * does that. */
static int mode_fragments(int64_t mode)
{
	return mode == SOCK6_MTU_DISCOVERY_DONT ||
	       mode == SOCK6_MTU_DISCOVERY_WANT ||
	       mode == SOCK6_MTU_DISCOVERY_OMIT;
}

/* The same for IPv4: only in these two is the bit that forbids it always set
 * (ip(7); net/ipv4/ip_output.c). */
static int mode_fragments_ipv4(int64_t mode)
{
	return mode != SOCK6_MTU_DISCOVERY_DO &&
	       mode != SOCK6_MTU_DISCOVERY_PROBE;
}

int sock6_path_mtu_mode_set(sock6_fd fd, int mode)
{
	struct sock6__setting settings[] = {
		{ SOCK6_OPT_MTU_DISCOVERY, mode, 0 },
		{ SOCK6_OPT_DONT_FRAGMENT, !mode_fragments(mode), 0 },
		{ SOCK6_OPT_IPV4_MTU_DISCOVERY, mode, 0 },
	};
	int families;

	if (mode < 0 || mode > MODE_LAST)
		return -EINVAL;
	families = sock6__families(fd);
	if (families < 0)
		return families;
	return sock6__settings_apply(fd, settings,
				     (unsigned)families & SOCK6_IPV4 ? 3 : 2);
}

int sock6_path_mtu_mode_get(sock6_fd fd, int *mode)
{
	int64_t value;
	int status;

	if (!mode)
		return -EINVAL;
	status = sock6_get(fd, SOCK6_OPT_MTU_DISCOVERY, &value);
	if (status < 0)
		return status;
	*mode = (int)value;
	return 0;
}

static int may_fragment_ipv6(sock6_fd fd, unsigned *families)
{
	int64_t mode, dont;
	int status = sock6_get(fd, SOCK6_OPT_MTU_DISCOVERY, &mode);

	if (status == 0)
		status = sock6_get(fd, SOCK6_OPT_DONT_FRAGMENT, &dont);
	if (status == 0 && mode_fragments(mode) && !dont)
		*families |= SOCK6_IPV6;
	return status;
}

static int may_fragment_ipv4(sock6_fd fd, unsigned *families)
{
	int64_t mode;
	int status = sock6_get(fd, SOCK6_OPT_IPV4_MTU_DISCOVERY, &mode);

	if (status == 0 && mode_fragments_ipv4(mode))
		*families |= SOCK6_IPV4;
	return status;
}

int sock6_path_mtu_may_fragment(sock6_fd fd)
{
	unsigned families = 0;
	int carried = sock6__families(fd);
	int status = carried < 0 ? carried : may_fragment_ipv6(fd, &families);

	if (status == 0 && ((unsigned)carried & SOCK6_IPV4))
		status = may_fragment_ipv4(fd, &families);
	return status < 0 ? status : (int)families;
}

/* What decides on a route, from one socket to another; what a socket or a
 * system does not have decides on nothing. */
static int copy_route_options(sock6_fd to, sock6_fd from)
{
	static const uint8_t options[] = {
		SOCK6_OPT_BIND_INTERFACE,      SOCK6_OPT_UNICAST_INTERFACE,
		SOCK6_OPT_MULTICAST_INTERFACE, SOCK6_OPT_MARK,
		SOCK6_OPT_TRAFFIC_CLASS,       SOCK6_OPT_IPV4_TYPE_OF_SERVICE,
	};
	int64_t value;
	int status = 0;

	for (size_t i = 0; i < sizeof(options) && status == 0; i++) {
		status = sock6_get(from, options[i], &value);
		if (status == -EOPNOTSUPP || status == -ENOPROTOOPT)
			status = 0;
		else if (status == 0 && value != 0)
			status = sock6_set(to, options[i], value);
	}
	return status;
}

static int ask(sock6_fd fd, uint32_t *mtu)
{
	int64_t value;
	int status = sock6_get(fd, SOCK6_OPT_PATH_MTU, &value);

	if (status == 0)
		*mtu = (uint32_t)value;
	return status;
}

static int ask_through(sock6_fd opened, sock6_fd fd,
		       const struct sockaddr_in6 *destination, uint32_t *mtu)
{
	struct sockaddr_in6 to = *destination;
	int status = sock6_set(opened, SOCK6_OPT_IPV6_ONLY,
			       !sock6_address_is_mapped(&to.sin6_addr));

	if (status == 0)
		status = copy_route_options(opened, fd);
	if (status < 0)
		return status;
	if (to.sin6_port == 0)
		to.sin6_port = htons(DISCARD_PORT);
	status = sock6__system_connect(opened, &to);
	return status < 0 ? status : ask(opened, mtu);
}

int sock6_path_mtu_get(sock6_fd fd, const struct sockaddr_in6 *destination,
		       uint32_t *mtu)
{
	int64_t ipv6_only;
	sock6_fd opened;
	int status;

	if (!mtu)
		return -EINVAL;
	if (!destination)
		return ask(fd, mtu);
	if (destination->sin6_family != AF_INET6)
		return -EAFNOSUPPORT;
	/* One that every AF_INET6 socket has. */
	status = sock6_get(fd, SOCK6_OPT_IPV6_ONLY, &ipv6_only);
	if (status == 0)
		status = sock6__system_socket(&opened, SOCK_DGRAM, 0, 0);
	if (status < 0)
		return status;
	status = ask_through(opened, fd, destination, mtu);
	sock6__system_close(opened);
	return status;
}

int sock6_path_mtu_payload(uint32_t mtu, const struct in6_addr *destination,
			   uint32_t headers)
{
	int mapped = sock6_address_is_mapped(destination);
	uint32_t header = mapped ? IPV4_HEADER : IPV6_HEADER;
	/* The length that an IPv4 header has counts the header, too. */
	uint32_t largest = LENGTH_MAXIMUM + (mapped ? 0 : IPV6_HEADER);

	if (mtu > largest)
		mtu = largest;
	if (mtu < header || mtu - header < headers)
		return -EMSGSIZE;
	return (int)(mtu - header - headers);
}

static int from_notice(struct sock6_path_mtu_event *event,
		       const struct sock6_message *message)
{
	const struct sock6_control *control = message->control;

	if (!(message->flags & SOCK6_NOTICE) || !control ||
	    !(control->fields & SOCK6_PATH_MTU))
		return 0;
	event->destination = message->peer;
	event->mtu = control->path_mtu;
	return 1;
}

static int from_error(struct sock6_path_mtu_event *event,
		      const struct sock6_message *quoted,
		      const struct sock6_error *error)
{
	uint32_t least = sock6_address_is_mapped(&quoted->peer.sin6_addr)
				 ? SOCK6_PATH_MTU_MINIMUM_IPV4
				 : SOCK6_PATH_MTU_MINIMUM;

	if (!(error->fields & SOCK6_ERROR_MTU) || error->mtu < least ||
	    quoted->peer.sin6_family != AF_INET6)
		return 0;
	event->destination = quoted->peer;
	event->mtu = error->mtu;
	if (error->fields & SOCK6_ERROR_OFFENDER)
		event->reporter = error->offender;
	return 1;
}

int sock6_path_mtu_event(struct sock6_path_mtu_event *event,
			 const struct sock6_message *message,
			 const struct sock6_error *error)
{
	struct sock6_path_mtu_event found = { .mtu = 0 };
	int is_event = error ? from_error(&found, message, error)
			     : from_notice(&found, message);

	if (is_event)
		*event = found;
	return is_event;
}
