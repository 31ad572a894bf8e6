/* SPDX-License-Identifier: MIT */
/* What reading and writing ICMP extensions have in common. */
#ifndef SOCK6_SRC_ICMP_EXTENSION_H
#define SOCK6_SRC_ICMP_EXTENSION_H

#include "sock6/icmp_extension.h"

/* RFC 4884, 7 and 7.1; RFC 4950, 4. */
#define EXTENSION_VERSION     2
#define EXTENSION_HEADER_SIZE 4u
#define OBJECT_HEADER_SIZE    4u
#define LABEL_STACK_INCOMING  1
#define LABEL_SIZE            4u

uint16_t sock6__icmp_extension_sum(const unsigned char *at, size_t size);

#endif
