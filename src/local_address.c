/* SPDX-License-Identifier: MIT */
/* Local addresses: preferred, chosen, and what has become of them. */
#include "sock6/local_address.h"

#include <errno.h>
#include <string.h>

#include "address_kind.h"
#include "sock6/address.h"
#include "sock6/option.h"
#include "system.h"

#define DISCARD_PORT 9 /* nothing is sent there; connect(2) wants a port */

struct preference {
	uint16_t bit;
	char name[14];
};

static const struct preference preferences_known[] = {
	{ SOCK6_PREFER_TEMPORARY, "temporary" },
	{ SOCK6_PREFER_PUBLIC, "public" },
	{ SOCK6_PREFER_CARE_OF, "care-of" },
	{ SOCK6_PREFER_CGA, "cga" },
	{ SOCK6_PREFER_DEFAULT, "default" },
	{ SOCK6_PREFER_HOME, "home" },
	{ SOCK6_PREFER_NON_CGA, "non-cga" },
};

#define PREFERENCES (sizeof(preferences_known) / sizeof(preferences_known[0]))

const char *sock6_preference_name(unsigned preference)
{
	for (size_t i = 0; i < PREFERENCES; i++) {
		if (preferences_known[i].bit == preference)
			return preferences_known[i].name;
	}
	return NULL;
}

int sock6_preference_find(const char *name)
{
	for (size_t i = 0; name && i < PREFERENCES; i++) {
		if (strcmp(preferences_known[i].name, name) == 0)
			return preferences_known[i].bit;
	}
	return -EINVAL;
}

/* Of each of these sets no more than one may be preferred (RFC 5014, 3). */
static const struct {
	uint16_t any;
	uint16_t initial;
} choices[] = {
	{ SOCK6_PREFER_TEMPORARY | SOCK6_PREFER_PUBLIC | SOCK6_PREFER_DEFAULT,
	  SOCK6_PREFER_DEFAULT },
	{ SOCK6_PREFER_HOME | SOCK6_PREFER_CARE_OF, SOCK6_PREFER_HOME },
	{ SOCK6_PREFER_CGA | SOCK6_PREFER_NON_CGA, SOCK6_PREFER_NON_CGA },
};

#define CHOICES (sizeof(choices) / sizeof(choices[0]))

static int contradict(unsigned preferences)
{
	for (size_t i = 0; i < CHOICES; i++) {
		unsigned chosen = preferences & choices[i].any;

		if (chosen & (chosen - 1))
			return 1;
	}
	return 0;
}

/* Where nothing is said the system would leave what was said before. */
static unsigned with_initial(unsigned preferences)
{
	for (size_t i = 0; i < CHOICES; i++) {
		if (!(preferences & choices[i].any))
			preferences |= choices[i].initial;
	}
	return preferences;
}

int sock6_local_address_prefer(sock6_fd fd, unsigned preferences)
{
	if (contradict(preferences))
		return -EINVAL;
	return sock6_set(fd, SOCK6_OPT_ADDRESS_PREFERENCES,
			 (int64_t)with_initial(preferences));
}

/* The interface decides on the route: of multicast by an option, of an address
 * that means nothing without its zone by that, of others by binding to it. */
static int choose_interface(sock6_fd fd, struct sockaddr_in6 *to,
			    uint32_t ifindex)
{
	if (ifindex == 0)
		return 0;
	if (sock6_address_needs_zone(&to->sin6_addr)) {
		if (to->sin6_scope_id && to->sin6_scope_id != ifindex)
			return -EINVAL;
		to->sin6_scope_id = ifindex;
	}
	if (sock6__is_multicast(&to->sin6_addr))
		return sock6_set(fd, SOCK6_OPT_MULTICAST_INTERFACE, ifindex);
	return sock6_set(fd, SOCK6_OPT_BIND_INTERFACE, ifindex);
}

static int choose_with(sock6_fd fd, const struct sockaddr_in6 *destination,
		       uint32_t ifindex, unsigned preferences,
		       struct sockaddr_in6 *source)
{
	struct sockaddr_in6 to = *destination, found;
	int status = sock6_set(fd, SOCK6_OPT_IPV6_ONLY,
			       !sock6__is_mapped(&to.sin6_addr));

