/* SPDX-License-Identifier: MIT */
/* As much of DNS messages (RFC 1035, 4) as mdns_responder.c needs. */
#ifndef DNS_H
#define DNS_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

#define DNS_NAME_SIZE 255 /* RFC 1035, 2.3.4 */

/* Room for any message that dns_answer() writes. */
#define DNS_ANSWER_SIZE (12 + 2 * DNS_NAME_SIZE + 4 + 10 + 16)

/* What is asked about a name, which stands as on the wire, uncompressed. */
struct dns_question {
	uint8_t name[DNS_NAME_SIZE];
	size_t name_size;
	unsigned type;
	unsigned class;
};

/* The name LABEL.local: 0, or -1 when that is no label. */
int dns_local_name(struct dns_question *question, const char *label);

/* The first question of a query for the address of a name: 1, or 0 when there
 * is none or the query is broken.  Any bytes are survived. */
int dns_find(struct dns_question *found, const struct dns_question *ours,
	     const uint8_t *query, size_t size);

/* Writes the answer to a query: to the group, or, one-shot, to a plain DNS
 * resolver.  Returns its size, at most DNS_ANSWER_SIZE. */
size_t dns_answer(uint8_t *answer, const uint8_t *query, int one_shot,
		  const struct dns_question *found,
		  const struct in6_addr *address);

#endif
