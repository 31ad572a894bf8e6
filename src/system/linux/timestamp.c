/* SPDX-License-Identifier: MIT */
/* Timestamps and launch times.  A part of linux.c. */
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../posix_io.h"
#include "numbers.h"

/* Bits of SO_TIMESTAMPING (<linux/net_tstamp.h>). */
enum {
	TRANSMIT_HARDWARE = 1 << 0,
	TRANSMIT_SOFTWARE = 1 << 1,
	RECEIVE_HARDWARE = 1 << 2,
	RECEIVE_SOFTWARE = 1 << 3,
	TELL_SOFTWARE = 1 << 4,
	TELL_HARDWARE = 1 << 6,
	COUNT = 1 << 7,
	TRANSMIT_SCHEDULED = 1 << 8,
	TRANSMIT_ACKNOWLEDGED = 1 << 9,
	WITHOUT_PACKET = 1 << 11
};

static const struct {
	uint16_t flag;
	uint16_t bits;
} timestamp_bits[] = {
	{ SOCK6_TIMESTAMP_SCHEDULED, TRANSMIT_SCHEDULED | TELL_SOFTWARE },
	{ SOCK6_TIMESTAMP_SENT, TRANSMIT_SOFTWARE | TELL_SOFTWARE },
	{ SOCK6_TIMESTAMP_ACKNOWLEDGED, TRANSMIT_ACKNOWLEDGED | TELL_SOFTWARE },
	{ SOCK6_TIMESTAMP_HARDWARE, TRANSMIT_HARDWARE | TELL_HARDWARE },
	{ SOCK6_TIMESTAMP_COUNTED, COUNT },
	{ SOCK6_TIMESTAMP_BARE, WITHOUT_PACKET },
};

#define TIMESTAMP_BITS (sizeof(timestamp_bits) / sizeof(timestamp_bits[0]))

/* Receiving is sock6_control_request()'s business, and stays. */
static uint32_t kept_bits(uint32_t were)
{
	uint32_t kept = were & (RECEIVE_HARDWARE | RECEIVE_SOFTWARE);

	if (kept & RECEIVE_HARDWARE)
		kept |= TELL_HARDWARE;
	if (kept & RECEIVE_SOFTWARE)
		kept |= TELL_SOFTWARE;
	return kept;
}

int sock6__system_timestamp_request(sock6_fd fd, unsigned flags)
{
	const struct sock6__option_name *name =
		&sock6__option_names[SOCK6_OPT_TIMESTAMPING];
	uint32_t bits;
	int status = sock6__system_option_get(fd, name, &bits);

	if (status < 0)
		return status;
	bits = kept_bits(bits);
	for (size_t i = 0; i < TIMESTAMP_BITS; i++)
		if (flags & timestamp_bits[i].flag)
			bits |= timestamp_bits[i].bits;
	return sock6__system_option_set(fd, name, bits);
}

/* struct ethtool_ts_info. */
struct timestamp_info {
	uint32_t command;
	uint32_t bits;
	int32_t clock;
	uint32_t transmit_types;
	uint32_t reserved0[3];
	uint32_t receive_filters;
	uint32_t reserved1[3];
};

static int offered_by(uint32_t bits)
{
	return (bits & TRANSMIT_SOFTWARE
			? SOCK6_TIMESTAMP_SCHEDULED | SOCK6_TIMESTAMP_SENT
			: 0) |
	       (bits & TRANSMIT_HARDWARE ? SOCK6_TIMESTAMP_HARDWARE : 0) |
	       (bits & RECEIVE_SOFTWARE ? SOCK6_TIMESTAMP_RECEIVED : 0) |
	       (bits & RECEIVE_HARDWARE ? SOCK6_TIMESTAMP_RECEIVED_HARDWARE
					: 0);
}

int sock6__system_timestamp_offered(const char *interface)
{
	struct timestamp_info info = { .command = ETHTOOL_GET_TIMESTAMP_INFO };
	struct ifreq request = { .ifr_data = (void *)&info };
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int status = 0;

	if (fd < 0)
		return -errno;
	memcpy(request.ifr_name, interface, strlen(interface));
	if (ioctl(fd, ETHTOOL, &request) < 0)
		status = -errno;
	close(fd);
	return status < 0 ? status : offered_by(info.bits);
}

int sock6__system_launch_request(sock6_fd fd, int clock, unsigned flags)
{
	/* struct sock_txtime; CLOCK_MONOTONIC is 1 and CLOCK_TAI 11. */
	const struct {
		int32_t clock;
		uint32_t flags;
	} request = { clock == SOCK6_CLOCK_TAI ? 11 : 1, flags };

	return sock6__posix_set(fd, SOL_SOCKET, TXTIME, &request,
				sizeof(request));
}
