/* SPDX-License-Identifier: MIT */
/* sock6 listen: tell what arrives, with everything that came beside it. */
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "listen.h"
#include "message.h"
#include "options.h"
#include "privilege.h"
#include "stop.h"

static int64_t deadline_of(const struct listener *l)
{
	return l->options.lasting == SOCK6_FOREVER
		       ? SOCK6_FOREVER
		       : l->began + l->options.lasting;
}

/* When there is something to do, even if nothing arrives. */
static int64_t next_tick(const struct listener *l)
{
	return l->options.interval ? l->ticked + l->options.interval
				   : SOCK6_FOREVER;
}

/* Once an interval, however long a tick itself has taken. */
static void tick(struct listener *l)
{
	const int64_t now = sock6_now();

	if (now < next_tick(l))
		return;
	stream_table_tick(&l->streams, (double)(now - l->ticked) / 1e9);
	l->ticked = now;
	listen_report(l, "interim");
}

static int drain_ready(struct listener *l, const uint8_t *ready)
{
	int status = 0;

	for (unsigned i = 0; i < l->set.count && status >= 0; i++)
		if (ready[i])
			status = listen_drain(l, i);
	return status;
}

static int wait_and_hear(struct listener *l, int64_t deadline)
{
	sock6_fd sockets[CHANNELS];
	uint8_t readable[CHANNELS];
	int64_t until = next_tick(l) < deadline ? next_tick(l) : deadline;
	int ready;

	for (unsigned i = 0; i < l->set.count; i++)
		sockets[i] = l->set.channels[i].fd;
	ready = stop_wait(sockets, l->set.count, until, readable);
	return ready > 0 ? drain_ready(l, readable) : ready;
}

static int listen_until_the_end(struct listener *l)
{
	const int64_t deadline = deadline_of(l);
	int status;

	do {
		/* A reader at the other end of a pipe sees each line now. */
		fflush(stdout);
		status = wait_and_hear(l, deadline);
		tick(l);
		if (stop_interim())
			listen_report(l, "interim");
	} while (!listen_has_enough(l) && status >= 0 && !stop_requested() &&
		 sock6_now() < deadline);
	return status;
}

static int serve(struct listener *l)
{
	int status = stop_setup(), end;

	if (status < 0)
		return failure(status, NULL, "signals");
	end = listen_make_targets(l);
	if (end == OPTIONS_GO_ON)
		end = channel_join_all(&l->set);
	if (end == OPTIONS_GO_ON)
		end = privilege_drop();
	if (end != OPTIONS_GO_ON)
		return end;
	listen_make_room(l);
	listen_announce(l);
	l->began = l->ticked = sock6_now();
	status = listen_until_the_end(l);
	listen_report(l, "summary");
	return listen_judge(l, status);
}

static void release(struct listener *l)
{
	channel_close_all(&l->set);
	target_table_free(&l->set.plan.table);
	stream_table_free(&l->streams);
	for (uint32_t i = 0; i < l->word_count; i++)
		free(l->words[i].sources);
	free(l->words);
	free(l->rooms);
	free(l);
}

static int run(int argc, char **argv)
{
	struct listener *l = calloc(1, sizeof(*l));
	int end;

	if (!l)
		out_of_memory();
	end = listen_read(l, argc, argv);
	if (end == OPTIONS_GO_ON)
		end = serve(l);
	release(l);
	return end;
}

const struct command listen_command = {
	.name = "listen",
	.operands = "[SOURCE,...@]GROUP[+N][%IF][:PORT] | ADDRESS | PORT ...",
	.summary = "print datagrams with all that comes beside them",
	.description =
		"Join groups, or bind addresses and ports, and print every "
		"datagram with its\n"
		"source, destination, interface, traffic class, hop limit, "
		"length and time.\n"
		"Of each stream: rate, and what was lost, duplicated, "
		"reordered and delayed.\n"
		"\n"
		"  sock6 listen ff02::114%eth0 '[ff05::2%eth0]:5000'\n"
		"  sock6 listen 2001:db8::1@ff3e::8000:1+500%eth0 --count 10\n"
		"  sock6 listen 5000 --deadline 1m --json --max-loss 1",
	.options = listen_rows,
	.run = run,
};
