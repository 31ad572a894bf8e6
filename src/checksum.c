/* SPDX-License-Identifier: MIT */
/* The Internet checksum over the pseudo-header of IPv6.  Pure. */
#include "checksum.h"

/* 64 bits: 2^32 words of 16 bits cannot overflow it. */
static uint64_t add_words(uint64_t sum, const unsigned char *at, size_t size)
{
	for (; size > 1; at += 2, size -= 2)
		sum += (uint64_t)at[0] << 8 | at[1];
	return size ? sum + ((uint64_t)at[0] << 8) : sum;
}

uint16_t sock6__checksum(const struct in6_addr *source,
			 const struct in6_addr *destination,
			 uint8_t next_header, const void *data, size_t size)
{
	uint64_t sum = next_header;

	sum += (size & 0xffff) + ((size >> 16) & 0xffff);
	sum = add_words(sum, source->s6_addr, sizeof(source->s6_addr));
	sum = add_words(sum, destination->s6_addr,
			sizeof(destination->s6_addr));
	sum = add_words(sum, data, size);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}
