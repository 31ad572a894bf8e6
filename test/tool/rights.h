/* SPDX-License-Identifier: MIT */
/* What a process may still do, and which signals it catches. */
#ifndef TOOL_RIGHTS_H
#define TOOL_RIGHTS_H

#include <stdio.h>
#include <string.h>
#include <sys/types.h>

/* Whether it has no capability, effective or permitted (capabilities(7)). */
static inline int has_no_right(pid_t pid)
{
	char path[40], line[128];
	int found = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		found += strcmp(line, "CapEff:\t0000000000000000\n") == 0 ||
			 strcmp(line, "CapPrm:\t0000000000000000\n") == 0;
	if (file)
		fclose(file);
	return found == 2;
}

/* Whether it has a handler of a signal. */
static inline int catches(pid_t pid, int number)
{
	unsigned long long caught = 0;
	char path[40], line[128];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		sscanf(line, "SigCgt: %llx", &caught);
	if (file)
		fclose(file);
	return (int)(caught >> (number - 1) & 1);
}

#endif
