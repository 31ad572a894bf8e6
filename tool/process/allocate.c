/* SPDX-License-Identifier: MIT */
/* Memory, or the end. */
#include "allocate.h"

#include <stdlib.h>

#include "report/message.h"

void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size);

	if (!memory)
		out_of_memory();
	return memory;
}
