/* SPDX-License-Identifier: MIT */
/* The error queue.  A part of linux.c. */
#include <errno.h>
#include <string.h>

#include "../posix_io.h"

/* The layout is the kernel's and fixed; its header <linux/errqueue.h> is not in
 * every C library's reach. */
struct extended_error {
	uint32_t number;
	uint8_t origin;
	uint8_t type;
	uint8_t code;
	uint8_t padding;
	uint32_t info;
	uint32_t data;
};

_Static_assert(sizeof(struct extended_error) == 16, "as the kernel has it");

enum {
	ORIGIN_LOCAL = 1,
	ORIGIN_ICMP = 2,
	ORIGIN_ICMP6 = 3,
	ORIGIN_TIMESTAMPING = 4,
	ORIGIN_ZEROCOPY = 5, /* 4.14 */
	ORIGIN_TXTIME = 6,   /* 4.19 */

	ZEROCOPY_COPIED = 1,

	STAGE_SND = 0,
	STAGE_SCHED = 1,
	STAGE_ACK = 2,
	STAGE_COMPLETION = 3, /* 6.15 */

	ICMP_UNREACHABLE = 3, /* RFC 792 */
	ICMP_TOO_BIG = 4,     /* a code of it: RFC 1191 */
	ICMP_PARAMETER = 12
};

int sock6__system_error_receive(sock6_fd fd, struct sock6__packet *packet)
{
	struct msghdr header;
	ssize_t received;

	sock6__posix_header(&header, packet);
	received = recvmsg(fd, &header, MSG_ERRQUEUE | MSG_DONTWAIT);
	if (received < 0)
		return -errno;
	sock6__posix_received(packet, &header, (int32_t)received);
	return 0;
}

static void set_mtu(struct sock6_error *error, uint32_t mtu)
{
	error->mtu = mtu;
	error->fields |= SOCK6_ERROR_MTU;
}

static void set_pointer(struct sock6_error *error, uint32_t pointer)
{
	error->pointer = pointer;
	error->fields |= SOCK6_ERROR_POINTER;
}

/* struct sock_ee_data_rfc4884: where the extension begins, as 16 bits, and a
 * byte of which one bit says that it is damaged.  Kernels before 5.9, and
 * sockets that did not ask, have zeros there. */
static void read_extension(struct sock6_error *error, uint32_t data)
{
	unsigned char bytes[sizeof(data)];
	uint16_t offset;

	memcpy(bytes, &data, sizeof(data));
	memcpy(&offset, bytes, sizeof(offset));
	if (offset == 0)
		return;
	error->extension_offset = offset;
	error->fields |= SOCK6_ERROR_EXTENSION;
	if (bytes[sizeof(offset)] & 1)
		error->fields |= SOCK6_ERROR_EXTENSION_DAMAGED;
}

static void read_icmp6(struct sock6_error *error,
		       const struct extended_error *record)
{
	error->origin = SOCK6_ORIGIN_ICMPV6;
	error->type = record->type;
	error->code = record->code;
	if (record->type == SOCK6_ICMP_PACKET_TOO_BIG)
		set_mtu(error, record->info);
	else if (record->type == SOCK6_ICMP_PARAMETER_PROBLEM)
		set_pointer(error, record->info);
	read_extension(error, record->data);
}

static void read_icmp(struct sock6_error *error,
		      const struct extended_error *record)
{
	error->origin = SOCK6_ORIGIN_ICMPV4;
	error->type = record->type;
	error->code = record->code;
	if (record->type == ICMP_UNREACHABLE && record->code == ICMP_TOO_BIG)
		set_mtu(error, record->info);
	else if (record->type == ICMP_PARAMETER)
		set_pointer(error, record->info);
	read_extension(error, record->data);
}

static void read_local(struct sock6_error *error,
		       const struct extended_error *record)
{
	error->origin = SOCK6_ORIGIN_LOCAL;
	if (record->number == EMSGSIZE)
		set_mtu(error, record->info);
}

