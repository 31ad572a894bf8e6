/* SPDX-License-Identifier: MIT */
/* A record as a line of text: counts with their units, one or many. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "report/report.h"

/* What a record with this count prints, shown as a text unless that is NULL. */
static void prints(const char *expected, const char *name, int64_t count,
		   const char *shown)
{
	FILE *file = tmpfile();
	int saved = dup(STDOUT_FILENO);
	struct record record;
	char line[100] = "";

	REQUIRE(file && saved >= 0);
	fflush(stdout);
	dup2(fileno(file), STDOUT_FILENO);
	record_begin(&record, "summary");
	record_integer(&record, name, REPORT_COUNTED, count);
	if (shown)
		record_show(&record, shown);
	record_end(&record);
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	CHECK(pread(fileno(file), line, sizeof(line) - 1, 0) > 0);
	CHECK_STR(expected, line);
	close(saved);
	fclose(file);
}

static void one_of_something_has_a_name_in_the_singular(void)
{
	prints("2 bytes\n", "bytes", 2, NULL);
	prints("1 byte\n", "bytes", 1, NULL);
	prints("0 bytes\n", "bytes", 0, NULL);
	prints("11 bytes\n", "bytes", 11, NULL);
	prints("1 address\n", "addresses", 1, NULL);
	prints("3 addresses\n", "addresses", 3, NULL);
}

static void so_it_has_behind_a_word(void)
{
	prints("watching: 1 interface\n", "interfaces", 1, "watching: 1");
	prints("watching: 21 interfaces\n", "interfaces", 21, "watching: 21");
}

int main(void)
{
	RUN(one_of_something_has_a_name_in_the_singular);
	RUN(so_it_has_behind_a_word);
	return check_end();
}
