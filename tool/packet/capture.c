/* SPDX-License-Identifier: MIT */
/* Capture files: which kind it is, and pcap. */
#include "capture.h"

#include <stdlib.h>
#include <string.h>

#include "process/allocate.h"
#include "time_unit.h"

#define MICRO  UINT32_C(0xa1b2c3d4)
#define NANO   UINT32_C(0xa1b23c4d)
#define BLOCKS UINT32_C(0x0a0d0d0a)

#define FILE_HEADER   20 /* behind the magic */
#define PACKET_HEADER 16

static uint32_t big(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	       (uint32_t)at[2] << 8 | at[3];
}

static uint32_t little(const unsigned char *at)
{
	return (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 |
	       (uint32_t)at[1] << 8 | at[0];
}

/* Here "swapped" is little endian: the order of this host is no matter. */
uint32_t capture_32(const struct capture *capture, const unsigned char *at)
{
	return capture->is_swapped ? little(at) : big(at);
}

uint16_t capture_16(const struct capture *capture, const unsigned char *at)
{
	return (uint16_t)(capture->is_swapped ? at[1] << 8 | at[0]
					      : at[0] << 8 | at[1]);
}

int capture_is(const unsigned char magic[CAPTURE_MAGIC])
{
	uint32_t one = big(magic), other = little(magic);

	return one == BLOCKS || one == MICRO || one == NANO || other == MICRO ||
	       other == NANO;
}

int capture_damaged(struct capture *capture, const char *text)
{
	capture->damage = text;
	capture->damage_at = capture->place;
	return -1;
}

int capture_read(struct capture *capture, void *room, size_t size)
{
	size_t got = fread(room, 1, size, capture->file);

	if (got == 0 && size)
		return 0;
	if (got < size)
		return capture_damaged(
			capture, capture->is_blocks
					 ? "the file ends within a block"
					 : "the file ends within a packet");
	capture->place += got;
	return 1;
}

static int open_plain(struct capture *capture,
		      const unsigned char magic[CAPTURE_MAGIC])
{
	unsigned char header[FILE_HEADER];

	capture->is_swapped = big(magic) != MICRO && big(magic) != NANO;
	capture->is_nano = capture_32(capture, magic) == NANO;
	if (capture_read(capture, header, sizeof(header)) <= 0)
		return capture_damaged(capture,
				       "the file ends within its header");
	/* The upper bits have other uses: whether frames end in a sum. */
	capture->link = (int)(capture_32(capture, header + 16) & 0xffff);
	return 0;
}

int capture_open(struct capture *capture, FILE *file,
		 const unsigned char magic[CAPTURE_MAGIC])
{
	memset(capture, 0, sizeof(*capture));
	capture->file = file;
	capture->place = CAPTURE_MAGIC;
	capture->room = allocate(1, CAPTURE_MOST + 64);
	capture->interfaces =
		allocate(CAPTURE_INTERFACES, sizeof(*capture->interfaces));
	capture->is_blocks = big(magic) == BLOCKS;
	return capture->is_blocks ? capture_blocks_open(capture)
				  : open_plain(capture, magic);
}

void capture_close(struct capture *capture)
{
	free(capture->room);
	free(capture->interfaces);
}

static int next_plain(struct capture *capture, struct capture_packet *packet)
{
	unsigned char header[PACKET_HEADER];
	uint64_t began = capture->place;
	int status = capture_read(capture, header, sizeof(header));

	if (status <= 0)
		return status;
	packet->size = capture_32(capture, header + 8);
	packet->original = capture_32(capture, header + 12);
	if (packet->size > CAPTURE_MOST) {
		capture->place = began;
		return capture_damaged(capture,
				       "a packet is longer than 1 MiB");
	}
	packet->link = capture->link;
	packet->has_time = 1;
	packet->time = capture_32(capture, header) * SECOND +
		       INT64_C(1) * capture_32(capture, header + 4) *
			       (capture->is_nano ? 1 : 1000);
	status = capture_read(capture, capture->room, packet->size);
	return status == 0 ? capture_damaged(capture, "the file ends within a "
						      "packet")
			   : status;
}

int capture_next(struct capture *capture, struct capture_packet *packet)
{
	memset(packet, 0, sizeof(*packet));
	packet->bytes = capture->room;
	packet->interface = "";
	return capture->is_blocks ? capture_blocks_next(capture, packet)
				  : next_plain(capture, packet);
}