static void set_ids(struct sock6_error *error, uint32_t first, uint32_t last)
{
	error->transmit_id = first;
	error->transmit_id_last = last;
	error->fields |= SOCK6_ERROR_TRANSMIT_ID;
}

/* The number of such a record is ENOMSG, as it is no error. */
static void read_timestamp(struct sock6_error *error,
			   const struct extended_error *record)
{
	error->origin = SOCK6_ORIGIN_TRANSMIT;
	error->status = 0;
	switch (record->info) {
	case STAGE_SND: error->stage = SOCK6_STAGE_SENT; break;
	case STAGE_SCHED: error->stage = SOCK6_STAGE_SCHEDULED; break;
	case STAGE_ACK: error->stage = SOCK6_STAGE_ACKNOWLEDGED; break;
	case STAGE_COMPLETION: error->stage = SOCK6_STAGE_COMPLETED; break;
	default: break;
	}
	set_ids(error, record->data, record->data);
}

static void read_zero_copy(struct sock6_error *error,
			   const struct extended_error *record)
{
	error->origin = SOCK6_ORIGIN_ZERO_COPY;
	set_ids(error, record->info, record->data);
	if (record->code & ZEROCOPY_COPIED)
		error->fields |= SOCK6_ERROR_COPIED;
}

static void read_launch(struct sock6_error *error,
			const struct extended_error *record)
{
	error->origin = SOCK6_ORIGIN_LAUNCH;
	error->code = record->code;
	error->launch = (int64_t)((uint64_t)record->data << 32 | record->info);
	error->fields |= SOCK6_ERROR_LAUNCH;
}

static void read_record(struct sock6_error *error,
			const struct extended_error *record)
{
	/* The kernel has no larger number; hostile bytes may. */
	error->status = record->number > 4095 ? -EIO : -(int32_t)record->number;
	switch (record->origin) {
	case ORIGIN_LOCAL: read_local(error, record); break;
	case ORIGIN_ICMP: read_icmp(error, record); break;
	case ORIGIN_ICMP6: read_icmp6(error, record); break;
	case ORIGIN_TIMESTAMPING: read_timestamp(error, record); break;
	case ORIGIN_ZEROCOPY: read_zero_copy(error, record); break;
	case ORIGIN_TXTIME: read_launch(error, record); break;
	default: break;
	}
}

/* The address behind the record; its family says which, 0 that there is none.
 * A looped-back timestamp has this host's own there, who offended nobody. */
static void read_offender(struct sock6_error *error, const unsigned char *at,
			  size_t size)
{
	struct sockaddr_in6 *offender = &error->offender;
	struct sockaddr_in offender4;
	sa_family_t family;

	if (error->origin != SOCK6_ORIGIN_ICMPV6 &&
	    error->origin != SOCK6_ORIGIN_ICMPV4)
		return;
	if (size < sizeof(offender4))
		return;
	memcpy(&family, at, sizeof(family));
	if (family == AF_INET6 && size >= sizeof(*offender)) {
		memcpy(offender, at, sizeof(*offender));
		offender->sin6_port = 0;
		error->fields |= SOCK6_ERROR_OFFENDER;
	} else if (family == AF_INET) {
		memcpy(&offender4, at, sizeof(offender4));
		offender->sin6_family = AF_INET6;
		memset(offender->sin6_addr.s6_addr + 10, 0xff, 2);
		memcpy(offender->sin6_addr.s6_addr + 12, &offender4.sin_addr,
		       4);
		error->fields |= SOCK6_ERROR_OFFENDER;
	}
}

int sock6__system_error_record(struct sock6_error *error, int level, int type,
			       const unsigned char *at, size_t size)
{
	struct extended_error record;

	if (!(level == IPPROTO_IPV6 && type == IPV6_RECVERR) &&
	    !(level == IPPROTO_IP && type == IP_RECVERR))
		return 0;
	if (size < sizeof(record))
		return -EBADMSG;
	memcpy(&record, at, sizeof(record));
	read_record(error, &record);
	read_offender(error, at + sizeof(record), size - sizeof(record));
	return 1;
}
