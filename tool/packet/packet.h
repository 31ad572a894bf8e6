/* SPDX-License-Identifier: MIT */
/*
 * A packet as a record: its IPv6 header, and below it a record for each layer,
 * option and group.  What is wrong is a record too, and the rest goes on.  Any
 * bytes are survived.
 */
#ifndef PACKET_H
#define PACKET_H

#include <stddef.h>
#include <stdint.h>

#include <sock6.h>

#include "report/message.h"
#include "report/report.h"

/* Packets within packets: tunnels, and what errors quote. */
#define PACKET_DEPTH 8

struct packet {
	const unsigned char *start; /* offsets of problems count from here */
	unsigned *problems;         /* what a receiver would refuse as wrong */
	struct in6_addr source; /* for the checksum: the home address, and */
	struct in6_addr destination; /* the last one of a routing header */
	const void *hop_by_hop;      /* the header, or NULL */
	size_t hop_by_hop_size;
	int hop_limit; /* -1: not known */
	int icmp_type; /* written: of the outermost message; -1: none */
	unsigned depth;
	uint8_t is_quoted;     /* by an error: not the sender's fault */
	uint8_t is_cut;        /* the end is missing */
	uint8_t is_fragment;   /* a piece of a packet */
	uint8_t is_unfollowed; /* the last destination is not known */
	uint8_t is_trusted;    /* the system has checked the checksum */
	uint8_t has_length;    /* the IPv6 header tells the payload's */
};

/*
 * Begins with a packet whose end may be missing: written are its outermost
 * type, and how many problems there were.
 */
void packet_start(struct packet *packet, const void *bytes, unsigned *problems);

/* Adds the fields of an IPv6 header and its layers to a record. */
void packet_ip(struct packet *packet, struct record *record, const void *bytes,
	       size_t size);

/* Adds a header to the layers of a record. */
void packet_extension(struct packet *packet, struct record *record,
		      const struct sock6_extension *extension);

/* Adds the layer behind the extension headers. */
void packet_upper(struct packet *packet, struct record *record, int protocol,
		  const void *bytes, size_t size);

/* Adds an ICMPv6 message to the layers of a record. */
void packet_icmp(struct packet *packet, struct record *record,
		 const void *bytes, size_t size);

/* The kinds of it: each adds to the record of the message. */
void packet_icmp_message(struct packet *packet, struct record *record,
			 const void *bytes, size_t size);
void packet_neighbor(struct packet *packet, struct record *record,
		     const void *bytes, size_t size);
void packet_mld(struct packet *packet, struct record *record, const void *bytes,
		size_t size);

/* Adds an option of neighbour discovery, which is at a place. */
void packet_neighbor_option(struct packet *packet, struct record *record,
			    const struct sock6_neighbor_option *option,
			    const unsigned char *at);

/* Adds the objects of an extension structure of an ICMP message. */
void packet_objects(struct packet *packet, struct record *record,
		    const void *bytes, size_t size);

/* Adds a packet that is within another to a list. */
void packet_within(struct packet *packet, struct record *record,
		   const char *list, const void *bytes, size_t size,
		   int is_quoted);

/* Adds what the RFCs of neighbour and listener discovery want of a header and
 * is not so. */
void packet_judge(struct packet *packet, struct record *record, int icmp_type);
void packet_judge_neighbor(struct packet *packet, struct record *record,
			   const struct sock6_neighbor_message *message);

/* For "%zu byte%s no message": "1 byte is", "2 bytes are". */
#define BYTES_ARE(size) (size), (size) == 1 ? " is" : "s are"

/* What is wrong at a place in the packet. */
void packet_problem(struct packet *packet, struct record *record,
		    const void *at, const char *format, ...)
	MESSAGE_PRINTF(4, 5);

/* What a receiver does not obey, though it is well formed. */
void packet_warning(struct packet *packet, struct record *record,
		    const char *format, ...) MESSAGE_PRINTF(3, 4);

/* Adds whether a checksum is right, where that can be told; at is its place. */
void packet_checksum(struct packet *packet, struct record *record, int protocol,
		     const void *bytes, size_t size, const unsigned char *at);

/* 0 to the number of bytes, in network order. */
uint16_t packet_16(const unsigned char *at);
uint32_t packet_32(const unsigned char *at);

#endif
