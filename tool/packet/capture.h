/* SPDX-License-Identifier: MIT */
/*
 * Packets of a capture file, one at a time: pcap in both byte orders with
 * micro- or nanoseconds, and pcapng.  Any bytes are survived.
 */
#ifndef CAPTURE_H
#define CAPTURE_H

#include <stdint.h>
#include <stdio.h>

/* The longest packet that is believed; libpcap's most is 262144. */
#define CAPTURE_MOST (1 << 20)

#define CAPTURE_MAGIC      4
#define CAPTURE_INTERFACES 1024

struct capture_interface {
	int link;
	unsigned resolution; /* as if_tsresol of pcapng tells it */
	int64_t offset;      /* seconds, to be added */
	char name[64];
};

struct capture_packet {
	const unsigned char *bytes; /* valid until the next call */
	size_t size;
	uint64_t original; /* bytes before it was cut */
	int link;          /* LINKTYPE_ of tcpdump.org */
	int has_time;
	int64_t time;          /* nanoseconds since 1970 */
	const char *interface; /* "" where it is not told */
};

struct capture {
	FILE *file;
	uint64_t place; /* bytes read so far */
	int is_swapped, is_blocks, is_nano;
	int link;       /* of a pcap file */
	unsigned count; /* of interfaces, in this section */
	struct capture_interface *interfaces;
	unsigned char *room;
	const char *damage; /* why -1 was returned */
	uint64_t damage_at;
};

/* Whether a file that begins so is a capture. */
int capture_is(const unsigned char magic[CAPTURE_MAGIC]);

/* Begins behind the magic, which was read.  0, or -1 with damage. */
int capture_open(struct capture *capture, FILE *file,
		 const unsigned char magic[CAPTURE_MAGIC]);
void capture_close(struct capture *capture);

/* 1 with a packet, 0 at the end, -1 with damage: there is no more. */
int capture_next(struct capture *capture, struct capture_packet *packet);

/* What the readers of the two formats share. */
uint32_t capture_32(const struct capture *capture, const unsigned char *at);
uint16_t capture_16(const struct capture *capture, const unsigned char *at);
/* 1; 0 at the end of the file, -1 with damage where it ends in between. */
int capture_read(struct capture *capture, void *room, size_t size);
int capture_damaged(struct capture *capture, const char *text);
int capture_blocks_open(struct capture *capture);
int capture_blocks_next(struct capture *capture, struct capture_packet *packet);

#endif
