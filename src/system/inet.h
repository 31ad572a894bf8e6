/* SPDX-License-Identifier: MIT */
/* Where a system declares inet_ntop(), inet_pton() and htons(). */
#ifndef SOCK6_SYSTEM_INET_H
#define SOCK6_SYSTEM_INET_H

#ifdef _WIN32
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <arpa/inet.h>
#endif

#endif
