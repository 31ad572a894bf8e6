/* SPDX-License-Identifier: MIT */
/* Status values: what a negative result means, in words. */
#ifndef SOCK6_STATUS_H
#define SOCK6_STATUS_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The symbol of a status value, such as "EINVAL".
 *
 * @status: a result of this library, or an errno value; the sign is ignored.
 *
 * Returns a static string that is never NULL: "OK" for 0 and "UNKNOWN" for a
 * value that has no name here.  Safe in any thread and in a signal handler.
 */
SOCK6_API const char *sock6_status_name(int status);

/**
 * The meaning of a status value in one line of English, without a full stop.
 *
 * @status: a result of this library, or an errno value; the sign is ignored.
 *
 * Returns a static string that is never NULL, "unknown status" for a value
 * that has no text here.  Unlike strerror(3) it knows no locale and is safe in
 * any thread and in a signal handler.
 */
SOCK6_API const char *sock6_status_text(int status);

/**
 * The version of the library that the program runs with.
 *
 * Returns major << 16 | minor << 8 | patch, to compare with SOCK6_VERSION,
 * the version that the program was compiled with.
 */
SOCK6_API unsigned sock6_version(void);

#ifdef __cplusplus
}
#endif

#endif
