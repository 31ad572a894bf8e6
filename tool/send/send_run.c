/* SPDX-License-Identifier: MIT */
/* All datagrams at their pace, until there is an end to them. */
#define _POSIX_C_SOURCE 200809L

#include <time.h>

#include "process/stop.h"
#include "send.h"
#include "time_unit.h"

/*
 * poll(2) counts milliseconds, so the rest of a wait is slept; sleep is late by
 * the timer slack of 50 us and by what it takes to wake up, so the last bit of a
 * wait between bursts that are close together is spent looking at the clock.
 */
#define POLLED (2 * MILLISECOND)
#define LOOKED (200 * MICROSECOND)

/* How often what comes back is heard, however fast datagrams leave. */
#define TICK (5 * MILLISECOND)

/* A rate is kept in bursts of half a millisecond, of no more than any socket
 * that comes as it comes can take in at once. */
#define BURST_TIME    (SECOND / 2000)
#define BURST_DEFAULT 64

/* What is later than that is not made up for. */
#define SLACK SECOND

/* Before the payload of a packet: RFC 8200, 3, RFC 791, 3.1, and UDP. */
#define HEADERS      48
#define HEADERS_IPV4 28

static int64_t packet_bits(const struct sender *s)
{
	int headers = destinations_have_ipv4(&s->to) ? HEADERS_IPV4 : HEADERS;

	return 8 * ((int64_t)s->plan.payload.length + headers);
}

static void set_pace(struct sender *s)
{
	const struct send_plan *plan = &s->plan;
	const int64_t thousand_seconds = 1000 * SECOND;

	switch (plan->rate.unit) {
	case RATE_DATAGRAMS:
		pace_set(&s->pace, thousand_seconds, plan->rate.milli, 1,
			 SLACK);
		break;
	case RATE_BITS:
		pace_set(&s->pace, packet_bits(s) * thousand_seconds,
			 plan->rate.milli, 1, SLACK);
		break;
	default: pace_set(&s->pace, plan->interval, s->to.count, 1, 0); break;
	}
	s->packet_bits = packet_bits(s);
}

/* An interval is one between single datagrams; a rate is none. */
static uint32_t choose_burst(const struct sender *s)
{
	double burst = 1;

	if (s->plan.burst)
		return s->plan.burst;
	if (pace_is_unlimited(&s->pace))
		return s->batch;
	if (s->plan.rate.unit != RATE_NONE)
		burst = pace_rate(&s->pace) * (double)BURST_TIME / SECOND;
	if (burst > BURST_DEFAULT)
		burst = BURST_DEFAULT;
	if (burst < s->to.in_a_row)
		burst = s->to.in_a_row;
	return burst < 1 ? 1 : (uint32_t)burst;
}

/* Without a rate, and where a human can follow. */
static int is_slow(const struct sender *s)
{
	return s->plan.rate.unit == RATE_NONE &&
	       s->pace.whole >= 10 * MILLISECOND;
}

static uint64_t left_to_send(const struct sender *s)
{
	uint64_t all = s->to.each * s->to.count;

	return s->to.each ? all - s->sent - s->failed : UINT64_MAX;
}

static int64_t end_of_time(const struct sender *s)
{
	const struct send_plan *plan = &s->plan;

	return stop_deadline(s->began, plan->duration < plan->deadline
					       ? plan->duration
					       : plan->deadline);
}

static int is_over(const struct sender *s, int64_t now)
{
	return stop_requested() || s->is_broken || left_to_send(s) == 0 ||
	       now >= end_of_time(s);
}

static void show(struct sender *s)
{
	if (stop_interim())
		send_interim(s);
	if (!s->shows_each)
		send_progress(s);
}

static void sleep_for(int64_t nanoseconds)
{
	struct timespec time = { 0, (long)nanoseconds };

	nanosleep(&time, NULL);
}

void send_wait(struct sender *s, int64_t moment)
{
	int64_t left;

	while ((left = moment - sock6_now()) > 0 && !stop_requested()) {
		if (left > POLLED) {
			/* It is rounded up, by less than this. */
			if (stop_wait(&s->fd, 1, moment - MILLISECOND, NULL) >
			    0)
				send_hear(s, 0);
			show(s);
		} else if (left > LOOKED) {
			sleep_for(left);
		}
	}
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Whatever does not depend on the next datagram. */
static void tick(struct sender *s, int64_t now)
{
	if (now >= s->next_report && !is_over(s, now)) {
		send_interim(s);
		s->next_report += s->plan.report;
	}
	if (now < s->next_tick)
		return;
	s->next_tick = now + TICK;
	send_hear(s, 0);
	show(s);
}

static void send_burst(struct sender *s, int64_t began)
{
	uint64_t left = left_to_send(s);
	uint32_t count = s->pace.burst, done = 0;

	if (count > left)
		count = (uint32_t)left;
	s->before_last_burst = s->sent;
	s->last_burst = began;
	while (done < count && !is_over(s, began)) {
		uint32_t taken = send_call(s, count - done);

		done += taken;
		if (taken == 0)
			tick(s, began = sock6_now());
	}
	pace_sent(&s->pace, done, s->last_burst);
}

void send_run(struct sender *s)
{
	int64_t now = sock6_now();

	set_pace(s);
	s->pace.burst = choose_burst(s);
	s->shows_each = !s->plan.quiet && is_slow(s);
	s->began = s->last_burst = s->interim.time = now;
	s->next_tick = now + TICK;
	s->next_report =
		s->plan.report > 0 ? now + s->plan.report : SOCK6_FOREVER;
	pace_start(&s->pace, now);
	while (!is_over(s, now)) {
		int64_t next = pace_next(&s->pace);

		send_wait(s, earlier(earlier(next, end_of_time(s)),
				     s->next_report));
		now = sock6_now();
		tick(s, now);
		if (now >= next && !is_over(s, now))
			send_burst(s, now);
	}
	s->ended = sock6_now();
}
