/* SPDX-License-Identifier: MIT */
/* sock6 listen: tell what arrives, with everything that came beside it. */
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "listen.h"
#include "listen_view.h"
#include "process/allocate.h"
#include "process/privilege.h"
#include "process/stop.h"
#include "report/screen.h"
#include "time_unit.h"
#include "words/options.h"

#define REFRESH SECOND
#define REST    (200 * MILLISECOND)

/* When there is something to do, even if nothing arrives. */
static int64_t next_tick(const struct listener *l)
{
	if (l->options.interval)
		return l->ticked + l->options.interval;
	return l->is_live ? l->ticked + REFRESH : SOCK6_FOREVER;
}

/* Once an interval, however long a tick itself has taken. */
static void tick(struct listener *l)
{
	const int64_t now = sock6_now();

	if (now < next_tick(l))
		return;
	stream_table_tick(&l->streams, (double)(now - l->ticked) / 1e9);
	l->ticked = now;
	if (l->is_live)
		view_draw(l);
	else
		listen_report(l, "interim");
}

/* A message has closed it, and lines go on from there. */
static void leave_closed_view(struct listener *l)
{
	if (l->is_live && !screen_is_open())
		l->is_live = 0;
}

static void heed_signals(struct listener *l)
{
	int interim = stop_interim(), resized = stop_resized();

	leave_closed_view(l);
	if (l->is_live && resized)
		screen_resize();
	if (l->is_live && (resized || interim))
		view_draw(l);
	else if (interim)
		listen_report(l, "interim");
}

static int drain_ready(struct listener *l, const uint8_t *ready, unsigned count)
{
	int status = 0;

	for (unsigned i = 0; i < count && status >= 0; i++)
		if (ready[i])
			status = listen_drain(l, i);
	return status;
}

/* What is waited for besides the channels. */
enum { MONITOR, KEYBOARD, BESIDES };

static void heed_keyboard(struct listener *l)
{
	int key = screen_key();

	if (key == 'q' || key == 'Q')
		l->is_quit = 1;
}

static int wait_and_hear(struct listener *l, int64_t deadline)
{
	sock6_fd sockets[CHANNELS + BESIDES];
	uint8_t readable[CHANNELS + BESIDES] = { 0 };
	const unsigned channels = l->set.count;
	const uint8_t *besides = readable + channels;
	int64_t until = next_tick(l) < deadline ? next_tick(l) : deadline;
	int status;

	for (unsigned i = 0; i < channels; i++)
		sockets[i] = l->set.channels[i].fd;
	/* poll(2) passes over what is less than 0. */
	sockets[channels + MONITOR] = l->rejoin.monitor;
	sockets[channels + KEYBOARD] = screen_keyboard();
	status = stop_wait(sockets, channels + BESIDES, until, readable);
	if (status <= 0)
		return status;
	if (besides[KEYBOARD])
		heed_keyboard(l);
	status = drain_ready(l, readable, channels);
	/* It may open more sockets, so it comes last. */
	if (status >= 0 && besides[MONITOR])
		status = rejoin_hear(l);
	return status;
}

static uint64_t taken(const struct listener *l)
{
	return l->heard + l->others + l->early + l->ends;
}

/* What had arrived by the end counts; but a flood has no end. */
static int hear_rest(struct listener *l)
{
	const int64_t deadline = sock6_now() + REST;
	uint64_t before;
	int status = 0;

	do {
		before = taken(l);
		for (unsigned i = 0; i < l->set.count && status >= 0; i++)
			status = listen_drain(l, i);
	} while (status >= 0 && taken(l) != before && sock6_now() < deadline);
	return status;
}

static int listen_until_the_end(struct listener *l)
{
	const int64_t deadline = stop_deadline(l->began, l->options.lasting);
	int status;

	do {
		/* A reader at the other end of a pipe sees each line now. */
		fflush(stdout);
		status = wait_and_hear(l, deadline);
		tick(l);
		heed_signals(l);
	} while (!listen_has_enough(l) && status >= 0 && !stop_requested() &&
		 !l->is_quit && sock6_now() < deadline);
	return status < 0 ? status : hear_rest(l);
}

/* The view is left before anything is printed, and however it all ends. */
static int show_until_the_end(struct listener *l)
{
	int status;

	l->is_live = view_is_wanted(l) && screen_open() == 0;
	if (!l->is_live) {
		listen_announce(l);
		return listen_until_the_end(l);
	}
	stop_at_once(screen_close);
	view_draw(l);
	status = listen_until_the_end(l);
	screen_close();
	stop_at_once(NULL);
	return status;
}

static int serve(struct listener *l)
{
	int status, end = stop_setup();

	if (end == OPTIONS_GO_ON)
		end = rejoin_begin(l);
	if (end == OPTIONS_GO_ON)
		end = listen_make_targets(l);
	if (end == OPTIONS_GO_ON)
		end = channel_join_all(&l->set);
	if (end == OPTIONS_GO_ON)
		end = privilege_drop();
	if (end != OPTIONS_GO_ON)
		return end;
	listen_make_room(l);
	l->began = l->ticked = sock6_now();
	status = show_until_the_end(l);
	listen_report(l, "summary");
	return listen_judge(l, status);
}

static void release(struct listener *l)
{
	rejoin_end(l);
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
	struct listener *l = allocate(1, sizeof(*l));
	int end;

	l->rejoin.monitor = -1;
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
