/* SPDX-License-Identifier: MIT */
/*
 * sock6: everything that the system can do for an IPv6 socket.
 *
 * One section a module; the section's file, the source file in src/, the
 * manual page sock6_<module>(3) and the test program share the module's name.
 *
 * Conventions that hold everywhere:
 *   - A call returns 0 or a count, or a negative errno value; test "< 0".
 *     errno itself is undefined after a call.
 *   - Outputs are untouched when a call fails.
 *   - What the system has no name for is -EOPNOTSUPP, never a silent no-op.
 *   - Flags are closed sets: an unknown bit is -EINVAL.
 *   - Reserved members are zero.
 *   - No call allocates memory, starts a thread or keeps a pointer.
 */
#ifndef SOCK6_H
#define SOCK6_H

#include "sock6/base.h"

#include "sock6/address.h"
#include "sock6/control.h"
#include "sock6/datagram.h"
#include "sock6/echo.h"
#include "sock6/error.h"
#include "sock6/extension.h"
#include "sock6/extension_socket.h"
#include "sock6/filter.h"
#include "sock6/flow_label.h"
#include "sock6/group.h"
#include "sock6/guard.h"
#include "sock6/header.h"
#include "sock6/icmp.h"
#include "sock6/icmp_extension.h"
#include "sock6/icmp_message.h"
#include "sock6/interface.h"
#include "sock6/local_address.h"
#include "sock6/membership.h"
#include "sock6/mld.h"
#include "sock6/monitor.h"
#include "sock6/multicast.h"
#include "sock6/neighbor.h"
#include "sock6/open.h"
#include "sock6/option.h"
#include "sock6/path_mtu.h"
#include "sock6/probe.h"
#include "sock6/source_filter.h"
#include "sock6/status.h"
#include "sock6/timestamp.h"
#include "sock6/traffic_class.h"
#include "sock6/wait.h"

#include "sock6/batch.h"

#endif
