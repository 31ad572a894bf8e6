/* SPDX-License-Identifier: MIT */
/* What helps where the system has refused something. */
#include "remedy.h"

#include <errno.h>
#include <stddef.h>

const char *remedy_to_open(int status)
{
	switch (status) {
	case -EACCES:
		return "ports below 1024 need CAP_NET_BIND_SERVICE, or a lower "
		       "sysctl net.ipv4.ip_unprivileged_port_start";
	case -EADDRINUSE:
		return "another program has the port; give another one";
	case -EADDRNOTAVAIL:
		return "it is not an address of this host; give one that is";
	case -EINVAL:
		return "a link-local address needs its interface: add "
		       "%INTERFACE, or --if";
	case -EMFILE: return "more sockets need a higher ulimit -n";
	default: return NULL;
	}
}

const char *remedy_to_send(int status)
{
	switch (status) {
	case -EPERM: return "a firewall on this host refuses it";
	case -EACCES: return "a route of this host prohibits it";
	case -EINVAL:
		return "the system refuses one of the values; a link-local "
		       "address needs %INTERFACE, or --if";
	case -ENETUNREACH:
	case -EHOSTUNREACH:
		return "there is no route; name an interface that has one: "
		       "ADDRESS%INTERFACE, or --if";
	case -ENODEV: return "the interface is gone";
	case -EADDRNOTAVAIL:
		return "this host has no address to send it from; is the "
		       "interface up?";
	case -EMSGSIZE: return "give a smaller --size";
	default: return NULL;
	}
}

const char *remedy_to_join(int status)
{
	switch (status) {
	case -ENODEV: return "name an interface: GROUP%INTERFACE, or --if";
	case -EINVAL:
		return "a group is heard from all sources or from some: give "
		       "it with SOURCE@ every time, or without";
	case -EADDRINUSE:
	case -EADDRNOTAVAIL: return "it was given twice; give it once";
	case -ENOBUFS:
	case -ENOMEM:
		return "the limits are sysctl net.ipv6.mld_max_msf and "
		       "net.core.optmem_max";
	default: return NULL;
	}
}
