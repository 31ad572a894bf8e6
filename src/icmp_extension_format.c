/* SPDX-License-Identifier: MIT */
/* Extensions of ICMP messages as one line of text.  Pure. */
#include <errno.h>

#include "icmp_extension.h"
#include "line.h"
#include "sock6/status.h"

struct structure {
	const void *bytes;
	size_t size;
};

static int write_labels(struct sock6__line *line,
			const struct sock6_icmp_extension_object *object)
{
	struct sock6_icmp_extension_label label;
	unsigned index = 0;

	while (sock6_icmp_extension_label_next(object, &index, &label)) {
		sock6__line_number(
			line, index == 1 ? "object=label_stack labels=" : ",",
			label.label);
		sock6__line_number(line, ":", label.traffic_class);
		sock6__line_number(line, ":", label.bottom);
		sock6__line_number(line, ":", label.time_to_live);
	}
	return index != 0;
}

static int write_interface(struct sock6__line *line,
			   const struct sock6_icmp_extension_object *object)
{
	struct sock6_icmp_extension_interface interface;

	if (sock6_icmp_extension_interface_decode(&interface, object) < 0)
		return 0;
	sock6__line_number(line, "object=interface role=", interface.role);
	if (interface.fields & SOCK6_ICMP_EXTENSION_HAS_INDEX)
		sock6__line_number(line, " ifindex=", interface.ifindex);
	if (interface.fields & SOCK6_ICMP_EXTENSION_HAS_ADDRESS)
		sock6__line_address(line, " address=", &interface.address);
	if (interface.fields & SOCK6_ICMP_EXTENSION_HAS_NAME)
		sock6__line_escaped(line, " name=", interface.name,
				    interface.name_size);
	if (interface.fields & SOCK6_ICMP_EXTENSION_HAS_MTU)
		sock6__line_number(line, " mtu=", interface.mtu);
	return 1;
}

static int write_identification(
	struct sock6__line *line,
	const struct sock6_icmp_extension_object *object)
{
	struct sock6_icmp_extension_identification read;

	if (sock6_icmp_extension_identification_decode(&read, object) < 0)
		return 0;
	sock6__line_string(line, "object=identification");
	if (read.key == SOCK6_ICMP_EXTENSION_BY_INDEX) {
		sock6__line_number(line, " ifindex=", read.ifindex);
	} else if (read.key == SOCK6_ICMP_EXTENSION_BY_NAME) {
		sock6__line_escaped(line, " name=", read.value, read.size);
	} else if (read.family == SOCK6_ICMP_EXTENSION_IPV6 &&
		   read.size == 16) {
		sock6__line_address(line, " address=", read.value);
	} else {
		sock6__line_number(line, " family=", read.family);
		sock6__line_hexadecimal(line, " address=", read.value,
					read.size);
	}
	return 1;
}

static void write_structure(struct sock6__line *line, const void *what)
{
	const struct structure *structure = what;
	struct sock6_icmp_extension_object object;
	size_t offset = 0;
	int status =
		sock6_icmp_extension_check(structure->bytes, structure->size);

	if (status < 0) {
		sock6__line_string(line, "status=");
		sock6__line_string(line, sock6_status_name(status));
	}
	while (sock6_icmp_extension_next(structure->bytes, structure->size,
					 &offset, &object)) {
		if (line->length)
			sock6__line_string(line, " ");
		if (write_labels(line, &object) ||
		    write_interface(line, &object) ||
		    write_identification(line, &object))
			continue;
		sock6__line_number(line, "object=", object.class_number);
		sock6__line_number(line, " type=", object.class_type);
		sock6__line_hexadecimal(line, " data=", object.data,
					object.size);
	}
}

int sock6_icmp_extension_format(char *text, size_t size, const void *extension,
				size_t extension_size)
{
	struct structure structure = { extension, extension_size };

	if (!text || !extension)
		return -EINVAL;
	return sock6__line_write(text, size, write_structure, &structure);
}
