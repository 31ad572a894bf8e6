/* SPDX-License-Identifier: MIT */
/* sock6 ping: who answers, how fast, and how many do not. */
#define _POSIX_C_SOURCE 200809L

#include "ping.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sock6.h>

#include "command.h"
#include "ping_options.h"
#include "ping_record.h"
#include "process/allocate.h"
#include "process/privilege.h"
#include "process/stop.h"
#include "report/message.h"
#include "report/progress.h"
#include "report/remedy.h"
#include "time_unit.h"
#include "words/options.h"

/* Between the first requests to two of many destinations. */
#define STAGGER (10 * MILLISECOND)

/* The sequence number of a request that is waited for is not used again. */
static int may_send(const struct ping *ping, const struct ping_target *target)
{
	uint64_t waiting = target->sent - target->settled;

	if (ping->options.count &&
	    target->sent >= (uint64_t)ping->options.count)
		return 0;
	return ping->options.interval ? waiting < target->sequences - 1
				      : waiting == 0;
}

/*
 * The pace is kept on average, as waits end late; what was missed during a
 * longer pause of this process is not made up for.
 */
static int send_due(struct ping *ping, struct ping_target *target)
{
	int64_t now = sock6_now();
	int status = 0;

	if (!may_send(ping, target) || now < target->due)
		return 0;
	status = ping_send(ping, target);
	target->due += ping->options.interval;
	if (target->due < now - SECOND || ping->options.interval == 0)
		target->due = now;
	return status;
}

static int send_all_due(struct ping *ping)
{
	for (unsigned i = 0; i < ping->count; i++) {
		int status = send_due(ping, &ping->targets[i]);

		if (status < 0)
			return failure(status, remedy_to_send(status), "%s",
				       ping->targets[i].word);
	}
	return OPTIONS_GO_ON;
}

/* When something is to be done that no socket tells. */
static int64_t next_moment(const struct ping *ping)
{
	/* At least once a second there is progress to be told. */
	int64_t next = sock6_now() + SECOND;

	if (ping->deadline < next)
		next = ping->deadline;
	for (unsigned i = 0; i < ping->count; i++) {
		const struct ping_target *target = &ping->targets[i];
		int64_t moment;

		if (may_send(ping, target) && target->due < next)
			next = target->due;
		if (target->settled == target->sent)
			continue;
		moment = ping_request(target, target->settled + 1)->sent +
			 ping->options.timeout;
		if (moment < next)
			next = moment;
	}
	return next;
}

static int is_complete(const struct ping *ping)
{
	if (!ping->options.count)
		return 0;
	for (unsigned i = 0; i < ping->count; i++)
		if (ping->targets[i].sent < (uint64_t)ping->options.count ||
		    ping->targets[i].settled < ping->targets[i].sent)
			return 0;
	return 1;
}

static int is_over(const struct ping *ping)
{
	return is_complete(ping) || (ping->options.first && ping->answers) ||
	       stop_requested() || sock6_now() >= ping->deadline;
}

static void show_progress(const struct ping *ping)
{
	uint64_t sent = 0, received = 0;

	for (unsigned i = 0; i < ping->count; i++) {
		sent += ping->targets[i].trip.sent;
		received += ping->targets[i].trip.received;
	}
	progress("%llu sent, %llu answered", (unsigned long long)sent,
		 (unsigned long long)received);
}

static int wait_and_receive(struct ping *ping)
{
	sock6_fd sockets[PING_TARGETS];
	uint8_t ready[PING_TARGETS];
	int found;

	for (unsigned i = 0; i < ping->count; i++)
		sockets[i] = ping->targets[i].fd;
	/* A reader at the other end of a pipe sees each line now. */
	fflush(stdout);
	show_progress(ping);
	found = stop_wait(sockets, ping->count, next_moment(ping), ready);
	for (unsigned i = 0; i < ping->count && found > 0; i++)
		if (ready[i])
			ping_drain(ping, &ping->targets[i]);
	if (stop_interim())
		ping_report_summary(ping, "interim");
	return found < 0 ? failure(found, NULL, "wait") : OPTIONS_GO_ON;
}

