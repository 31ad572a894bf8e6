/* SPDX-License-Identifier: MIT */
/* Extensions of ICMP messages: values to bytes.  Pure. */
#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "icmp_extension.h"
#include "sock6/address.h"

#define LABELS_MAXIMUM 64u
#define ROOM           264u

/* An object's data while they are put together. */
struct data {
	size_t size;
	unsigned char bytes[ROOM];
};

static void put(struct data *data, const void *bytes, size_t size)
{
	memcpy(data->bytes + data->size, bytes, size);
	data->size += size;
}

static void put_16(struct data *data, uint32_t number)
{
	sock6__bytes_put_16(data->bytes + data->size, number);
	data->size += 2;
}

static void put_32(struct data *data, uint32_t number)
{
	sock6__bytes_put_32(data->bytes + data->size, number);
	data->size += 4;
}

/* Zeros up to a multiple of 4; the room is zero where nothing was put. */
static void pad(struct data *data)
{
	data->size = (data->size + 3) / 4 * 4;
}

int sock6_icmp_extension_append(
	void *extension, size_t size, size_t used,
	const struct sock6_icmp_extension_object *object)
{
	unsigned char *at = extension;
	size_t start = used ? used : EXTENSION_HEADER_SIZE;
	size_t length = OBJECT_HEADER_SIZE + object->size;

	if (object->size % 4 || used % 4 || used == EXTENSION_HEADER_SIZE ||
	    used > size)
		return -EINVAL;
	if (length > UINT16_MAX || size < start || size - start < length)
		return -ENOSPC;
	if (used == 0)
		memset(at, 0, EXTENSION_HEADER_SIZE);
	at[0] = EXTENSION_VERSION << 4;
	sock6__bytes_put_16(at + start, (uint32_t)length);
	at[start + 2] = object->class_number;
	at[start + 3] = object->class_type;
	if (object->size)
		memcpy(at + start + OBJECT_HEADER_SIZE, object->data,
		       object->size);
	sock6__bytes_put_16(at + 2, 0);
	sock6__bytes_put_16(at + 2,
			    sock6__icmp_extension_sum(at, start + length));
	return (int)(start + length);
}

static int append_data(void *extension, size_t size, size_t used,
		       unsigned class_number, unsigned class_type,
		       const struct data *data)
{
	struct sock6_icmp_extension_object object = {
		.class_number = (uint8_t)class_number,
		.class_type = (uint8_t)class_type,
		.size = (uint16_t)data->size,
		.data = data->bytes
	};

	return sock6_icmp_extension_append(extension, size, used, &object);
}

int sock6_icmp_extension_labels_append(
	void *extension, size_t size, size_t used,
	const struct sock6_icmp_extension_label *labels, unsigned count)
{
	struct data data = { 0 };

	if (count == 0 || count > LABELS_MAXIMUM)
		return -EINVAL;
	for (unsigned i = 0; i < count; i++) {
		const struct sock6_icmp_extension_label *label = &labels[i];

		if (label->label > 0xfffff || label->traffic_class > 7)
			return -EINVAL;
		put_32(&data, label->label << 12 |
				      (uint32_t)label->traffic_class << 9 |
				      (uint32_t)(i + 1 == count) << 8 |
				      label->time_to_live);
	}
	return append_data(extension, size, used,
			   SOCK6_ICMP_EXTENSION_LABEL_STACK,
			   LABEL_STACK_INCOMING, &data);
}

static void put_address(struct data *data, const struct in6_addr *address)
{
	int mapped = sock6_address_is_mapped(address);

	put_16(data,
	       mapped ? SOCK6_ICMP_EXTENSION_IPV4 : SOCK6_ICMP_EXTENSION_IPV6);
	put_16(data, 0);
	put(data, address->s6_addr + (mapped ? 12 : 0), mapped ? 4 : 16);
}

/* Behind a byte with the length of all of it. */
static void put_name(struct data *data, const char *name, size_t size)
{
	unsigned char length = (unsigned char)((size + 4) / 4 * 4);

	put(data, &length, 1);
	put(data, name, size);
	pad(data);
}

int sock6_icmp_extension_interface_append(
	void *extension, size_t size, size_t used,
	const struct sock6_icmp_extension_interface *interface)
{
	unsigned fields = interface->fields;
	struct data data = { 0 };

	if (fields > 0xf || interface->role > SOCK6_ICMP_EXTENSION_NEXT_HOP)
		return -EINVAL;
	if (fields & SOCK6_ICMP_EXTENSION_HAS_NAME &&
	    (interface->name_size == 0 ||
	     interface->name_size > SOCK6_ICMP_EXTENSION_NAME_SIZE))
		return -EINVAL;
	if (fields & SOCK6_ICMP_EXTENSION_HAS_INDEX)
		put_32(&data, interface->ifindex);
	if (fields & SOCK6_ICMP_EXTENSION_HAS_ADDRESS)
		put_address(&data, &interface->address);
	if (fields & SOCK6_ICMP_EXTENSION_HAS_NAME)
		put_name(&data, interface->name, interface->name_size);
	if (fields & SOCK6_ICMP_EXTENSION_HAS_MTU)
		put_32(&data, interface->mtu);
	return append_data(extension, size, used,
			   SOCK6_ICMP_EXTENSION_INTERFACE,
			   (unsigned)interface->role << 6 | fields, &data);
}

int sock6_icmp_extension_identification_append(
	void *extension, size_t size, size_t used,
	const struct sock6_icmp_extension_identification *identification)
{
	size_t length = identification->size;
	struct data data = { 0 };

	if (identification->key != SOCK6_ICMP_EXTENSION_BY_INDEX &&
	    (length == 0 || length > 255))
		return -EINVAL;
	switch (identification->key) {
	case SOCK6_ICMP_EXTENSION_BY_INDEX:
		put_32(&data, identification->ifindex);
		break;
	case SOCK6_ICMP_EXTENSION_BY_ADDRESS:
		put_16(&data, identification->family);
		put_16(&data, (uint32_t)length << 8);
		put(&data, identification->value, length);
		break;
	case SOCK6_ICMP_EXTENSION_BY_NAME:
		put(&data, identification->value, length);
		break;
	default: return -EINVAL;
	}
	pad(&data);
	return append_data(extension, size, used,
			   SOCK6_ICMP_EXTENSION_IDENTIFICATION,
			   identification->key, &data);
}
