/* SPDX-License-Identifier: MIT */
/* Messages on standard error, and the status with which the command ends. */
#include "message.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <sock6.h>

#include "command.h"
#include "progress.h"
#include "screen.h"

static const char *command_name;

void message_command(const char *name)
{
	command_name = name;
}

/* A word of a message may have come from anywhere: no control characters. */
static void print(const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c == 0x7f)
			fprintf(stderr, "\\x%02x", c);
		else
			putc(c, stderr);
	}
}

static void print_formatted(const char *format, va_list arguments)
{
	char text[1024];

	screen_close();
	progress_clear();
	/* What was printed before stands before it, on a terminal too. */
	fflush(stdout);
	fputs("sock6", stderr);
	if (command_name)
		fprintf(stderr, " %s", command_name);
	fputs(": ", stderr);
	vsnprintf(text, sizeof(text), format, arguments);
	print(text);
}

void message(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print_formatted(format, arguments);
	va_end(arguments);
	putc('\n', stderr);
}

int usage_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print_formatted(format, arguments);
	va_end(arguments);
	putc('\n', stderr);
	return END_USAGE;
}

int failure(int status, const char *remedy, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print_formatted(format, arguments);
	va_end(arguments);
	fprintf(stderr, ": %s (%s)%s%s\n", sock6_status_text(status),
		sock6_status_name(status), remedy ? "; " : "",
		remedy ? remedy : "");
	return end_of_status(status);
}

int end_of_status(int status)
{
	switch (-status) {
	case 0: return END_DONE;
	case EPERM:
	case EACCES: return END_PERMISSION;
	case EOPNOTSUPP:
	case ENOPROTOOPT:
	case EAFNOSUPPORT:
	case EPROTONOSUPPORT:
	case ENOSYS: return END_UNSUPPORTED;
	case ETIMEDOUT: return END_DEADLINE;
	default: return END_UNMET;
	}
}

_Noreturn void out_of_memory(void)
{
	message("out of memory");
	exit(END_UNMET);
}
