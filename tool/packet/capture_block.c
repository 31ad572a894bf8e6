/* SPDX-License-Identifier: MIT */
/* pcapng: sections, interfaces, enhanced and simple packets; what else there is
 * is passed over. */
#include <string.h>

#include "capture.h"
#include "time_unit.h"

#define BLOCK_SECTION   UINT32_C(0x0a0d0d0a)
#define BLOCK_INTERFACE 1
#define BLOCK_SIMPLE    3
#define BLOCK_ENHANCED  6

#define ORDER UINT32_C(0x1a2b3c4d)

#define HEADER  8 /* type and length */
#define TRAILER 4 /* the length again */

#define OPTION_NAME       2
#define OPTION_RESOLUTION 9
#define OPTION_OFFSET     14

/* A second has 10^n units, or 2^n with the upper bit; more do not fit. */
static int scale(unsigned resolution, double *units)
{
	unsigned exponent = resolution & 0x7f;

	if (exponent > (resolution & 0x80 ? 63 : 18))
		return 0;
	*units = 1;
	for (; exponent; exponent--)
		*units *= resolution & 0x80 ? 2 : 10;
	return 1;
}

static void set_time(struct capture_packet *packet,
		     const struct capture_interface *interface, uint64_t stamp)
{
	uint64_t seconds;
	double units;

	if (!scale(interface->resolution, &units))
		return;
	seconds = stamp / (uint64_t)units;
	/* What fits into nanoseconds: until 2262. */
	if (seconds > INT64_MAX / SECOND / 2 ||
	    interface->offset > INT64_MAX / SECOND / 2 || interface->offset < 0)
		return;
	packet->has_time = 1;
	packet->time =
		((int64_t)seconds + interface->offset) * SECOND +
		(int64_t)((double)(stamp % (uint64_t)units) / units * 1e9 +
			  0.5);
}

static void take_option(struct capture *capture,
			struct capture_interface *interface, unsigned code,
			const unsigned char *value, size_t size)
{
	size_t room = sizeof(interface->name) - 1;

	if (code == OPTION_NAME) {
		memcpy(interface->name, value, size < room ? size : room);
		interface->name[size < room ? size : room] = '\0';
	} else if (code == OPTION_RESOLUTION && size == 1) {
		interface->resolution = value[0];
	} else if (code == OPTION_OFFSET && size == 8) {
		uint32_t high = capture_32(
			capture, value + (capture->is_swapped ? 4 : 0));
		uint32_t low = capture_32(
			capture, value + (capture->is_swapped ? 0 : 4));

		/* Beyond what set_time() takes where it is negative. */
		interface->offset =
			high > INT32_MAX ? -1 : (int64_t)high << 32 | low;
	}
}

static void take_options(struct capture *capture,
			 struct capture_interface *interface,
			 const unsigned char *at, size_t size)
{
	while (size >= 4) {
		unsigned code = capture_16(capture, at);
		size_t length = capture_16(capture, at + 2);
		size_t padded = (length + 3) & ~(size_t)3;

		if (code == 0 || length > size - 4)
			return;
		take_option(capture, interface, code, at + 4, length);
		if (padded > size - 4)
			return;
		at += 4 + padded;
		size -= 4 + padded;
	}
}

static int take_interface(struct capture *capture, const unsigned char *body,
			  size_t size)
{
	struct capture_interface *interface;

	if (size < 8)
		return capture_damaged(capture, "an interface block is too "
						"short");
	if (capture->count == CAPTURE_INTERFACES)
		return capture_damaged(capture, "there are more than 1024 "
						"interfaces");
	interface = &capture->interfaces[capture->count++];
	memset(interface, 0, sizeof(*interface));
	interface->link = capture_16(capture, body);
	interface->resolution = 6;
	take_options(capture, interface, body + 8, size - 8);
	return 1;
}

