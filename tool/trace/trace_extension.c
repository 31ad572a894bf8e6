/* SPDX-License-Identifier: MIT */
/* What an ICMP error says in its extension: labels and interfaces. */
#include "trace_extension.h"

#include <stdio.h>
#include <stdlib.h>

#include <sock6.h>

#include "report/escape.h"

/* Of one error: a router has a handful, a forger as many as fit. */
#define OBJECTS 32

static void nest_label(struct record *record,
		       const struct sock6_icmp_extension_label *label)
{
	struct record inner;
	char text[80];

	record_begin(&inner, "label");
	record_integer(&inner, "label", REPORT_BARE, label->label);
	snprintf(text, sizeof(text),
		 "MPLS label %u, traffic class %u, time to live %u",
		 (unsigned)label->label, label->traffic_class,
		 label->time_to_live);
	record_show(&inner, text);
	record_integer(&inner, "traffic_class", REPORT_HIDDEN,
		       label->traffic_class);
	record_integer(&inner, "time_to_live", REPORT_HIDDEN,
		       label->time_to_live);
	if (label->bottom)
		record_true(&inner, "bottom", REPORT_HIDDEN);
	record_nest(record, "labels", &inner);
}

static void nest_labels(struct record *record,
			const struct sock6_icmp_extension_object *object)
{
	struct sock6_icmp_extension_label label;
	unsigned index = 0;

	while (index < OBJECTS &&
	       sock6_icmp_extension_label_next(object, &index, &label))
		nest_label(record, &label);
}

static const char *role_name(int role)
{
	switch (role) {
	case SOCK6_ICMP_EXTENSION_ARRIVED: return "arrived on";
	case SOCK6_ICMP_EXTENSION_COMPONENT: return "part of where it arrived";
	case SOCK6_ICMP_EXTENSION_LEAVING: return "would leave by";
	default: return "next hop";
	}
}

static const char *role_word(int role)
{
	static const char *const words[] = { "arrived", "component", "leaving",
					     "next_hop" };

	return words[role & 3];
}

/* Each value that is there, behind the role. */
static void add_interface(
	struct record *inner,
	const struct sock6_icmp_extension_interface *interface)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6 };
	char text[SOCK6_ADDRESS_TEXT_SIZE];

	record_string(inner, "role", REPORT_BARE, role_word(interface->role));
	record_show(inner, role_name(interface->role));
	if (interface->fields & SOCK6_ICMP_EXTENSION_HAS_NAME)
		record_string(inner, "interface", REPORT_BARE, interface->name);
	if (interface->fields & SOCK6_ICMP_EXTENSION_HAS_ADDRESS) {
		address.sin6_addr = interface->address;
		sock6_address_format(text, sizeof(text), &address, 0);
		record_string(inner, "address", REPORT_BARE, text);
	}
	if (interface->fields & SOCK6_ICMP_EXTENSION_HAS_INDEX)
		record_integer(inner, "interface_index", REPORT_LABELLED,
			       interface->ifindex);
	if (interface->fields & SOCK6_ICMP_EXTENSION_HAS_MTU)
		record_integer(inner, "mtu", REPORT_LABELLED, interface->mtu);
}

/* What is not understood is shown as it came. */
static void nest_object(struct record *record,
			const struct sock6_icmp_extension_object *object)
{
	char *data = hex_bytes(object->data, object->size);
	struct record inner;
	char text[80];

	record_begin(&inner, "object");
	record_integer(&inner, "class_number", REPORT_BARE,
		       object->class_number);
	snprintf(text, sizeof(text),
		 "extension of class %u, type %u:", object->class_number,
		 object->class_type);
	record_show(&inner, text);
	record_integer(&inner, "class_type", REPORT_HIDDEN, object->class_type);
	record_string(&inner, "data", REPORT_BARE, data);
	record_nest(record, "objects", &inner);
	free(data);
}

static void nest(struct record *record,
		 const struct sock6_icmp_extension_object *object)
{
	struct sock6_icmp_extension_interface interface;
	struct record inner;

	if (object->class_number == SOCK6_ICMP_EXTENSION_LABEL_STACK) {
		nest_labels(record, object);
	} else if (object->class_number == SOCK6_ICMP_EXTENSION_INTERFACE &&
		   sock6_icmp_extension_interface_decode(&interface, object) ==
			   0) {
		record_begin(&inner, "interface");
		add_interface(&inner, &interface);
		record_nest(record, "interfaces", &inner);
	} else {
		nest_object(record, object);
	}
}

void trace_extension_nest(struct record *record, const void *extension,
			  size_t size)
{
	struct sock6_icmp_extension_object object;
	unsigned count = 0;
	size_t offset = 0;

	while (count++ < OBJECTS &&
	       sock6_icmp_extension_next(extension, size, &offset, &object))
		nest(record, &object);
}
