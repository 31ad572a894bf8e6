/* SPDX-License-Identifier: MIT */
/* Numbers of Linux's that C libraries may lack, with the version that brought
 * each.  <linux/in6.h> clashes with <netinet/in.h>, and not every C library
 * comes with the kernel's headers. */
#ifndef SOCK6_LINUX_NUMBERS_H
#define SOCK6_LINUX_NUMBERS_H

/* clang-format off */
enum {
	LEVEL_UDP		= 17,
	LEVEL_ICMPV6		= 58,
	LEVEL_RAW		= 255,

	ICMP6_FILTER_NUMBER	= 1,

	UDP_NO_CHECK6_TX_NUMBER	= 101,	/* 3.16 */
	UDP_NO_CHECK6_RX_NUMBER	= 102,	/* 3.16 */
	UDP_SEGMENT_NUMBER	= 103,	/* 4.18 */
	UDP_GRO_NUMBER		= 104,	/* 5.0 */

	FLOWINFO		= 11,
	MTU_NUMBER		= 24,
	RECVERR_RFC4884		= 31,	/* 5.9 */
	FLOWLABEL_MANAGER	= 32,
	FLOWINFO_SEND		= 33,
	HDRINCL			= 36,	/* 4.5 */
	AUTOFLOWLABEL		= 70,	/* 3.17 */
	ADDR_PREFERENCES	= 72,
	MINHOPCOUNT		= 73,
	RECVORIGDSTADDR		= 74,
	UNICAST_IF		= 76,
	RECVFRAGSIZE		= 77,	/* 4.9 */
	FREEBIND		= 78,	/* 4.15 */
	MULTICAST_ALL		= 29,	/* 4.20 */
	ROUTER_ALERT_ISOLATE	= 30,	/* 5.1 */

	TIMESTAMPNS_OLD		= 35,
	TIMESTAMPNS_NEW		= 64,	/* 5.1 */
	TIMESTAMPING_OLD	= 37,
	TIMESTAMPING_NEW	= 65,	/* 5.1 */
	ATTACH_BPF	= 50, /* 3.19 */
	ATTACH_REUSEPORT_CBPF	= 51, /* 4.5 */
	ATTACH_REUSEPORT_EBPF	= 52, /* 4.5 */
	DETACH_REUSEPORT_BPF	= 68, /* 5.3 */
	ETHTOOL_GET_TIMESTAMP_INFO = 0x41, /* 3.5 */
	ETHTOOL			= 0x8946, /* an ioctl() */

	BIND_TO_IFINDEX		= 62,	/* 5.0 */
	TXTIME			= 61,	/* 4.19 */
	PREFER_BUSY_POLL	= 69,	/* 5.11 */
	BUSY_POLL_BUDGET	= 70,	/* 5.11 */
	RCVMARK			= 75,	/* 5.19 */
	TS_OPT_ID		= 81,	/* 6.13 */
	MEMINFO			= 55,	/* 4.12 */
	COOKIE			= 57,	/* 4.12 */
	MEMINFO_DROPS		= 8,	/* which of its numbers */
	MEMINFO_NUMBERS		= 9,
	NETNS_COOKIE		= 71,	/* 5.14 */

	/* system calls, the same on every processor that C libraries serve */
	PIDFD_OPEN		= 434,	/* 5.3 */
	PIDFD_GETFD		= 438,	/* 5.6 */
};
/* clang-format on */

#endif
