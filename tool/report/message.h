/* SPDX-License-Identifier: MIT */
/*
 * Messages on standard error, "sock6 COMMAND: WORD: what is wrong; what helps",
 * and the status with which the command then ends.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#if defined(__GNUC__)
#define MESSAGE_PRINTF(text, first) \
	__attribute__((__format__(__printf__, text, first)))
#else
#define MESSAGE_PRINTF(text, first)
#endif

/* Under which name messages appear from now on. */
void message_command(const char *name);

void message(const char *format, ...) MESSAGE_PRINTF(1, 2);

/* Returns END_USAGE. */
int usage_error(const char *format, ...) MESSAGE_PRINTF(1, 2);

/*
 * A call of the library has failed with a negative status.  The remedy, where
 * not NULL, is added to the text of the status.  Returns how the command ends.
 */
int failure(int status, const char *remedy, const char *format, ...)
	MESSAGE_PRINTF(3, 4);

/* How the command ends because of a status. */
int end_of_status(int status);

/* There is no more memory: says so and ends the command. */
_Noreturn void out_of_memory(void);

#endif
