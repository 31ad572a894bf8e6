/* SPDX-License-Identifier: MIT */
/* The requests of mping, round by round, and what each answer tells. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "mping.h"
#include "process/stop.h"
#include "report/message.h"
#include "report/progress.h"
#include "report/remedy.h"
#include "words/options.h"

static int join(struct mping *m)
{
	int status;

	if (!m->group_answers)
		return OPTIONS_GO_ON;
	status = sock6_group_join(m->fd, m->ifindex, &m->group.sin6_addr);
	return status < 0 ? failure(status, remedy_to_join(status), "%s",
				    m->group_text)
			  : OPTIONS_GO_ON;
}

int mping_open(struct mping *m)
{
	int status = sock6_udp_open(&m->fd, NULL, 0);

	if (status < 0)
		return failure(status, remedy_to_open(status), "socket");
	status = asker_prepare(m->fd);
	return status == OPTIONS_GO_ON ? join(m) : status;
}

static int is_over(const struct mping *m)
{
	return stop_requested() || sock6_now() >= m->deadline;
}

static int has_seen(const struct mping_way *way, uint64_t number)
{
	return (int)(way->seen[number % MPING_WINDOW / 64] >> number % 64 & 1);
}

static void set_seen(struct mping_way *way, uint64_t number, int seen)
{
	uint64_t *word = &way->seen[number % MPING_WINDOW / 64];
	uint64_t bit = UINT64_C(1) << number % 64;

	*word = seen ? *word | bit : *word & ~bit;
}

static void count_first(struct mping *m, struct mping_way *way,
			enum mping_path path, const struct asker_answer *answer)
{
	const struct stamp *stamp = &answer->told.stamp;

	if (way->first)
		return;
	way->first = stamp->sequence;
	way->setup = (int64_t)stamp->value + answer->round_trip -
		     m->first_sent[path];
}

void mping_count_values(const struct mping *m, struct effect_way *there,
			struct effect_way *back,
			const struct asker_answer *answer)
{
	const struct reflection_values *came = &answer->told.came;
	const struct reflection_values *leaves = &answer->told.leaves;

	if (came->present & REFLECTION_TRAFFIC_CLASS)
		effect_way_arrived(there, m->values.traffic_class,
				   came->traffic_class);
	if (came->present & REFLECTION_HOP_LIMIT)
		effect_way_hops(there, m->values.hop_limit, came->hop_limit);
	if (leaves->present & answer->came.present & REFLECTION_TRAFFIC_CLASS)
		effect_way_arrived(back, leaves->traffic_class,
				   answer->came.traffic_class);
	if (leaves->present & answer->came.present & REFLECTION_HOP_LIMIT)
		effect_way_hops(back, leaves->hop_limit,
				answer->came.hop_limit);
}

/* Whether it came as this path does. */
static int is_of_path(enum mping_path path, const struct asker_answer *answer)
{
	int to_group = sock6_address_is_multicast(&answer->to);
	int asked_group = sock6_address_is_multicast(&answer->told.destination);

	return (path == MPING_GROUP) == to_group &&
	       (path == MPING_UNICAST) != asked_group;
}

static int ask(struct mping *m, enum mping_path path,
	       const struct sockaddr_in6 *to)
{
	struct asker_request request = { .stream = m->streams[path],
					 .sequence = m->rounds,
					 .there = m->values,
					 .back = m->values,
					 .size = (size_t)m->size };
	char text[SOCK6_ADDRESS_TEXT_SIZE];
	int status;

	if (path != MPING_UNICAST || m->is_only)
		request.ifindex = m->ifindex;
	if (path == MPING_GROUP)
		request.back.present |= REFLECTION_TO_GROUP;
	if (m->has_source)
		request.source = &m->source;
	if (!m->first_sent[path])
		m->first_sent[path] = sock6_now();
	status = asker_send(m->fd, to, &request);
	if (status == 0 || asker_is_transient(status))
		return OPTIONS_GO_ON;
	sock6_address_format(text, sizeof(text), to, 0);
	return failure(status, remedy_to_send(status), "%s", text);
}

/* One that was found just now is asked by unicast at once, side by side. */
static void ask_new(struct mping *m, struct responder *responder)
{
	struct round_trip *trip = &responder->ways[MPING_UNICAST].trip;

	if (trip->sent || is_over(m))
		return;
	round_trip_count_sent(trip);
	ask(m, MPING_UNICAST, &responder->address);
}

static void take_of_path(struct mping *m, enum mping_path path,
			 const struct asker_answer *answer)
{
	uint64_t number = answer->told.stamp.sequence;
	struct responder *responder = responder_of(m, path, answer);
	struct mping_way *way;
	int is_duplicate;

	if (!responder) {
		m->others++;
		return;
	}
	way = &responder->ways[path];
	is_duplicate = has_seen(way, number);
	set_seen(way, number, 1);
	if (is_duplicate) {
		round_trip_count_duplicate(&way->trip);
	} else {
		round_trip_count_received(&way->trip, answer->round_trip, 0);
		count_first(m, way, path, answer);
		mping_count_values(m, &way->there, &way->back, answer);
	}
	if (!m->quiet)
		mping_report_answer(m, responder, path, answer, is_duplicate);
	ask_new(m, responder);
}

