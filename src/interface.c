/* SPDX-License-Identifier: MIT */
/* Interfaces: name, index, list, addresses. */
#include "sock6/interface.h"

#include <errno.h>
#include <string.h>

#include "number.h"
#include "system.h"

_Static_assert(sizeof(struct sock6_interface_address) == 48 &&
		       offsetof(struct sock6_interface_address, ifindex) == 16,
	       "an address is laid out alike everywhere");

int sock6_interface_index(uint32_t *index, const char *name)
{
	char ignored[SOCK6_INTERFACE_NAME_SIZE];
	uint32_t number;
	int status;

	if (!index || !name || !*name)
		return -EINVAL;
	status = sock6__system_interface_index(index, name);
	if (status != -ENODEV)
		return status;
	if (sock6__number(&number, name, strlen(name), UINT32_MAX) < 0)
		return -ENODEV;
	status = sock6__system_interface_name(ignored, number);
	if (status < 0)
		return status;
	*index = number;
	return 0;
}

int sock6_interface_name(char *name, size_t size, uint32_t index)
{
	char found[SOCK6_INTERFACE_NAME_SIZE];
	size_t length;
	int status;

	if (!name)
		return -EINVAL;
	status = sock6__system_interface_name(found, index);
	if (status < 0)
		return status;
	length = strlen(found);
	if (length >= size)
		return -ENOSPC;
	memcpy(name, found, length + 1);
	return (int)length;
}

/* A list that changed while the system told it is asked for again, so often. */
#define LIST_TRIES 8

struct listing {
	struct sock6_interface *interfaces;
	unsigned room;
	unsigned found;
};

/* Systems name them in no certain order: keep the lowest, sorted. */
static void insert(void *context, const struct sock6_interface *interface)
{
	struct listing *listing = context;
	unsigned kept =
		listing->found < listing->room ? listing->found : listing->room;
	unsigned at = kept;

	listing->found++;
	while (at > 0 && listing->interfaces[at - 1].index > interface->index)
		at--;
	if (at == listing->room)
		return;
	if (kept == listing->room)
		kept--;
	memmove(&listing->interfaces[at + 1], &listing->interfaces[at],
		(kept - at) * sizeof(*interface));
	listing->interfaces[at] = *interface;
}

int sock6_interface_list(struct sock6_interface *interfaces, unsigned count)
{
	struct listing listing = { interfaces, count, 0 };
	int status = -EAGAIN;

	if (!interfaces && count)
		return -EINVAL;
	for (int i = 0; i < LIST_TRIES && status == -EAGAIN; i++) {
		listing.found = 0;
		status = sock6__system_interfaces(insert, &listing);
	}
	return status < 0 ? status : (int)listing.found;
}

struct address_listing {
	struct sock6_interface_address *addresses;
	unsigned room;
	unsigned found;
	uint32_t ifindex;
};

static void insert_address(void *context,
			   const struct sock6_interface_address *address)
{
	struct address_listing *listing = context;
	unsigned kept =
		listing->found < listing->room ? listing->found : listing->room;
	unsigned at = kept;

	if (listing->ifindex && listing->ifindex != address->ifindex)
		return;
	listing->found++;
	while (at > 0 && listing->addresses[at - 1].ifindex > address->ifindex)
		at--;
	if (at == listing->room)
		return;
	if (kept == listing->room)
		kept--;
	memmove(&listing->addresses[at + 1], &listing->addresses[at],
		(kept - at) * sizeof(*address));
	listing->addresses[at] = *address;
}

int sock6_interface_addresses(struct sock6_interface_address *addresses,
			      unsigned count, uint32_t ifindex,
			      unsigned families)
{
	struct address_listing listing = { addresses, count, 0, ifindex };
	int status = -EAGAIN;

	if ((!addresses && count) || !families ||
	    (families & ~(SOCK6_IPV6 | SOCK6_IPV4)))
		return -EINVAL;
	for (int i = 0; i < LIST_TRIES && status == -EAGAIN; i++) {
		listing.found = 0;
		status = sock6__system_addresses(families, insert_address,
						 &listing);
	}
	return status < 0 ? status : (int)listing.found;
}
