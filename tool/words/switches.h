/* SPDX-License-Identifier: MIT */
/*
 * Ways of the system that the user has switched off, to find out whether one of
 * them is at fault: by variables of the environment, which reach a command that
 * another program starts.
 */
#ifndef SWITCHES_H
#define SWITCHES_H

#define SWITCH_NO_SEND_COALESCING    "SOCK6_NO_SEND_COALESCING"
#define SWITCH_NO_RECEIVE_COALESCING "SOCK6_NO_RECEIVE_COALESCING"
#define SWITCH_NO_MANY               "SOCK6_NO_MANY"
#define SWITCH_NO_CONTROL            "SOCK6_NO_CONTROL"

/* Whether a variable is set, and neither empty nor 0. */
int switched_off(const char *variable);

/* The ways that a struct sock6_io is not to use. */
unsigned switched_off_ways(void);

#endif
