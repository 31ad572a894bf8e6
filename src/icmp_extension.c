/* SPDX-License-Identifier: MIT */
/* Extensions of ICMP messages: bytes to values.  Pure. */
#include "sock6/icmp_extension.h"

#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "icmp_extension.h"

_Static_assert(sizeof(struct sock6_icmp_extension_object) == 8 + sizeof(void *),
	       "the same on every ABI but for pointers");
_Static_assert(sizeof(struct sock6_icmp_extension_label) == 8 &&
		       sizeof(struct sock6_icmp_extension_interface) == 108 &&
		       sizeof(struct sock6_icmp_extension_identification) ==
			       288,
	       "the same on every ABI");

/* The sum of one's complement over the structure (RFC 4884, 7): 0 for bytes
 * with a right checksum. */
uint16_t sock6__icmp_extension_sum(const unsigned char *at, size_t size)
{
	uint64_t sum = 0;

	for (; size > 1; at += 2, size -= 2)
		sum += sock6__bytes_16(at);
	if (size)
		sum += (uint64_t)at[0] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

int sock6_icmp_extension_next(const void *extension, size_t size,
			      size_t *offset,
			      struct sock6_icmp_extension_object *object)
{
	const unsigned char *at = extension;
	size_t start = *offset ? *offset : EXTENSION_HEADER_SIZE, length;

	if (start > size || size - start < OBJECT_HEADER_SIZE)
		return 0;
	at += start;
	length = sock6__bytes_16(at);
	if (length < OBJECT_HEADER_SIZE || length > size - start)
		return 0;
	memset(object, 0, sizeof(*object));
	object->size = (uint16_t)(length - OBJECT_HEADER_SIZE);
	object->class_number = at[2];
	object->class_type = at[3];
	object->data = at + OBJECT_HEADER_SIZE;
	*offset = start + length;
	return 1;
}

int sock6_icmp_extension_check(const void *extension, size_t size)
{
	const unsigned char *at = extension;
	struct sock6_icmp_extension_object object;
	size_t offset = EXTENSION_HEADER_SIZE;

	if (size < EXTENSION_HEADER_SIZE)
		return -EBADMSG;
	if (at[0] >> 4 != EXTENSION_VERSION)
		return -EPROTONOSUPPORT;
	/* 0: none was computed. */
	if (sock6__bytes_16(at + 2) && sock6__icmp_extension_sum(at, size))
		return -EBADMSG;
	while (sock6_icmp_extension_next(extension, size, &offset, &object))
		;
	return offset == size ? 0 : -EBADMSG;
}

int sock6_icmp_extension_label_next(
	const struct sock6_icmp_extension_object *object, unsigned *index,
	struct sock6_icmp_extension_label *label)
{
	uint32_t entry;

	if (object->class_number != SOCK6_ICMP_EXTENSION_LABEL_STACK ||
	    object->class_type != LABEL_STACK_INCOMING ||
	    *index >= object->size / LABEL_SIZE)
		return 0;
	entry = sock6__bytes_32((const unsigned char *)object->data +
				*index * (size_t)LABEL_SIZE);
	++*index;
	memset(label, 0, sizeof(*label));
	label->label = entry >> 12;
	label->traffic_class = entry >> 9 & 7;
	label->bottom = entry >> 8 & 1;
	label->time_to_live = (uint8_t)entry;
	return 1;
}

/* What is left of an object's data; each step takes from its front. */
struct rest {
	const unsigned char *at;
	size_t size;
};

static const unsigned char *take(struct rest *rest, size_t size)
{
	const unsigned char *taken = rest->at;

	if (rest->size < size)
		return NULL;
	rest->at += size;
	rest->size -= size;
	return taken;
}

static int take_number(struct rest *rest, uint32_t *number)
{
	const unsigned char *at = take(rest, 4);

	if (at)
		*number = sock6__bytes_32(at);
	return at ? 0 : -EBADMSG;
}

/* A family that is unknown has no length that is known: what follows cannot be
 * found. */
static int take_address(struct rest *rest,
			struct sock6_icmp_extension_interface *interface)
{
	const unsigned char *at = take(rest, 4);
	unsigned family = at ? sock6__bytes_16(at) : 0;

	at = take(rest, family == SOCK6_ICMP_EXTENSION_IPV4 ? 4 : 16);
	if (!at || (family != SOCK6_ICMP_EXTENSION_IPV4 &&
		    family != SOCK6_ICMP_EXTENSION_IPV6))
		return -EBADMSG;
	if (family == SOCK6_ICMP_EXTENSION_IPV6) {
		memcpy(&interface->address, at, 16);
	} else {
		interface->address.s6_addr[10] = 0xff;
		interface->address.s6_addr[11] = 0xff;
		memcpy(interface->address.s6_addr + 12, at, 4);
	}
	return 0;
}

/* Its first byte is the length of all of it, a multiple of 4. */
static int take_name(struct rest *rest,
		     struct sock6_icmp_extension_interface *interface)
{
	size_t size = rest->size ? rest->at[0] : 0;
	const unsigned char *at = take(rest, size);

	if (!at || size < 4 || size % 4 ||
	    size > SOCK6_ICMP_EXTENSION_NAME_SIZE + 1)
		return -EBADMSG;
	size--;
	while (size && at[size] == 0)
		size--;
	memcpy(interface->name, at + 1, size);
	interface->name_size = (uint8_t)size;
	return 0;
}

int sock6_icmp_extension_interface_decode(
	struct sock6_icmp_extension_interface *interface,
	const struct sock6_icmp_extension_object *object)
{
	struct sock6_icmp_extension_interface read = {
		.fields = object->class_type & 0xf,
		.role = object->class_type >> 6
	};
	struct rest rest = { object->data, object->size };
	int status = 0;

	if (object->class_number != SOCK6_ICMP_EXTENSION_INTERFACE)
		return -ENOMSG;
	if (read.fields & SOCK6_ICMP_EXTENSION_HAS_INDEX)
		status = take_number(&rest, &read.ifindex);
	if (status == 0 && read.fields & SOCK6_ICMP_EXTENSION_HAS_ADDRESS)
		status = take_address(&rest, &read);
	if (status == 0 && read.fields & SOCK6_ICMP_EXTENSION_HAS_NAME)
		status = take_name(&rest, &read);
	if (status == 0 && read.fields & SOCK6_ICMP_EXTENSION_HAS_MTU)
		status = take_number(&rest, &read.mtu);
	if (status == 0)
		*interface = read;
	return status;
}

/* A name is filled up with zeros to a multiple of 4. */
static int read_name(struct sock6_icmp_extension_identification *read,
		     const unsigned char *at, size_t size)
{
	while (size && at[size - 1] == 0)
		size--;
	if (size == 0 || size >= sizeof(read->value))
		return -EBADMSG;
	memcpy(read->value, at, size);
	read->size = (uint16_t)size;
	return 0;
}

static int read_address(struct sock6_icmp_extension_identification *read,
			const unsigned char *at, size_t size)
{
	if (size < 4 || at[2] == 0 || size - 4 < at[2])
		return -EBADMSG;
	read->family = sock6__bytes_16(at);
	read->size = at[2];
	memcpy(read->value, at + 4, at[2]);
	return 0;
}

int sock6_icmp_extension_identification_decode(
	struct sock6_icmp_extension_identification *identification,
	const struct sock6_icmp_extension_object *object)
{
	struct sock6_icmp_extension_identification read = {
		.key = object->class_type
	};
	const unsigned char *at = object->data;
	int status = -EBADMSG;

	if (object->class_number != SOCK6_ICMP_EXTENSION_IDENTIFICATION)
		return -ENOMSG;
	switch (read.key) {
	case SOCK6_ICMP_EXTENSION_BY_NAME:
		status = read_name(&read, at, object->size);
		break;
	case SOCK6_ICMP_EXTENSION_BY_INDEX:
		if (object->size == 4) {
			read.ifindex = sock6__bytes_32(at);
			status = 0;
		}
		break;
	case SOCK6_ICMP_EXTENSION_BY_ADDRESS:
		status = read_address(&read, at, object->size);
		break;
	default: return -ENOMSG;
	}
	if (status == 0)
		*identification = read;
	return status;
}
