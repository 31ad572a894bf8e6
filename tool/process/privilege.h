/* SPDX-License-Identifier: MIT */
/* Rights that are needed to open sockets, and not afterwards. */
#ifndef PRIVILEGE_H
#define PRIVILEGE_H

/*
 * Gives up every capability of this process for good, and the user that a
 * set-user-ID bit gave it.  Called once the sockets are open, before the first
 * byte from the network is read.  Returns OPTIONS_GO_ON, or how the command
 * ends, after a message.
 */
int privilege_drop(void);

#endif
