/* SPDX-License-Identifier: MIT */
/* Multicast listener discovery: bytes to values and back.  Pure. */
#include "sock6/mld.h"

#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "checksum.h"
#include "mld.h"

_Static_assert(sizeof(struct in6_addr) == MLD_ADDRESS_SIZE,
	       "nothing but bytes");
_Static_assert(sizeof(struct sock6_mld_message) == 32 + 2 * sizeof(void *),
	       "the same on every ABI but for pointers");
_Static_assert(sizeof(struct sock6_mld_record) == 24 + 2 * sizeof(void *),
	       "the same on every ABI but for pointers");

/* Floating-point codes: a mantissa with a hidden leading bit, three bits of
 * exponent with a bias of 3.  Mantissa bits are 12 and 4. */
static int from_code(unsigned code, unsigned bits)
{
	unsigned hidden = 1u << bits;

	if (code < hidden << 3)
		return (int)code;
	return (int)((hidden | (code & (hidden - 1)))
		     << (((code >> bits) & 7) + 3));
}

static int to_code(uint32_t value, unsigned bits)
{
	uint32_t hidden = UINT32_C(1) << bits;
	unsigned exponent = 0;

	if (value < hidden << 3)
		return (int)value;
	while (value >> (exponent + 3) >= hidden << 1)
		exponent++;
	return (int)(hidden << 3 | exponent << bits |
		     (value >> (exponent + 3) & (hidden - 1)));
}

int sock6_mld_delay(int code)
{
	return code < 0 || code > 65535 ? -EINVAL
					: from_code((unsigned)code, 12);
}

int sock6_mld_delay_code(int64_t delay)
{
	if (delay < 0 || delay > SOCK6_MLD_DELAY_MAXIMUM)
		return -EINVAL;
	return to_code((uint32_t)delay, 12);
}

int sock6_mld_interval(int code)
{
	return code < 0 || code > 255 ? -EINVAL : from_code((unsigned)code, 4);
}

int sock6_mld_interval_code(int64_t interval)
{
	if (interval < 0 || interval > SOCK6_MLD_INTERVAL_MAXIMUM)
		return -EINVAL;
	return to_code((uint32_t)interval, 4);
}

/* The record at the front of a version 2 report's: its size, or 0 where the
 * bytes end within it. */
static size_t read_record(struct sock6_mld_record *record,
			  const unsigned char *at, size_t size)
{
	size_t sources, auxiliary;

	if (size < MLD_RECORD_SIZE)
		return 0;
	auxiliary = at[1] * 4u;
	sources = sock6__bytes_16(at + 2) * MLD_ADDRESS_SIZE;
	if (size - MLD_RECORD_SIZE < sources + auxiliary)
		return 0;
	memset(record, 0, sizeof(*record));
	record->type = at[0];
	record->source_count = (uint16_t)sock6__bytes_16(at + 2);
	record->auxiliary_size = (uint16_t)auxiliary;
	memcpy(&record->group, at + 4, MLD_ADDRESS_SIZE);
	record->sources = at + MLD_RECORD_SIZE;
	record->auxiliary = at + MLD_RECORD_SIZE + sources;
	return MLD_RECORD_SIZE + sources + auxiliary;
}

/* The one group of another message: in version 1 alone, in a query of version 2
 * with sources behind four bytes of other things. */
static size_t read_group(struct sock6_mld_record *record,
			 const unsigned char *at, size_t size)
{
	size_t front = MLD_QUERY_2_SIZE - MLD_HEADER_SIZE;
	unsigned count = 0;

	if (size < MLD_ADDRESS_SIZE)
		return 0;
	if (size >= front) {
		count = sock6__bytes_16(at + 18);
		if (size - front < count * MLD_ADDRESS_SIZE)
			return 0;
	}
	memset(record, 0, sizeof(*record));
	memcpy(&record->group, at, MLD_ADDRESS_SIZE);
	record->source_count = (uint16_t)count;
	record->sources = count ? at + front : NULL;
	return size;
}

