/* SPDX-License-Identifier: MIT */
/*
 * What helps where the system has refused something, for failure(): a sentence
 * that names the option, the capability or the sysctl; NULL where nothing is
 * known that would.
 */
#ifndef REMEDY_H
#define REMEDY_H

/* To open a socket at an address of this host. */
const char *remedy_to_open(int status);

/* To send, or to choose a peer. */
const char *remedy_to_send(int status);

/* To hear a group. */
const char *remedy_to_join(int status);

#endif
