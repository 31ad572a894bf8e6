/* SPDX-License-Identifier: MIT */
/* How subcommands are called, and what the tests of the contract share. */
#define _GNU_SOURCE
#include "contract.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "host.h"
#include "sock6.h"

#define A      "2001:db8:1::a"
#define B      "2001:db8:1::b"
#define NOBODY "2001:db8:9::1" /* b drops what is for others */
#define GROUP  "ff02::114%eth0"
#define EMPTY  "60000000 0000 3b40 " ONE ONE /* a packet with no next header */
#define ONE    "00000000000000000000000000000001"

const struct line lines[] = {
	{ .words = { "selftest" }, .flags = LINE_COLOUR },
	{ .words = { "caps" }, .flags = LINE_COLOUR },
	{ .words = { "listen", GROUP },
	  .flags = LINE_GOES_ON | LINE_NETWORK | LINE_OPERAND,
	  .peer = { "send", GROUP, "--count", "0", "--interval", "50ms" } },
	{ .words = { "send", B, "--count", "0", "--interval", "100ms" },
	  .flags = LINE_GOES_ON | LINE_NETWORK | LINE_OPERAND },
	{ .words = { "mping", GROUP },
	  .flags = LINE_GOES_ON | LINE_NETWORK | LINE_OPERAND,
	  .peer = { "reflect", GROUP },
	  .until = "\"answer\"" },
	{ .words = { "reflect" },
	  .flags = LINE_GOES_ON | LINE_NETWORK | LINE_SERVES,
	  .peer = { "check", A, "--count", "1000", "--interval", "50ms" },
	  .until = "\"asker\"" },
	{ .words = { "check", B, "--count", "1", "--expect", "unchanged" },
	  .flags = LINE_NETWORK | LINE_OPERAND,
	  .peer = { "reflect" } },
	{ .words = { "ping", B },
	  .flags = LINE_GOES_ON | LINE_NETWORK | LINE_OPERAND },
	{ .words = { "check", NOBODY, "--interval", "1s" },
	  .flags = LINE_GOES_ON | LINE_LASTS | LINE_NETWORK | LINE_OPERAND },
	{ .words = { "trace", B }, .flags = LINE_NETWORK | LINE_OPERAND },
	{ .words = { "trace", NOBODY, "--timeout", "5s" },
	  .flags = LINE_GOES_ON | LINE_LASTS | LINE_NETWORK | LINE_OPERAND },
	{ .words = { "pmtu", B }, .flags = LINE_NETWORK | LINE_OPERAND },
	{ .words = { "pmtu", NOBODY, "--timeout", "5s" },
	  .flags = LINE_GOES_ON | LINE_LASTS | LINE_NETWORK | LINE_OPERAND },
	{ .words = { "icmp" },
	  .flags = LINE_GOES_ON | LINE_NETWORK | LINE_PRIVILEGE,
	  .peer = { "ping", A, "--interval", "100ms" },
	  .until = "\"message\"" },
	{ .words = { "options" } },
	{ .words = { "groups" } },
	{ .words = { "watch", "--initial" }, .flags = LINE_GOES_ON },
	{ .words = { "bench", "--duration", "100ms" } },
	{ .words = { "bench", "--duration", "8s" },
	  .flags = LINE_LASTS | LINE_NETWORK },
	{ .words = { "parse", EMPTY } },
	{ .words = { "types" } },
	{ .words = { "dscp" } },
	{ .words = { NULL } },
};

static struct run peer;
static int has_peer;

const char *const *command_names(void)
{
	static const char *names[64];
	static struct run run;
	unsigned count = 0;

	if (names[0])
		return names;
	run_tool(&run, "--commands", NULL);
	for (char *name = strtok(run.output, "\n"); name && count < 63;
	     name = strtok(NULL, "\n"))
		names[count++] = name;
	return names;
}

int command_exists(const char *command)
{
	const char *const *name = command_names();

	while (*name && strcmp(*name, command) != 0)
		name++;
	return *name != NULL;
}

const struct line *line_of(const char *command, unsigned flags)
{
	for (const struct line *line = lines; line->words[0]; line++)
		if (strcmp(line->words[0], command) == 0 &&
		    (line->flags & flags) == flags)
			return line;
	return NULL;
}

int line_enter(const void *line)
{
	(void)line;
	lab_enter("a");
	return 0;
}

static int enter_b(const void *line)
{
	(void)line;
	lab_enter("b");
	return 0;
}

/* A peer is ready when the first line comes, or when there is none to come. */
static void start_peer(const struct line *line)
{
	if (!line->peer[0])
		return;
	run_start(&peer, enter_b, line, line->peer);
	has_peer = 1;
	run_prints(&peer, "\n");
}

void line_end(void)
{
	if (!has_peer)
		return;
	run_signal(&peer, SIGKILL);
	run_finish(&peer);
	has_peer = 0;
}

void line_start_as(struct run *run, const struct line *line,
		   const char *const more[], run_prepare *prepare)
{
	const char *words[2 * LINE_WORDS] = { NULL };
	unsigned count = 0;

	if (!(line->flags & LINE_SERVES))
		start_peer(line);
	while (line->words[count]) {
		words[count] = line->words[count];
		count++;
	}
	for (unsigned i = 0; more && more[i]; i++)
		words[count++] = more[i];
	run_start(run, prepare, line, words);
	/* Where its output goes elsewhere, there is nothing to wait for. */
	if (line->flags & LINE_SERVES && prepare == line_enter &&
	    run_prints(run, "\n"))
		start_peer(line);
}

void line_start(struct run *run, const struct line *line,
		const char *const more[])
{
	line_start_as(run, line, more, line_enter);
}

int status_number(pid_t pid, const char *name, unsigned long long *number)
{
	char path[40], line[128];
	int found = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	file = fopen(path, "r");
	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file))
		if (strncmp(line, name, strlen(name)) == 0)
			found = sscanf(line + strlen(name), "%llx", number) == 1
					? 0
					: -1;
	fclose(file);
	return found;
}

int takes_signal(pid_t pid, int number)
{
	struct timespec moment = { 0, 5000000 };
	unsigned long long caught;

	for (int i = 0; i < 6000; i++) {
		if (status_number(pid, "SigCgt:", &caught) == 0 &&
		    caught >> (number - 1) & 1)
			return 1;
		nanosleep(&moment, NULL);
	}
	return 0;
}

const char *line_text(const struct line *line)
{
	static char text[256];
	size_t used = 0;

	for (unsigned i = 0; line->words[i] && used < sizeof(text); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "%s%s", i ? " " : "", line->words[i]);
	return text;
}
