/* SPDX-License-Identifier: MIT */
/* Memory that is there: who cannot have it ends with a message. */
#ifndef ALLOCATE_H
#define ALLOCATE_H

#include <stddef.h>

/* As calloc(3), but never NULL; a count of 0 is room for one. */
void *allocate(size_t count, size_t size);

#endif
