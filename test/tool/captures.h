/* SPDX-License-Identifier: MIT */
/* Capture files, written by tests. */
#ifndef TOOL_CAPTURES_H
#define TOOL_CAPTURES_H

#include <stdint.h>
#include <unistd.h>

#include "packets.h"

struct capture_bytes {
	int is_little;
	size_t size;
	unsigned char bytes[16384];
};

static inline void capture_put(struct capture_bytes *c, uint64_t value,
			       unsigned width)
{
	for (unsigned i = 0; i < width; i++) {
		unsigned shift = 8 * (c->is_little ? i : width - 1 - i);

		c->bytes[c->size++] = (unsigned char)(value >> shift);
	}
}

static inline void capture_add(struct capture_bytes *c, const void *bytes,
			       size_t size)
{
	if (!CHECK(size <= sizeof(c->bytes) - c->size))
		return;
	memcpy(c->bytes + c->size, bytes, size);
	c->size += size;
}

static inline void pcap_begin(struct capture_bytes *c, int is_little,
			      uint32_t magic, uint32_t link)
{
	memset(c, 0, sizeof(*c));
	c->is_little = is_little;
	capture_put(c, magic, 4);
	capture_put(c, 2, 2);
	capture_put(c, 4, 2);
	capture_put(c, 0, 8);
	capture_put(c, 65535, 4);
	capture_put(c, link, 4);
}

/* A packet behind a link header, of which "original" bytes were on the wire. */
static inline void pcap_add(struct capture_bytes *c, uint32_t fraction,
			    const void *link, size_t link_size,
			    const struct packet_bytes *p, size_t original)
{
	capture_put(c, 1700000000, 4);
	capture_put(c, fraction, 4);
	capture_put(c, link_size + p->size, 4);
	capture_put(c, original, 4);
	capture_add(c, link, link_size);
	capture_add(c, p->bytes, p->size);
}

/* A block of pcapng with its body, which is padded. */
static inline void block_add(struct capture_bytes *c, uint32_t type,
			     const void *body, size_t size)
{
	size_t padded = (size + 3) & ~(size_t)3;

	capture_put(c, type, 4);
	capture_put(c, padded + 12, 4);
	capture_add(c, body, size);
	capture_put(c, 0, (unsigned)(padded - size));
	capture_put(c, padded + 12, 4);
}

static inline void section_add(struct capture_bytes *c)
{
	capture_put(c, 0x0a0d0d0a, 4);
	capture_put(c, 28, 4);
	capture_put(c, 0x1a2b3c4d, 4);
	capture_put(c, 1, 2);
	capture_put(c, 0, 2);
	capture_put(c, UINT64_MAX, 8);
	capture_put(c, 28, 4);
}

/* An interface with its name and the units of its time stamps. */
static inline void interface_add(struct capture_bytes *c, unsigned link,
				 const char *name, unsigned resolution)
{
	struct capture_bytes body = { .is_little = c->is_little };

	capture_put(&body, link, 2);
	capture_put(&body, 0, 2);
	capture_put(&body, 65535, 4);
	capture_put(&body, 2, 2);
	capture_put(&body, strlen(name), 2);
	capture_add(&body, name, strlen(name));
	capture_put(&body, 0, (unsigned)(4 - strlen(name) % 4) % 4);
	capture_put(&body, 9, 2);
	capture_put(&body, 1, 2);
	capture_put(&body, resolution, 1);
	capture_put(&body, 0, 3);
	capture_put(&body, 0, 4);
	block_add(c, 1, body.bytes, body.size);
}

static inline void enhanced_add(struct capture_bytes *c, uint32_t interface,
				uint64_t stamp, const struct packet_bytes *p)
{
	struct capture_bytes body = { .is_little = c->is_little };

	capture_put(&body, interface, 4);
	capture_put(&body, stamp >> 32, 4);
	capture_put(&body, stamp & UINT32_MAX, 4);
	capture_put(&body, p->size, 4);
	capture_put(&body, p->size, 4);
	capture_add(&body, p->bytes, p->size);
	block_add(c, 6, body.bytes, body.size);
}

static inline void simple_add(struct capture_bytes *c,
			      const struct packet_bytes *p)
{
	struct capture_bytes body = { .is_little = c->is_little };

	capture_put(&body, p->size, 4);
	capture_add(&body, p->bytes, p->size);
	block_add(c, 3, body.bytes, body.size);
}

/* Writes bytes into a file of its own; the test takes it away again. */
static inline const char *file_of(const void *bytes, size_t size)
{
	static char path[] = "/tmp/sock6-parse-XXXXXX";
	int fd;

	strcpy(path + sizeof(path) - 7, "XXXXXX");
	fd = mkstemp(path);
	CHECK(fd >= 0);
	CHECK_EQ(size, write(fd, bytes, size));
	close(fd);
	return path;
}

#endif
