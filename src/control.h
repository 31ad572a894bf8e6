/* SPDX-License-Identifier: MIT */
/* What the I/O modules need of the control codec beyond its public calls. */
#ifndef SOCK6_CONTROL_INTERNAL_H
#define SOCK6_CONTROL_INTERNAL_H

#include "sock6/control.h"

/* Room enough for whatever one datagram sends: both families, every field. */
#define SOCK6__CONTROL_SEND_ROOM 288

/* Room enough for whatever sock6_control_request() can ask for at once. */
#define SOCK6__CONTROL_RECEIVE_ROOM 320

/* As sock6_control_encode(), with the segment size of a run given apart (0:
 * none), and control may be NULL. */
int sock6__control_encode(void *buffer, size_t size,
			  const struct sock6_control *control,
			  unsigned families, unsigned segment_size);

#endif
