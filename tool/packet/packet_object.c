/* SPDX-License-Identifier: MIT */
/* Objects of extension structures of ICMP messages (RFC 4884). */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "packet.h"
#include "packet_field.h"

static const char *class_name(unsigned number)
{
	switch (number) {
	case SOCK6_ICMP_EXTENSION_LABEL_STACK: return "mpls label stack";
	case SOCK6_ICMP_EXTENSION_INTERFACE: return "interface";
	case SOCK6_ICMP_EXTENSION_IDENTIFICATION:
		return "interface identification";
	case SOCK6_ICMP_EXTENSION_INFORMATION: return "extended information";
	default: return NULL;
	}
}

static void add_labels(struct record *record,
		       const struct sock6_icmp_extension_object *object)
{
	struct sock6_icmp_extension_label label;
	unsigned index = 0;

	while (sock6_icmp_extension_label_next(object, &index, &label)) {
		struct record inner;

		record_begin(&inner, "label");
		record_integer(&inner, "label", REPORT_LABELLED, label.label);
		record_integer(&inner, "traffic_class", REPORT_LABELLED,
			       label.traffic_class);
		field_flag(&inner, "bottom", label.bottom);
		record_integer(&inner, "time_to_live", REPORT_LABELLED,
			       label.time_to_live);
		record_nest(record, "labels", &inner);
	}
}

static int add_interface(struct record *record,
			 const struct sock6_icmp_extension_object *object)
{
	static const char *const roles[] = { "arrived", "component", "leaving",
					     "next_hop" };
	struct sock6_icmp_extension_interface interface;
	int status = sock6_icmp_extension_interface_decode(&interface, object);

	if (status < 0)
		return status;
	record_string(record, "role", REPORT_BARE, roles[interface.role & 3]);
	if (interface.fields & SOCK6_ICMP_EXTENSION_HAS_NAME)
		record_string(record, "interface", REPORT_BARE, interface.name);
	if (interface.fields & SOCK6_ICMP_EXTENSION_HAS_INDEX)
		record_integer(record, "interface_index", REPORT_LABELLED,
			       interface.ifindex);
	if (interface.fields & SOCK6_ICMP_EXTENSION_HAS_ADDRESS)
		field_address(record, "address", REPORT_LABELLED,
			      &interface.address);
	if (interface.fields & SOCK6_ICMP_EXTENSION_HAS_MTU)
		record_integer(record, "mtu", REPORT_LABELLED, interface.mtu);
	return 0;
}

static void add_key_address(
	struct record *record,
	const struct sock6_icmp_extension_identification *key)
{
	struct in6_addr address = { 0 };

	if (key->family == SOCK6_ICMP_EXTENSION_IPV6 &&
	    key->size == sizeof(address)) {
		memcpy(&address, key->value, sizeof(address));
	} else if (key->family == SOCK6_ICMP_EXTENSION_IPV4 && key->size == 4) {
		address.s6_addr[10] = address.s6_addr[11] = 0xff;
		memcpy(&address.s6_addr[12], key->value, 4);
	} else {
		field_bytes(record, "address", REPORT_LABELLED, key->value,
			    key->size);
		return;
	}
	field_address(record, "address", REPORT_LABELLED, &address);
}

static int add_identification(struct record *record,
			      const struct sock6_icmp_extension_object *object)
{
	struct sock6_icmp_extension_identification key;
	int status = sock6_icmp_extension_identification_decode(&key, object);

	if (status < 0)
		return status;
	if (key.key == SOCK6_ICMP_EXTENSION_BY_NAME)
		record_string(record, "interface", REPORT_BARE, key.value);
	else if (key.key == SOCK6_ICMP_EXTENSION_BY_INDEX)
		record_integer(record, "interface_index", REPORT_LABELLED,
			       key.ifindex);
	else
		add_key_address(record, &key);
	return 0;
}

static int add_contents(struct record *record,
			const struct sock6_icmp_extension_object *object)
{
	switch (object->class_number) {
	case SOCK6_ICMP_EXTENSION_LABEL_STACK:
		add_labels(record, object);
		return object->size % 4 ? -EBADMSG : 0;
	case SOCK6_ICMP_EXTENSION_INTERFACE:
		return add_interface(record, object);
	case SOCK6_ICMP_EXTENSION_IDENTIFICATION:
		return add_identification(record, object);
	default:
		field_bytes(record, "data", REPORT_LABELLED, object->data,
			    object->size);
		return 0;
	}
}

static void add_object(struct packet *packet, struct record *record,
		       const struct sock6_icmp_extension_object *object)
{
	const char *name = class_name(object->class_number);
	struct record inner;
	char text[24];

	snprintf(text, sizeof(text), "object %u", object->class_number);
	record_begin(&inner, "object");
	record_string(&inner, "name", REPORT_BARE, name ? name : text);
	record_integer(&inner, "class_number", REPORT_HIDDEN,
		       object->class_number);
	record_integer(&inner, "class_type", REPORT_HIDDEN, object->class_type);
	if (add_contents(&inner, object) == -EBADMSG)
		packet_problem(packet, &inner, object->data,
			       "the object does not hold what it says");
	record_nest(record, "objects", &inner);
}

void packet_objects(struct packet *packet, struct record *record,
		    const void *bytes, size_t size)
{
	int status =
		packet->is_cut ? 0 : sock6_icmp_extension_check(bytes, size);
	struct sock6_icmp_extension_object object;
	size_t offset = 0;

	if (status == -EPROTONOSUPPORT)
		packet_problem(packet, record, bytes,
			       "the version of the extension is %u, not 2",
			       size ? *(const unsigned char *)bytes >> 4 : 0);
	else if (status < 0)
		packet_problem(packet, record, bytes,
			       "the extension has a wrong checksum or length");
	while (sock6_icmp_extension_next(bytes, size, &offset, &object))
		add_object(packet, record, &object);
}
