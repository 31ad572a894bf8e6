/* SPDX-License-Identifier: MIT */
/* The names of processes, where the system has them in files: proc(5). */
#include "process_name.h"

#include <stdio.h>

const char *process_name(char text[PROCESS_NAME_SIZE], uint32_t process)
{
	char path[40];
	size_t length;
	FILE *file;

	*text = '\0';
	snprintf(path, sizeof(path), "/proc/%u/comm", (unsigned)process);
	file = fopen(path, "re");
	if (!file)
		return text;
	length = fread(text, 1, PROCESS_NAME_SIZE - 1, file);
	fclose(file);
	/* The last newline ends the name; others belong to it. */
	if (length > 0 && text[length - 1] == '\n')
		length--;
	text[length] = '\0';
	return text;
}
