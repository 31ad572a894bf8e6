/* SPDX-License-Identifier: MIT */
/* What a sender puts into its datagrams: a text, a number, or what it reads. */
#include "payload.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "message.h"

static int too_long(const char *what)
{
	return usage_error("%s: too long for one datagram; give %d bytes at "
			   "most",
			   what, PAYLOAD_MAXIMUM);
}

static int read_input(struct payload *payload)
{
	payload->fixed =
		fread(payload->bytes, 1, sizeof(payload->bytes), stdin);
	if (ferror(stdin)) {
		message("cannot read standard input");
		return END_UNMET;
	}
	return payload->fixed > PAYLOAD_MAXIMUM ? too_long("standard input")
						: OPTIONS_GO_ON;
}

int payload_prepare(struct payload *payload)
{
	if (!payload->text)
		return OPTIONS_GO_ON;
	payload->is_fixed = 1;
	if (strcmp(payload->text, "-") == 0)
		return read_input(payload);
	payload->fixed = strlen(payload->text);
	if (payload->fixed > PAYLOAD_MAXIMUM)
		return too_long("--payload");
	memcpy(payload->bytes, payload->text, payload->fixed);
	return OPTIONS_GO_ON;
}

size_t payload_make(struct payload *payload, uint64_t number)
{
	size_t length = payload->fixed, size;

	if (!payload->is_fixed)
		length =
			(size_t)snprintf(payload->bytes, sizeof(payload->bytes),
					 "sock6 %" PRIu64, number);
	if (payload->size < 0)
		return length;
	size = (size_t)payload->size;
	if (size > length)
		memset(payload->bytes + length, '.', size - length);
	return size;
}
