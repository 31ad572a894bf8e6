/* SPDX-License-Identifier: MIT */
/*
 * The linker puts these in place of setsockopt(2) and getsockopt(2)
 * (ld(1), --wrap), so that nothing the library does is left out and the
 * library needs no hook for it.
 */
#include "verbose.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <sock6.h>

#include "report/message.h"
#include "verbose_name.h"

#define BYTES 24 /* of a value are shown at the most */

int __real_setsockopt(int fd, int level, int name, const void *value,
		      socklen_t size);
int __wrap_setsockopt(int fd, int level, int name, const void *value,
		      socklen_t size);
int __real_getsockopt(int fd, int level, int name, void *value,
		      socklen_t *size);
int __wrap_getsockopt(int fd, int level, int name, void *value,
		      socklen_t *size);

static int is_on;

void verbose_on(void)
{
	is_on = 1;
}

int verbose_is_on(void)
{
	return is_on;
}

/* An integer as such, anything else as its first bytes. */
static void format_value(char *text, size_t room, const void *value,
			 socklen_t size)
{
	const unsigned char *byte = value;
	size_t used = 0;
	int number;

	if (size == sizeof(number)) {
		memcpy(&number, value, sizeof(number));
		snprintf(text, room, "%d", number);
		return;
	}
	*text = '\0';
	for (socklen_t i = 0; i < size && i < BYTES && used < room; i++)
		used += (size_t)snprintf(text + used, room - used, "%02x",
					 byte[i]);
	if (used < room)
		snprintf(text + used, room - used, "%s (%u bytes)",
			 size > BYTES ? "..." : "", (unsigned)size);
}

static void show(const char *call, int fd, int level, int name,
		 const char *value, int result, int error)
{
	char option[VERBOSE_NAME_SIZE], end[80] = "0";

	verbose_name(option, level, name);
	if (result < 0)
		snprintf(end, sizeof(end), "%s, %s", sock6_status_name(-error),
			 sock6_status_text(-error));
	message("%s(%d, %s, %s) = %s", call, fd, option, value, end);
}

int __wrap_setsockopt(int fd, int level, int name, const void *value,
		      socklen_t size)
{
	int result = __real_setsockopt(fd, level, name, value, size);
	int error = errno;
	char text[80];

	if (is_on) {
		format_value(text, sizeof(text), value, size);
		show("setsockopt", fd, level, name, text, result, error);
		errno = error;
	}
	return result;
}

int __wrap_getsockopt(int fd, int level, int name, void *value, socklen_t *size)
{
	int result = __real_getsockopt(fd, level, name, value, size);
	int error = errno;
	char text[80] = "?";

	if (is_on) {
		if (result == 0)
			format_value(text, sizeof(text), value, *size);
		show("getsockopt", fd, level, name, text, result, error);
		errno = error;
	}
	return result;
}