static int take_enhanced(struct capture *capture, struct capture_packet *packet,
			 const unsigned char *body, size_t size)
{
	const struct capture_interface *interface;
	uint32_t number;

	if (size < 20)
		return capture_damaged(capture, "a packet block is too short");
	number = capture_32(capture, body);
	packet->size = capture_32(capture, body + 12);
	packet->original = capture_32(capture, body + 16);
	if (number >= capture->count)
		return capture_damaged(capture, "a packet has an interface "
						"that was not told");
	if (packet->size > size - 20)
		return capture_damaged(capture,
				       "a packet is longer than its block");
	interface = &capture->interfaces[number];
	packet->bytes = body + 20;
	packet->link = interface->link;
	packet->interface = interface->name;
	set_time(packet, interface,
		 (uint64_t)capture_32(capture, body + 4) << 32 |
			 capture_32(capture, body + 8));
	return 1;
}

static int take_simple(struct capture *capture, struct capture_packet *packet,
		       const unsigned char *body, size_t size)
{
	if (size < 4)
		return capture_damaged(capture, "a packet block is too short");
	if (capture->count == 0)
		return capture_damaged(capture, "a packet has an interface "
						"that was not told");
	packet->original = capture_32(capture, body);
	packet->size =
		packet->original < size - 4 ? packet->original : size - 4;
	packet->bytes = body + 4;
	packet->link = capture->interfaces[0].link;
	packet->interface = capture->interfaces[0].name;
	return 1;
}

/* Reads what follows the first bytes of a block that are in room. */
static int read_body(struct capture *capture, size_t length, size_t had)
{
	int status;

	if (length < HEADER + TRAILER || length % 4 ||
	    length > CAPTURE_MOST + 32 || length < had)
		return capture_damaged(capture, "the length of a block is "
						"wrong");
	status = capture_read(capture, capture->room + had, length - had);
	if (status <= 0)
		return status < 0 ? status
				  : capture_damaged(capture, "the file ends "
							     "within a block");
	if (capture_32(capture, capture->room + length - TRAILER) != length)
		return capture_damaged(capture, "the two lengths of a block "
						"differ");
	return 1;
}

/* Type and magic tell the order of bytes, so a section begins with both. */
static int read_section(struct capture *capture, size_t had)
{
	int status = capture_read(capture, capture->room + had, 12 - had);

	if (status <= 0)
		return capture_damaged(capture, "the file ends within a "
						"section header");
	capture->is_swapped = 0;
	if (capture_32(capture, capture->room + 8) != ORDER)
		capture->is_swapped = 1;
	if (capture_32(capture, capture->room + 8) != ORDER)
		return capture_damaged(capture, "a section has no byte order");
	capture->count = 0;
	return read_body(capture, capture_32(capture, capture->room + 4), 12);
}

int capture_blocks_open(struct capture *capture)
{
	static const unsigned char section[] = { 0x0a, 0x0d, 0x0d, 0x0a };

	memcpy(capture->room, section, sizeof(section));
	return read_section(capture, sizeof(section)) < 0 ? -1 : 0;
}

/* 1 with a packet, 2 with something else. */
static int take_block(struct capture *capture, struct capture_packet *packet,
		      size_t length)
{
	const unsigned char *body = capture->room + HEADER;
	size_t size = length - HEADER - TRAILER;
	int status;

	switch (capture_32(capture, capture->room)) {
	case BLOCK_INTERFACE:
		status = take_interface(capture, body, size);
		return status < 0 ? status : 2;
	case BLOCK_ENHANCED: return take_enhanced(capture, packet, body, size);
	case BLOCK_SIMPLE: return take_simple(capture, packet, body, size);
	default: return 2;
	}
}

int capture_blocks_next(struct capture *capture, struct capture_packet *packet)
{
	int status;

	do {
		size_t length;

		status = capture_read(capture, capture->room, HEADER);
		if (status <= 0)
			return status;
		if (capture_32(capture, capture->room) == BLOCK_SECTION) {
			status = read_section(capture, HEADER);
			if (status > 0)
				status = 2;
			continue;
		}
		length = capture_32(capture, capture->room + 4);
		status = read_body(capture, length, HEADER);
		if (status > 0)
			status = take_block(capture, packet, length);
	} while (status == 2);
	return status;
}
