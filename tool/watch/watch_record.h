/* SPDX-License-Identifier: MIT */
/* Events of a watch as records. */
#ifndef WATCH_RECORD_H
#define WATCH_RECORD_H

#include "membership/group_user.h"
#include "watch_state.h"

void watch_record_interface(const char *event,
			    const struct sock6_interface *now,
			    const struct sock6_interface *before);

/* The name of its interface is told by whoever knows it. */
void watch_record_address(const char *event, const char *interface,
			  const struct sock6_interface_address *now);

void watch_record_membership(const char *event, const struct group_user *user);

/* The system has lost events: what is there now will be asked for. */
void watch_record_lost(void);

#endif
