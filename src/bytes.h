/* SPDX-License-Identifier: MIT */
/* Numbers in network byte order, of any alignment. */
#ifndef SOCK6_BYTES_H
#define SOCK6_BYTES_H

#include <stdint.h>

static inline uint16_t sock6__bytes_16(const unsigned char *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t sock6__bytes_32(const unsigned char *at)
{
	return (uint32_t)sock6__bytes_16(at) << 16 | sock6__bytes_16(at + 2);
}

static inline void sock6__bytes_put_16(unsigned char *at, uint32_t value)
{
	at[0] = (unsigned char)(value >> 8);
	at[1] = (unsigned char)value;
}

static inline void sock6__bytes_put_32(unsigned char *at, uint32_t value)
{
	sock6__bytes_put_16(at, value >> 16);
	sock6__bytes_put_16(at + 2, value);
}

#endif
