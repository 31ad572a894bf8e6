/* SPDX-License-Identifier: MIT */
/* What an ICMP error says in its extension (RFC 4884), as records. */
#ifndef TRACE_EXTENSION_H
#define TRACE_EXTENSION_H

#include <stddef.h>

#include "report/report.h"

/* Adds lists: labels, interfaces, objects. */
void trace_extension_nest(struct record *record, const void *extension,
			  size_t size);

#endif
