/* SPDX-License-Identifier: MIT */
/* What reading and writing multicast listener discovery have in common. */
#ifndef SOCK6_SRC_MLD_H
#define SOCK6_SRC_MLD_H

#include "sock6/mld.h"

#define MLD_QUERY    SOCK6_ICMP_MULTICAST_LISTENER_QUERY
#define MLD_REPORT_1 SOCK6_ICMP_MULTICAST_LISTENER_REPORT
#define MLD_DONE     SOCK6_ICMP_MULTICAST_LISTENER_DONE
#define MLD_REPORT_2 SOCK6_ICMP_VERSION_2_MULTICAST_LISTENER_REPORT

/* Every message begins with 8 bytes; a group stands behind them, and in a query
 * of version 2 four bytes more. */
#define MLD_HEADER_SIZE    8u
#define MLD_ADDRESS_SIZE   16u
#define MLD_VERSION_1_SIZE (MLD_HEADER_SIZE + MLD_ADDRESS_SIZE)
#define MLD_QUERY_2_SIZE   (MLD_VERSION_1_SIZE + 4u)
#define MLD_RECORD_SIZE    (4u + MLD_ADDRESS_SIZE)

static inline int sock6__mld_is_type(unsigned type)
{
	return type == MLD_QUERY || type == MLD_REPORT_1 || type == MLD_DONE ||
	       type == MLD_REPORT_2;
}

#endif
