/* SPDX-License-Identifier: MIT */
/* Times are nanoseconds in an int64_t, everywhere in the command. */
#ifndef TIME_UNIT_H
#define TIME_UNIT_H

#include <stdint.h>

#define MICROSECOND INT64_C(1000)
#define MILLISECOND INT64_C(1000000)
#define SECOND      INT64_C(1000000000)

#endif