/* Whether that was all. */
static int settle_all(struct ping *ping)
{
	for (unsigned i = 0; i < ping->count; i++)
		ping_settle(ping, &ping->targets[i]);
	return is_over(ping);
}

static int ping_until_the_end(struct ping *ping)
{
	int end = OPTIONS_GO_ON;

	while (end == OPTIONS_GO_ON && !settle_all(ping)) {
		end = send_all_due(ping);
		/* What this host refused is over at once. */
		if (end == OPTIONS_GO_ON && !settle_all(ping))
			end = wait_and_receive(ping);
	}
	return end;
}

static int is_met(const struct ping *ping, const struct ping_target *target)
{
	const struct ping_options *options = &ping->options;
	struct round_trip trip = target->trip;

	trip.sent -= ping_waiting(ping, target, NULL);
	if (target->damaged || target->inactive)
		return 0;
	if (target->is_group && target->responder_count < options->expect)
		return 0;
	return options->max_loss >= 0
		       ? round_trip_loss(&trip) <= options->max_loss
		       : trip.received > 0;
}

static int judge(const struct ping *ping)
{
	int met = 1, silent = 0;

	if (ping->options.first && ping->answers)
		return END_DONE;
	if (ping->options.count && !is_complete(ping))
		return stop_requested() ? END_UNMET : END_DEADLINE;
	for (unsigned i = 0; i < ping->count; i++) {
		met &= is_met(ping, &ping->targets[i]);
		silent |= ping->targets[i].answers == 0;
	}
	if (met)
		return END_DONE;
	/* Without --count the deadline is the end that was asked for. */
	return silent && !ping->options.count && !stop_requested()
		       ? END_DEADLINE
		       : END_UNMET;
}

static void begin(struct ping *ping)
{
	int64_t apart = ping->options.interval / ping->count;

	if (apart > STAGGER)
		apart = STAGGER;
	ping->began = sock6_now();
	ping->deadline = stop_deadline(ping->began, ping->options.lasting);
	for (unsigned i = 0; i < ping->count; i++) {
		ping->targets[i].due = ping->began + i * apart;
		ping_report_target(ping, &ping->targets[i]);
	}
}

static int serve(struct ping *ping)
{
	int end = stop_setup();

	if (end == OPTIONS_GO_ON)
		end = ping_open_targets(ping);
	if (end == OPTIONS_GO_ON)
		end = privilege_drop();
	if (end != OPTIONS_GO_ON)
		return end;
	begin(ping);
	end = ping_until_the_end(ping);
	ping_report_summary(ping, "summary");
	return end == OPTIONS_GO_ON ? judge(ping) : end;
}

static int run(int argc, char **argv)
{
	struct ping *ping = allocate(1, sizeof(*ping));
	char **words;
	int end;

	end = ping_options_read(&ping_command, &ping->options, argc, argv,
				&words);
	if (end == OPTIONS_GO_ON)
		end = ping_take_targets(ping, words);
	if (end == OPTIONS_GO_ON)
		end = serve(ping);
	ping_close_targets(ping);
	free(ping);
	return end;
}

const struct command ping_command = {
	.name = "ping",
	.operands = "DEST[+N] ...",
	.summary = "tell who answers, how fast, and how many do not",
	.description = "Send ICMPv6 echo requests to hosts and groups, and "
		       "tell of each answer, each\n"
		       "error on the way, and each request that nobody "
		       "answered. Of a group, everybody\n"
		       "who answers is listed.\n"
		       "\n"
		       "  sock6 ping 2001:db8::1\n"
		       "  sock6 ping ff02::1%eth0 --count 3 --expect 2\n"
		       "  sock6 ping router.example server.example -q -w 1m "
		       "--max-loss 1",
	.options = ping_option_rows,
	.run = run,
};
