/* SPDX-License-Identifier: MIT */
/* A record of the error queue as one line of text.  Pure. */
#include <errno.h>

#include "sock6/address.h"
#include "sock6/error.h"
#include "sock6/status.h"
#include "text.h"

static const char *origin_name(unsigned origin)
{
	switch (origin) {
	case SOCK6_ORIGIN_LOCAL: return "local";
	case SOCK6_ORIGIN_ICMPV6: return "icmpv6";
	case SOCK6_ORIGIN_ICMPV4: return "icmpv4";
	case SOCK6_ORIGIN_TRANSMIT: return "transmit";
	case SOCK6_ORIGIN_ZERO_COPY: return "zero-copy";
	case SOCK6_ORIGIN_LAUNCH: return "launch";
	case SOCK6_ORIGIN_PENDING: return "pending";
	default: return "unknown";
	}
}

static const char *stage_name(unsigned stage)
{
	switch (stage) {
	case SOCK6_STAGE_SCHEDULED: return "scheduled";
	case SOCK6_STAGE_SENT: return "sent";
	case SOCK6_STAGE_ACKNOWLEDGED: return "acknowledged";
	case SOCK6_STAGE_COMPLETED: return "completed";
	default: return "unknown";
	}
}

static void decimal(struct sock6__text *line, const struct sock6_error *error,
		    uint64_t field, const char *name, int64_t value)
{
	if (!(error->fields & field))
		return;
	sock6__text_string(line, name);
	sock6__text_decimal(line, value);
}

static void add_icmp(struct sock6__text *line, const struct sock6_error *error)
{
	if (error->origin != SOCK6_ORIGIN_ICMPV6 &&
	    error->origin != SOCK6_ORIGIN_ICMPV4)
		return;
	sock6__text_string(line, " type=");
	sock6__text_decimal(line, error->type);
	sock6__text_string(line, " code=");
	sock6__text_decimal(line, error->code);
}

static void add_transmit(struct sock6__text *line,
			 const struct sock6_error *error)
{
	if (error->origin == SOCK6_ORIGIN_TRANSMIT) {
		sock6__text_string(line, " stage=");
		sock6__text_string(line, stage_name(error->stage));
	}
	decimal(line, error, SOCK6_ERROR_TRANSMIT_ID,
		" transmit_id=", error->transmit_id);
	if (error->transmit_id_last != error->transmit_id)
		decimal(line, error, SOCK6_ERROR_TRANSMIT_ID,
			" transmit_id_last=", error->transmit_id_last);
	if (error->fields & SOCK6_ERROR_COPIED)
		sock6__text_string(line, " copied");
	decimal(line, error, SOCK6_ERROR_TRANSMITTED,
		" transmitted=", error->transmitted);
	decimal(line, error, SOCK6_ERROR_TRANSMITTED_HARDWARE,
		" transmitted_hardware=", error->transmitted_hardware);
	decimal(line, error, SOCK6_ERROR_LAUNCH, " launch=", error->launch);
}

static void add_offender(struct sock6__text *line,
			 const struct sock6_error *error)
{
	char address[SOCK6_ADDRESS_TEXT_SIZE];

	if (!(error->fields & SOCK6_ERROR_OFFENDER) ||
	    sock6_address_format(address, sizeof(address), &error->offender,
				 SOCK6_ADDRESS_NUMERIC) < 0)
		return;
	sock6__text_string(line, " offender=");
	sock6__text_string(line, address);
}

int sock6_error_format(char *text, size_t size, const struct sock6_error *error)
{
	struct sock6__text line = { 0 };

	if (!text || !error)
		return -EINVAL;
	sock6__text_string(&line, "origin=");
	sock6__text_string(&line, origin_name(error->origin));
	sock6__text_string(&line, " status=");
	sock6__text_string(&line, sock6_status_name(error->status));
	add_icmp(&line, error);
	decimal(&line, error, SOCK6_ERROR_MTU, " mtu=", error->mtu);
	decimal(&line, error, SOCK6_ERROR_POINTER, " pointer=", error->pointer);
	add_transmit(&line, error);
	add_offender(&line, error);
	decimal(&line, error, SOCK6_ERROR_EXTENSION,
		" extension_offset=", error->extension_offset);
	decimal(&line, error, SOCK6_ERROR_EXTENSION,
		" extension_size=", error->extension_size);
	if (error->fields & SOCK6_ERROR_EXTENSION_DAMAGED)
		sock6__text_string(&line, " extension_damaged");
	return sock6__text_copy(&line, text, size);
}
