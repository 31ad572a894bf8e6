/* SPDX-License-Identifier: MIT */
/* Names and texts of status values: without locale, and the same words on
 * every system. */
#include "sock6/status.h"

#include <errno.h>

/* Arrays, not pointers: a table without relocations is not writable. */
struct status {
	int value;
	char name[16];
	char text[60];
};

/* clang-format off */
static const struct status statuses[] = {
	{ 0, "OK", "no error" },
	{ E2BIG, "E2BIG", "argument list too long" },
	{ EACCES, "EACCES", "permission denied" },
	{ EADDRINUSE, "EADDRINUSE", "address already in use" },
	{ EADDRNOTAVAIL, "EADDRNOTAVAIL", "address not available" },
	{ EAFNOSUPPORT, "EAFNOSUPPORT", "address family not supported" },
	{ EAGAIN, "EAGAIN", "not ready now, try again" },
	{ EALREADY, "EALREADY", "operation already in progress" },
	{ EBADF, "EBADF", "not an open descriptor" },
	{ EBADMSG, "EBADMSG", "malformed or incomplete data" },
	{ EBUSY, "EBUSY", "device or resource busy" },
	{ ECANCELED, "ECANCELED", "operation cancelled" },
	{ ECONNABORTED, "ECONNABORTED", "connection aborted" },
	{ ECONNREFUSED, "ECONNREFUSED", "connection refused, or port unreachable" },
	{ ECONNRESET, "ECONNRESET", "connection reset by the peer" },
	{ EDESTADDRREQ, "EDESTADDRREQ", "destination address required" },
	{ EDOM, "EDOM", "argument out of domain" },
	{ EEXIST, "EEXIST", "exists already" },
	{ EFAULT, "EFAULT", "bad address of memory" },
	{ EHOSTUNREACH, "EHOSTUNREACH", "host unreachable" },
	{ EINPROGRESS, "EINPROGRESS", "operation in progress" },
	{ EINTR, "EINTR", "interrupted by a signal" },
	{ EINVAL, "EINVAL", "invalid argument" },
	{ EIO, "EIO", "input or output error" },
	{ EISCONN, "EISCONN", "already connected" },
	{ EMFILE, "EMFILE", "too many open descriptors in this process" },
	{ EMSGSIZE, "EMSGSIZE", "message too long" },
	{ ENETDOWN, "ENETDOWN", "network is down" },
	{ ENETRESET, "ENETRESET", "connection aborted by the network" },
	{ ENETUNREACH, "ENETUNREACH", "network unreachable" },
	{ ENFILE, "ENFILE", "too many open descriptors in the system" },
	{ ENOBUFS, "ENOBUFS", "no buffer space, or a queue is full" },
	{ ENODATA, "ENODATA", "no data, or a needed field is missing" },
	{ ENODEV, "ENODEV", "no such interface" },
	{ ENOENT, "ENOENT", "no such entry" },
	{ ENOMEM, "ENOMEM", "out of memory" },
	{ ENOMSG, "ENOMSG", "no message of the wanted kind" },
	{ ENOPROTOOPT, "ENOPROTOOPT", "option not known to the kernel or to this type of socket" },
	{ ENOSPC, "ENOSPC", "not enough room" },
	{ ENOSYS, "ENOSYS", "system call not implemented" },
	{ ENOTCONN, "ENOTCONN", "not connected" },
	{ ENOTSOCK, "ENOTSOCK", "not a socket" },
	{ ENOTTY, "ENOTTY", "not supported by this kind of descriptor" },
	{ ENXIO, "ENXIO", "no such device or address" },
	{ EOPNOTSUPP, "EOPNOTSUPP", "not supported here" },
	{ EOVERFLOW, "EOVERFLOW", "value too large" },
	{ EPERM, "EPERM", "operation not permitted" },
	{ EPIPE, "EPIPE", "connection closed for sending" },
	{ EPROTO, "EPROTO", "protocol error" },
	{ EPROTONOSUPPORT, "EPROTONOSUPPORT", "protocol not supported" },
	{ EPROTOTYPE, "EPROTOTYPE", "protocol of the wrong type for the socket" },
	{ ERANGE, "ERANGE", "out of range" },
	{ ESRCH, "ESRCH", "no such process" },
	{ ETIMEDOUT, "ETIMEDOUT", "timed out" },
	/* not in POSIX */
#ifdef EHOSTDOWN
	{ EHOSTDOWN, "EHOSTDOWN", "host is down" },
#endif
#ifdef ENONET
	{ ENONET, "ENONET", "not on the network" },
#endif
#ifdef ENOTUNIQ
	{ ENOTUNIQ, "ENOTUNIQ", "name not unique on the network" },
#endif
#ifdef EREMOTEIO
	{ EREMOTEIO, "EREMOTEIO", "remote input or output error" },
#endif
#ifdef ESHUTDOWN
	{ ESHUTDOWN, "ESHUTDOWN", "socket was shut down" },
#endif
#ifdef ESOCKTNOSUPPORT
	{ ESOCKTNOSUPPORT, "ESOCKTNOSUPPORT", "socket type not supported" },
#endif
#ifdef EPFNOSUPPORT
	{ EPFNOSUPPORT, "EPFNOSUPPORT", "protocol family not supported" },
#endif
#ifdef ETOOMANYREFS
	{ ETOOMANYREFS, "ETOOMANYREFS", "too many references" },
#endif
#ifdef EUSERS
	{ EUSERS, "EUSERS", "too many users" },
#endif
};
/* clang-format on */

/* Compared below zero, where no value overflows when its sign is changed. */
static const struct status *find(int status)
{
	int wanted = status > 0 ? -status : status;

	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		if (-statuses[i].value == wanted)
			return &statuses[i];
	}
	return NULL;
}

const char *sock6_status_name(int status)
{
	const struct status *found = find(status);

	return found ? found->name : "UNKNOWN";
}

const char *sock6_status_text(int status)
{
	const struct status *found = find(status);

	return found ? found->text : "unknown status";
}

unsigned sock6_version(void)
{
	return SOCK6_VERSION;
}
