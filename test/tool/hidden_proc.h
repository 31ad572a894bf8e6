/* SPDX-License-Identifier: MIT */
/* The command on a host without /proc, which tells of memberships. */
#ifndef TOOL_HIDDEN_PROC_H
#define TOOL_HIDDEN_PROC_H

#include <sched.h>
#include <stddef.h>
#include <sys/mount.h>

#include "host.h"

/* Whose run-time library needs /proc itself. */
#ifdef __SANITIZE_ADDRESS__
static const int is_sanitized = 1;
#else
static const int is_sanitized;
#endif

/* For run_start(). */
static inline int hide_proc(const void *host)
{
	lab_enter(host);
	return unshare(CLONE_NEWNS) ||
			       mount("none", "/", NULL, MS_REC | MS_PRIVATE,
				     NULL) ||
			       mount("none", "/proc", "tmpfs", 0, NULL)
		       ? -1
		       : 0;
}

#endif
