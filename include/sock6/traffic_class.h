/* SPDX-License-Identifier: MIT */
/* The traffic class by name: DSCP (RFC 2474) in six bits, ECN in two. */
#ifndef SOCK6_TRAFFIC_CLASS_H
#define SOCK6_TRAFFIC_CLASS_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The two ECN bits (RFC 3168, 5). */
#define SOCK6_ECN_NOT_ECT 0
#define SOCK6_ECN_ECT_1   1
#define SOCK6_ECN_ECT_0   2
#define SOCK6_ECN_CE      3

/* Room for the longest text that sock6_traffic_class_format() writes. */
#define SOCK6_TRAFFIC_CLASS_TEXT_SIZE 24

/**
 * The name of a DSCP value, such as "af41".
 *
 * @dscp: 0 to 63, the traffic class >> 2
 *
 * Returns a static string, or NULL where the value has no name.
 *
 * Stands on IANA's registry of DSCP; RFC 2474, 2597, 3246, 5865, 8622.
 */
SOCK6_API const char *sock6_dscp_name(int dscp);

/**
 * The name of an ECN value: "not-ect", "ect1", "ect0" or "ce".
 *
 * @ecn: 0 to 3, the traffic class & 3
 *
 * Returns a static string, or NULL for another number.
 *
 * Stands on RFC 3168, 5.
 */
SOCK6_API const char *sock6_ecn_name(int ecn);

/**
 * Read a traffic class from text.
 *
 * @text: a number, "184" or "0xb8"; a DSCP name, "ef"; an ECN name, "ect0"; or
 *        a DSCP and an ECN, "ef+ce"; names in either case
 *
 * Returns the traffic class, 0 to 255, or a negative errno value:
 *   -EINVAL  @text is null or none of these
 */
SOCK6_API int sock6_traffic_class_parse(const char *text);

/**
 * Write a traffic class as text that sock6_traffic_class_parse() reads.
 *
 * @text:          where it goes, with its NUL; owned by the caller
 * @size:          of @text in bytes; SOCK6_TRAFFIC_CLASS_TEXT_SIZE is enough
 * @traffic_class: 0 to 255
 *
 * Such as "cs0", "ef", "af41+ce", "cs0+ect1"; a number in hexadecimal where
 * the DSCP has no name.
 *
 * Returns the length of the text without its NUL, or a negative errno value:
 *   -EINVAL  @text is null or @traffic_class out of range
 *   -ENOSPC  @size is too small
 */
SOCK6_API int sock6_traffic_class_format(char *text, size_t size,
					 int traffic_class);

#ifdef __cplusplus
}
#endif

#endif