	to.sin6_port = htons(DISCARD_PORT);
	if (status == 0 && preferences)
		status = sock6_local_address_prefer(fd, preferences);
	if (status == 0)
		status = choose_interface(fd, &to, ifindex);
	if (status == 0)
		status = sock6__system_connect(fd, &to);
	if (status == 0)
		status = sock6__system_local(fd, &found);
	if (status < 0)
		return status;
	found.sin6_port = 0;
	*source = found;
	return 0;
}

int sock6_local_address_choose(const struct sockaddr_in6 *destination,
			       uint32_t ifindex, unsigned preferences,
			       struct sockaddr_in6 *source)
{
	char name[SOCK6_INTERFACE_NAME_SIZE];
	sock6_fd fd;
	int status = 0;

	if (!destination || !source || contradict(preferences))
		return -EINVAL;
	if (destination->sin6_family != AF_INET6)
		return -EAFNOSUPPORT;
	/* To bind to an interface that is not there is no fault to the
	 * system. */
	if (ifindex)
		status = sock6__system_interface_name(name, ifindex);
	if (status == 0)
		status = sock6__system_socket(&fd, SOCK_DGRAM, 0, 0);
	if (status < 0)
		return status;
	status = choose_with(fd, destination, ifindex, preferences, source);
	sock6__system_close(fd);
	return status;
}

struct search {
	const struct in6_addr *address;
	uint32_t ifindex;
	int state; /* of the address, or that there is none */
};

/* Of several interfaces that have it, the one where it can be used. */
static void look_at(void *context,
		    const struct sock6_interface_address *candidate)
{
	const unsigned unusable =
		SOCK6_ADDRESS_TENTATIVE | SOCK6_ADDRESS_DUPLICATE;
	struct search *search = context;

	if (memcmp(&candidate->address, search->address,
		   sizeof(candidate->address)) != 0 ||
	    (search->ifindex && candidate->ifindex != search->ifindex))
		return;
	if (search->state < 0 || ((unsigned)search->state & unusable))
		search->state = (int)candidate->state;
}

int sock6_local_address_state(const struct in6_addr *address, uint32_t ifindex)
{
	struct search search = { address, ifindex, -EADDRNOTAVAIL };
	int status;

	if (!address)
		return -EINVAL;
	status = sock6__system_addresses(sock6__is_mapped(address) ? SOCK6_IPV4
								   : SOCK6_IPV6,
					 look_at, &search);
	return status < 0 ? status : search.state;
}

static int judge(int state)
{
	const unsigned may_be_source =
		SOCK6_ADDRESS_TENTATIVE | SOCK6_ADDRESS_OPTIMISTIC;

	if (state < 0)
		return state;
	if ((unsigned)state & SOCK6_ADDRESS_DUPLICATE)
		return -EADDRINUSE;
	if (((unsigned)state & may_be_source) == SOCK6_ADDRESS_TENTATIVE)
		return -EAGAIN;
	return 0;
}

/* An address that is the same on every link is one of its interface only;
 * any other may be the source on each (the weak host model, RFC 1122). */
static int check_source(const struct in6_addr *source, uint32_t ifindex)
{
	int status;

	if (sock6__is_unspecified(source))
		return 0;
	if (!sock6_address_needs_zone(source))
		return judge(sock6_local_address_state(source, 0));
	if (ifindex == 0)
		return -EINVAL;
	status = sock6_local_address_state(source, ifindex);
	if (status == -EADDRNOTAVAIL &&
	    sock6_local_address_state(source, 0) >= 0)
		return -EXDEV;
	return judge(status);
}

int sock6_local_address_check(const struct sock6_control *control)
{
	char name[SOCK6_INTERFACE_NAME_SIZE];
	uint32_t ifindex = 0;
	int status = 0;

	if (!control)
		return -EINVAL;
	if (control->fields & SOCK6_INTERFACE)
		ifindex = control->ifindex;
	if (ifindex)
		status = sock6__system_interface_name(name, ifindex);
	if (status < 0 || !(control->fields & SOCK6_SOURCE))
		return status;
	return check_source(&control->source, ifindex);
}
