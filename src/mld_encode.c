/* SPDX-License-Identifier: MIT */
/* Multicast listener discovery: values to bytes.  Pure. */
#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "checksum.h"
#include "mld.h"
#include "sock6/address.h"

#define SIZE_MAXIMUM 65535u

static int has_query_2_values(const struct sock6_mld_message *message)
{
	return message->suppress || message->robustness ||
	       message->query_interval;
}

static int is_query(const struct sock6_mld_message *message)
{
	if (message->record_count != 1)
		return 0;
	if (message->version == 1)
		return message->response_delay <= 65535 && !message->flags &&
		       !has_query_2_values(message);
	return message->version == 2 && message->suppress <= 1 &&
	       message->robustness <= 7 && message->flags <= 15 &&
	       message->response_delay <= SOCK6_MLD_DELAY_MAXIMUM &&
	       message->query_interval <= SOCK6_MLD_INTERVAL_MAXIMUM;
}

static int is_sound(const struct sock6_mld_message *message)
{
	if (message->type == MLD_QUERY)
		return is_query(message);
	if (has_query_2_values(message) || message->response_delay)
		return 0;
	if (message->type == MLD_REPORT_2)
		return message->version == 2;
	return (message->type == MLD_REPORT_1 || message->type == MLD_DONE) &&
	       message->version == 1 && message->record_count == 1 &&
	       !message->flags;
}

static int is_sound_record(const struct sock6_mld_message *message,
			   const struct sock6_mld_record *record)
{
	int multicast = sock6_address_is_multicast(&record->group);

	if (message->type == MLD_REPORT_2)
		return multicast && record->type >= SOCK6_MLD_MODE_IS_INCLUDE &&
		       record->type <= SOCK6_MLD_BLOCK_OLD_SOURCES &&
		       record->auxiliary_size <= 1020 &&
		       record->auxiliary_size % 4 == 0;
	if (record->type || record->auxiliary_size ||
	    (record->source_count && message->version == 1))
		return 0;
	/* A general query asks for every group, from whatever source. */
	return multicast ||
	       (message->type == MLD_QUERY && !record->source_count &&
		sock6_address_is_unspecified(&record->group));
}

static size_t sources_size(const struct sock6_mld_record *record)
{
	return record->source_count * (size_t)MLD_ADDRESS_SIZE;
}

/* The size of the whole message, or a negative errno value. */
static int measure(const struct sock6_mld_message *message,
		   const struct sock6_mld_record *records)
{
	size_t size = MLD_HEADER_SIZE;

	if (!is_sound(message))
		return -EINVAL;
	if (message->type == MLD_QUERY && message->version == 2)
		size = MLD_QUERY_2_SIZE - MLD_ADDRESS_SIZE;
	for (unsigned i = 0; i < message->record_count; i++) {
		if (!is_sound_record(message, &records[i]))
			return -EINVAL;
		size += message->type == MLD_REPORT_2 ? MLD_RECORD_SIZE
						      : MLD_ADDRESS_SIZE;
		size += sources_size(&records[i]) + records[i].auxiliary_size;
		if (size > SIZE_MAXIMUM)
			return -EMSGSIZE;
	}
	return (int)size;
}

static void copy(unsigned char *to, const void *from, size_t size)
{
	if (size)
		memcpy(to, from, size);
}

static void write_query(unsigned char *at,
			const struct sock6_mld_message *message,
			const struct sock6_mld_record *record)
{
	unsigned delay = message->response_delay;

	if (message->version == 1) {
		sock6__bytes_put_16(at + 4, delay);
		return;
	}
	sock6__bytes_put_16(at + 4, (unsigned)sock6_mld_delay_code(delay));
	at[24] = (unsigned char)(message->flags << 4 | message->suppress << 3 |
				 message->robustness);
	at[25] =
		(unsigned char)sock6_mld_interval_code(message->query_interval);
	sock6__bytes_put_16(at + 26, record->source_count);
	copy(at + MLD_QUERY_2_SIZE, record->sources, sources_size(record));
}

static unsigned char *write_record(unsigned char *at,
				   const struct sock6_mld_record *record)
{
	at[0] = record->type;
	at[1] = (unsigned char)(record->auxiliary_size / 4);
	sock6__bytes_put_16(at + 2, record->source_count);
	memcpy(at + 4, &record->group, MLD_ADDRESS_SIZE);
	at += MLD_RECORD_SIZE;
	copy(at, record->sources, sources_size(record));
	at += sources_size(record);
	copy(at, record->auxiliary, record->auxiliary_size);
	return at + record->auxiliary_size;
}

static void write_report_2(unsigned char *at,
			   const struct sock6_mld_message *message,
			   const struct sock6_mld_record *records)
{
	sock6__bytes_put_16(at + 4, message->flags);
	sock6__bytes_put_16(at + 6, message->record_count);
	at += MLD_HEADER_SIZE;
	for (unsigned i = 0; i < message->record_count; i++)
		at = write_record(at, &records[i]);
}

int sock6_mld_encode(void *buffer, size_t size,
		     const struct sock6_mld_message *message,
		     const struct sock6_mld_record *records,
		     const struct in6_addr *source,
		     const struct in6_addr *destination)
{
	unsigned char *at = buffer;
	int length = measure(message, records);

	if (length < 0)
		return length;
	if (size < (size_t)length)
		return -ENOSPC;
	memset(at, 0, MLD_HEADER_SIZE);
	at[0] = message->type;
	if (message->type == MLD_REPORT_2) {
		write_report_2(at, message, records);
	} else {
		memcpy(at + MLD_HEADER_SIZE, &records->group, MLD_ADDRESS_SIZE);
		if (message->type == MLD_QUERY)
			write_query(at, message, records);
	}
	if (source)
		sock6__bytes_put_16(at + 2,
				    sock6__checksum(source, destination,
						    SOCK6_ICMP_PROTOCOL, at,
						    (size_t)length));
	return length;
}