static int decode_query(struct sock6_mld_message *message,
			const unsigned char *at, size_t size)
{
	unsigned code = sock6__bytes_16(at + 4);

	/* RFC 3810, 8.1: the length tells, and nothing lies between. */
	if (size > MLD_VERSION_1_SIZE && size < MLD_QUERY_2_SIZE)
		return -EBADMSG;
	if (size == MLD_VERSION_1_SIZE) {
		message->response_delay = code;
		return 0;
	}
	if (sock6__bytes_16(at + 26) >
	    (size - MLD_QUERY_2_SIZE) / MLD_ADDRESS_SIZE)
		return -EBADMSG;
	message->version = 2;
	message->response_delay = (uint32_t)sock6_mld_delay((int)code);
	message->flags = at[24] >> 4;
	message->suppress = at[24] >> 3 & 1;
	message->robustness = at[24] & 7;
	message->query_interval = (uint32_t)sock6_mld_interval(at[25]);
	message->records_size = MLD_QUERY_2_SIZE - MLD_HEADER_SIZE +
				sock6__bytes_16(at + 26) * MLD_ADDRESS_SIZE;
	return 0;
}

static int decode_report_2(struct sock6_mld_message *message,
			   const unsigned char *at, size_t size)
{
	struct sock6_mld_record record;
	size_t end = MLD_HEADER_SIZE, length;

	message->version = 2;
	message->flags = (uint16_t)sock6__bytes_16(at + 4);
	message->record_count = (uint16_t)sock6__bytes_16(at + 6);
	for (unsigned i = 0; i < message->record_count; i++) {
		length = read_record(&record, at + end, size - end);
		if (length == 0)
			return -EBADMSG;
		end += length;
	}
	message->records_size = end - MLD_HEADER_SIZE;
	return 0;
}

int sock6_mld_decode(struct sock6_mld_message *message, const void *bytes,
		     size_t size, const struct in6_addr *source,
		     const struct in6_addr *destination)
{
	const unsigned char *at = bytes;
	struct sock6_mld_message read = { .version = 1,
					  .record_count = 1,
					  .records_size = MLD_ADDRESS_SIZE };
	int status = 0;

	if (size < MLD_HEADER_SIZE ||
	    (at[0] != MLD_REPORT_2 && size < MLD_VERSION_1_SIZE))
		return size && !sock6__mld_is_type(at[0]) ? -ENOMSG : -EBADMSG;
	if (!sock6__mld_is_type(at[0]))
		return -ENOMSG;
	if (source && sock6__checksum(source, destination, SOCK6_ICMP_PROTOCOL,
				      bytes, size) != 0)
		return -EBADMSG;
	read.type = at[0];
	read.records = at + MLD_HEADER_SIZE;
	if (read.type == MLD_QUERY)
		status = decode_query(&read, at, size);
	else if (read.type == MLD_REPORT_2)
		status = decode_report_2(&read, at, size);
	if (status == 0)
		*message = read;
	return status;
}

int sock6_mld_record_next(const struct sock6_mld_message *message,
			  size_t *offset, struct sock6_mld_record *record)
{
	const unsigned char *at = message->records;
	size_t left, length;

	if (*offset >= message->records_size)
		return 0;
	left = message->records_size - *offset;
	length = message->type == MLD_REPORT_2
			 ? read_record(record, at + *offset, left)
			 : read_group(record, at + *offset, left);
	*offset += length;
	return length != 0;
}

int sock6_mld_source_next(const struct sock6_mld_record *record,
			  unsigned *index, struct in6_addr *source)
{
	const unsigned char *at = record->sources;

	if (*index >= record->source_count)
		return 0;
	memcpy(source, at + *index * (size_t)MLD_ADDRESS_SIZE,
	       MLD_ADDRESS_SIZE);
	++*index;
	return 1;
}
