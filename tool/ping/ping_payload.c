/* SPDX-License-Identifier: MIT */
/* The data of an echo request, and whether those of a reply are the same. */
#include "ping_payload.h"

#include <string.h>

#include "measure/stamp.h"

#define COOKIE_SIZE 8

/* Where there is no stamp, the random number stands first. */
static size_t put_cookie(uint8_t *payload, size_t size, uint64_t stream)
{
	size_t used = size < COOKIE_SIZE ? size : COOKIE_SIZE;

	for (size_t i = 0; i < used; i++)
		payload[i] = (uint8_t)(stream >> (56 - 8 * i));
	return used;
}

void ping_payload_make(uint8_t *payload, size_t size,
		       const struct ping_probe *probe,
		       const struct ping_pattern *pattern)
{
	struct stamp stamp = { .kind = STAMP_REQUEST,
			       .stream = probe->stream,
			       .sequence = probe->number,
			       .sent = probe->sent };
	size_t i = STAMP_SIZE;

	if (size >= STAMP_SIZE)
		stamp_encode(payload, &stamp);
	else
		i = put_cookie(payload, size, probe->stream);
	for (size_t n = 0; i < size; i++, n++)
		payload[i] = pattern->size ? pattern->bytes[n % pattern->size]
					   : (uint8_t)i;
}

/* The stream stands at 8 in a stamp, behind what is the same in all. */
size_t ping_payload_secret(size_t size)
{
	if (size >= STAMP_SIZE)
		return 8 + COOKIE_SIZE;
	return size < COOKIE_SIZE ? size : COOKIE_SIZE;
}

enum ping_match ping_payload_match(const uint8_t *sent, size_t sent_size,
				   const uint8_t *got, size_t got_size,
				   size_t *place)
{
	size_t secret = ping_payload_secret(sent_size);
	size_t common = got_size < sent_size ? got_size : sent_size;

	if (got_size < secret || (secret && memcmp(sent, got, secret) != 0))
		return PING_FOREIGN;
	for (size_t i = secret; i < common; i++)
		if (sent[i] != got[i])
			return *place = i, PING_DAMAGED;
	if (got_size != sent_size)
		return *place = common, PING_DAMAGED;
	return PING_SAME;
}

int ping_payload_begins(const uint8_t *sent, size_t sent_size,
			const uint8_t *quoted, size_t quoted_size)
{
	size_t secret = ping_payload_secret(sent_size);

	if (quoted_size > secret)
		quoted_size = secret;
	return quoted_size == 0 || memcmp(sent, quoted, quoted_size) == 0;
}
