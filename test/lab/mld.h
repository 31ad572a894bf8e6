/* SPDX-License-Identifier: MIT */
/* Multicast listener reports on the wire, version 2 (RFC 3810, 5.2). */
#ifndef LAB_MLD_H
#define LAB_MLD_H

#include "capture.h"
#include "sock6.h"

/* Types of records (RFC 3810, 5.2.12). */
#define MLD_IS_IN 1
#define MLD_IS_EX 2
#define MLD_TO_IN 3
#define MLD_TO_EX 4
#define MLD_ALLOW 5
#define MLD_BLOCK 6

/* More sources than a test ever joins. */
#define MLD_SOURCES 80

struct mld_record {
	uint8_t type;
	unsigned count; /* of sources */
	struct in6_addr group;
	struct in6_addr sources[MLD_SOURCES];
};

/* The next record about a group, of whatever type, and the packet that it came
 * in: 1, or 0 when none came within LAB_PATIENCE. */
int mld_next(int wire, struct packet *packet, const struct in6_addr *group,
	     struct mld_record *record);

/* Sends a message as the RFCs want it, or its bytes as they are, through eth0 of
 * a host and from fe80::HOST: hop limit 1, router alert, checksum. 0, or a
 * negative errno value. */
int mld_send(const char *host, const char *destination,
	     const struct sock6_mld_message *message,
	     const struct sock6_mld_record *records);
int mld_send_bytes(const char *host, const char *destination, const void *bytes,
		   size_t size);

/* Whether a record names a source. */
int mld_has(const struct mld_record *record, const struct in6_addr *source);

#endif
