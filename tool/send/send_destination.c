/* SPDX-License-Identifier: MIT */
/* Where send sends to. */
#include "send_destination.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "measure/stamp.h"
#include "process/allocate.h"
#include "report/message.h"
#include "words/host_name.h"

/* The values for an interface, made once; 0 is for those that name none. */
static struct sock6_control *control_for(struct destinations *d,
					 uint32_t ifindex,
					 const struct sock6_control *values)
{
	struct sock6_control *control, **more;

	for (uint32_t i = d->control_count; i-- > 0;)
		if (d->controls[i]->ifindex == ifindex)
			return d->controls[i];
	control = malloc(sizeof(*control));
	more = realloc(d->controls, (d->control_count + 1) * sizeof(*more));
	if (!control || !more)
		out_of_memory();
	*control = *values;
	control->ifindex = ifindex;
	if (ifindex)
		control->fields |= SOCK6_INTERFACE;
	d->controls = more;
	d->controls[d->control_count++] = control;
	return control;
}

/* A scope id counts for some addresses only; the value counts for all. */
static void complete(struct destinations *d, struct destination *destination,
		     const struct destination_defaults *defaults)
{
	struct sockaddr_in6 *address = &destination->address;
	uint32_t ifindex = address->sin6_scope_id ? address->sin6_scope_id
						  : defaults->ifindex;

	if (sock6_address_needs_zone(&address->sin6_addr))
		address->sin6_scope_id = ifindex;
	if (address->sin6_port == 0)
		address->sin6_port = htons(defaults->port);
	destination->control = control_for(d, ifindex, defaults->control);
}

/* The list grows by whole words. */
static int add(struct destinations *d, const struct address_range *range,
	       const char *word, const struct destination_defaults *defaults)
{
	struct destination *more;

	if (range->count > DESTINATIONS_MAXIMUM - d->count)
		return usage_error("%s: more than %d destinations; give fewer",
				   word, DESTINATIONS_MAXIMUM);
	more = realloc(d->list, (d->count + range->count) * sizeof(*more));
	if (!more)
		out_of_memory();
	d->list = more;
	memset(d->list + d->count, 0, range->count * sizeof(*more));
	for (uint32_t i = 0; i < range->count; i++) {
		struct destination *destination = &d->list[d->count++];

		destination->address = address_range_at(range, i);
		complete(d, destination, defaults);
	}
	return OPTIONS_GO_ON;
}

static int read_one(struct destinations *d, const char *text,
		    const struct destination_defaults *defaults)
{
	struct word word = { NULL, text };
	struct address_range range;
	int end = value_address_range(&word, value_host, &range);

	if (end != OPTIONS_GO_ON)
		return end;
	if (defaults->ifindex && range.first.sin6_scope_id &&
	    defaults->ifindex != range.first.sin6_scope_id)
		return usage_error("%s: names another interface than --if; "
				   "give one",
				   text);
	return add(d, &range, text, defaults);
}

int destinations_read(struct destinations *d, char **words,
		      const struct destination_defaults *defaults)
{
	uint64_t stream = stamp_stream();
	int end = OPTIONS_GO_ON;

	if (!words[0])
		return usage_error("no destination; give an address such as "
				   "ff02::114%%eth0 or [2001:db8::1]:5000");
	for (; *words && end == OPTIONS_GO_ON; words++)
		end = read_one(d, *words, defaults);
	for (uint32_t i = 0; i < d->count; i++)
		d->list[i].stream = stream + i;
	d->in_a_row = 1;
	return end;
}

void destinations_free(struct destinations *d)
{
	for (uint32_t i = 0; i < d->control_count; i++)
		free(d->controls[i]);
	free(d->controls);
	free(d->sorted);
	free(d->list);
	memset(d, 0, sizeof(*d));
}

struct destination *destinations_next(struct destinations *d)
{
	struct destination *destination = &d->list[d->turn.index];

	destination->tried++;
	d->turn.taken++;
	if (d->turn.taken == d->in_a_row || destination->tried == d->each) {
		d->turn.taken = 0;
		d->turn.index = (d->turn.index + 1) % d->count;
	}
	return destination;
}

/* The zone is not compared: an error's need not be told. */
static int compare(const struct sockaddr_in6 *a, const struct sockaddr_in6 *b)
{
	int order = memcmp(&a->sin6_addr, &b->sin6_addr, sizeof(a->sin6_addr));

	return order ? order : (int)a->sin6_port - (int)b->sin6_port;
}

static int compare_in_list(const void *a, const void *b)
{
	const struct destination *const *first = a, *const *second = b;

	return compare(&(*first)->address, &(*second)->address);
}

static int compare_with_key(const void *key, const void *element)
{
	const struct destination *const *destination = element;

	return compare(key, &(*destination)->address);
}

static void sort(struct destinations *d)
{
	d->sorted = allocate(1, d->count * sizeof(struct destination *));
	for (uint32_t i = 0; i < d->count; i++)
		d->sorted[i] = &d->list[i];
	qsort(d->sorted, d->count, sizeof(struct destination *),
	      compare_in_list);
}

struct destination *destinations_find(struct destinations *d,
				      const struct sockaddr_in6 *address)
{
	struct destination **found;

	if (!d->sorted)
		sort(d);
	found = bsearch(address, d->sorted, d->count,
			sizeof(struct destination *), compare_with_key);
	return found ? *found : NULL;
}

/* Streams are numbered in the order of the list. */
struct destination *destinations_find_stream(const struct destinations *d,
					     uint64_t stream,
					     const struct sockaddr_in6 *address)
{
	uint64_t index = stream - d->list[0].stream;

	return index < d->count &&
			       compare(address, &d->list[index].address) == 0
		       ? &d->list[index]
		       : NULL;
}

int destinations_have_ipv4(const struct destinations *d)
{
	for (uint32_t i = 0; i < d->count; i++)
		if (sock6_address_is_mapped(&d->list[i].address.sin6_addr))
			return 1;
	return 0;
}

int destinations_have_unicast(const struct destinations *d)
{
	for (uint32_t i = 0; i < d->count; i++)
		if (!sock6_address_is_multicast(&d->list[i].address.sin6_addr))
			return 1;
	return 0;
}

uint32_t destinations_interface(const struct destinations *d)
{
	for (uint32_t i = 0; i < d->control_count; i++)
		if (d->controls[i]->ifindex)
			return d->controls[i]->ifindex;
	return 0;
}

const char *destination_text(char *text, const struct sockaddr_in6 *address)
{
	if (sock6_address_format(text, SOCK6_ADDRESS_TEXT_SIZE, address, 0) < 0)
		text[0] = '\0';
	return text;
}
