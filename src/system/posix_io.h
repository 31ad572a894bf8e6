/* SPDX-License-Identifier: MIT */
/* What the system files share of POSIX: calls as thin as they can be. */
#ifndef SOCK6_POSIX_IO_H
#define SOCK6_POSIX_IO_H

#include "../system.h"

int sock6__posix_set(sock6_fd fd, int level, int number, const void *value,
		     size_t size);
int sock6__posix_get(sock6_fd fd, int level, int number, void *value,
		     size_t *size);

void sock6__posix_header(struct msghdr *header,
			 const struct sock6__packet *packet);
void sock6__posix_received(struct sock6__packet *packet,
			   const struct msghdr *header, int32_t length);
int sock6__posix_send_flags(unsigned flags);
int sock6__posix_receive_flags(unsigned flags);

short sock6__posix_poll_events(unsigned events);
int sock6__posix_ready_events(short events);

#endif
