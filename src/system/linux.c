/* SPDX-License-Identifier: MIT */
/*
 * Linux.  These parts are the only ones that may name a constant of Linux's.
 * They are one translation unit, so that one file on a compiler's line is the
 * whole system.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

/* First: other parts ask by it. */
#include "linux/netlink.c"

#include "linux/echo.c"
#include "linux/error.c"
#include "linux/filter.c"
#include "linux/flow_label.c"
#include "linux/group.c"
#include "linux/interface.c"
#include "linux/many.c"
#include "linux/membership.c"
#include "linux/monitor.c"
#include "linux/probe.c"
#include "linux/socket.c"
#include "linux/source_filter.c"
#include "linux/tables.c"
#include "linux/timestamp.c"
#include "linux/wait.c"