/* A wish for an answer to the group that was answered by unicast. */
static void take_refusal(struct mping *m, const struct asker_answer *answer)
{
	struct responder *responder = responder_of(m, MPING_MULTICAST, answer);

	if (responder)
		responder->answers_by_unicast = 1;
}

static void take_answer(struct mping *m, const struct asker_answer *answer)
{
	const struct stamp *stamp = &answer->told.stamp;
	unsigned path = 0;

	while (path < MPING_PATHS && m->streams[path] != stamp->stream)
		path++;
	if (path == MPING_PATHS || stamp->sequence < 1 ||
	    stamp->sequence > m->rounds ||
	    stamp->sequence + MPING_WINDOW <= m->rounds)
		m->others++;
	else if (is_of_path(path, answer))
		take_of_path(m, path, answer);
	else if (path == MPING_GROUP && is_of_path(MPING_MULTICAST, answer))
		take_refusal(m, answer);
	else
		m->others++;
}

static int drain(struct mping *m)
{
	struct asker_answer answer;
	int status;

	while ((status = asker_receive(m->fd, &answer)) != -EAGAIN) {
		if (status == 1)
			take_answer(m, &answer);
		else if (status == 0)
			m->others++;
		else if (!asker_is_transient(status))
			return failure(status, NULL, "receive");
	}
	fflush(stdout);
	return OPTIONS_GO_ON;
}

/* After one round others may still be about to be found. */
static int knows_all(const struct mping *m)
{
	int named = m->responder_count > 0 && m->responders[0].given;

	return m->responder_count > 0 &&
	       (named || m->rounds > 1 ||
		(m->expected && m->responder_count >= m->expected));
}

static int is_all_answered(const struct mping *m)
{
	for (unsigned i = 0; i < m->responder_count; i++)
		for (unsigned path = 0; path < MPING_PATHS; path++) {
			const struct responder *r = &m->responders[i];

			if (responder_has_path(m, r, path) &&
			    round_trip_lost(&r->ways[path].trip))
				return 0;
		}
	return knows_all(m);
}

/* Takes answers until a moment; at the end, also until all have come. */
static int wait_until(struct mping *m, int64_t moment, int until_all)
{
	int64_t until = moment < m->deadline ? moment : m->deadline;
	int end = OPTIONS_GO_ON;

	while (end == OPTIONS_GO_ON && !is_over(m) && sock6_now() < until &&
	       !(until_all && is_all_answered(m))) {
		progress("round %llu, %u responders",
			 (unsigned long long)m->rounds, m->responder_count);
		if (stop_wait(&m->fd, 1, until, NULL) > 0)
			end = drain(m);
		if (stop_interim())
			mping_report_all(m, "interim");
	}
	return end;
}

static int ask_each(struct mping *m)
{
	int end = OPTIONS_GO_ON;

	for (unsigned i = 0; i < m->responder_count && end == OPTIONS_GO_ON;
	     i++) {
		struct responder *responder = &m->responders[i];

		for (unsigned path = 0; path < MPING_PATHS; path++) {
			if (path == MPING_GROUP && !m->group_answers)
				continue;
			set_seen(&responder->ways[path], m->rounds, 0);
			round_trip_count_sent(&responder->ways[path].trip);
		}
		end = ask(m, MPING_UNICAST, &responder->address);
	}
	return end;
}

static int ask_round(struct mping *m)
{
	int end;

	m->rounds++;
	end = ask_each(m);
	if (end == OPTIONS_GO_ON)
		end = ask(m, MPING_MULTICAST, &m->group);
	if (end == OPTIONS_GO_ON && m->group_answers)
		end = ask(m, MPING_GROUP, &m->group);
	return end;
}

static int is_enough(const struct mping *m)
{
	return m->count && m->rounds >= (uint64_t)m->count;
}

int mping_ask_all(struct mping *m)
{
	int64_t due = m->began, now;
	int end;

	do {
		end = ask_round(m);
		now = sock6_now();
		/* Late ones are not made up for. */
		due = due + m->interval > now ? due + m->interval
					      : now + m->interval;
		if (end == OPTIONS_GO_ON && !is_enough(m))
			end = wait_until(m, due, 0);
	} while (end == OPTIONS_GO_ON && !is_enough(m) && !is_over(m));
	if (end == OPTIONS_GO_ON)
		end = wait_until(m, sock6_now() + m->timeout, 1);
	if (end != OPTIONS_GO_ON)
		return end;
	if (stop_requested())
		return m->count ? END_UNMET : END_DONE;
	/* Without a count the deadline is the end that was asked for. */
	return m->count && !is_enough(m) ? END_DEADLINE : END_DONE;
}
