/* SPDX-License-Identifier: MIT */
/* The requests of check: their pace, and what each answer tells. */
#include "check_ask.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "path/asker.h"
#include "process/stop.h"
#include "report/message.h"
#include "report/progress.h"
#include "report/remedy.h"
#include "words/options.h"

/* Which request it was; its number tells. */
struct place {
	unsigned round, kind, class;
};

static uint64_t number_of(const struct check *c, const struct place *place)
{
	return 1 +
	       ((uint64_t)place->round * CHECK_KINDS + place->kind) *
		       c->class_count +
	       place->class;
}

/* Whether there is such a number. */
static int place_of(const struct check *c, uint64_t number, struct place *place)
{
	uint64_t most = (uint64_t)c->count * CHECK_KINDS * c->class_count;

	if (number < 1 || number > most)
		return 0;
	number--;
	place->class = (unsigned)(number % c->class_count);
	number /= c->class_count;
	place->kind = (unsigned)(number % CHECK_KINDS);
	place->round = (unsigned)(number / CHECK_KINDS);
	return 1;
}

int check_ask_open(struct check *c)
{
	struct sock6_control control = { .fields = SOCK6_INTERFACE,
					 .ifindex = c->ifindex };
	int mapped = sock6_address_is_mapped(&c->to.sin6_addr), status;
	socklen_t size = sizeof(c->local);

	status = sock6_udp_open(&c->fd, c->from.sin6_family ? &c->from : NULL,
				mapped ? SOCK6_DUAL_STACK : 0);
	if (status < 0)
		return failure(status, remedy_to_open(status), "%s",
			       c->from.sin6_family ? "--from" : "socket");
	/* Before the peer is known: nothing is then missed of any answer. */
	status = asker_prepare(c->fd);
	if (status != OPTIONS_GO_ON)
		return status;
	status = sock6_connect(c->fd, &c->to, c->ifindex ? &control : NULL);
	if (status < 0)
		return failure(status, remedy_to_send(status), "%s",
			       c->to_text);
	/* Where there is no such queue, fewer errors are told. */
	sock6_error_request(c->fd, 1);
	if (getsockname(c->fd, (struct sockaddr *)&c->local, &size) < 0)
		return failure(-errno, NULL, "%s", c->to_text);
	return OPTIONS_GO_ON;
}

static void count_there(struct check *c, struct check_class *class,
			const struct asker_answer *answer, unsigned kind)
{
	const struct reflection_values *came = &answer->told.came;

	if (came->present & REFLECTION_FLOW_LABEL)
		effect_label_arrived(&c->there_label, came->flow_label);
	if (kind == CHECK_BACK)
		return;
	if (came->present & REFLECTION_TRAFFIC_CLASS)
		effect_way_arrived(&class->there, class->traffic_class,
				   came->traffic_class);
	if (came->present & REFLECTION_HOP_LIMIT)
		effect_way_hops(&class->there, c->hops, came->hop_limit);
}

static void count_back(struct check *c, struct check_class *class,
		       const struct asker_answer *answer, unsigned kind)
{
	const struct reflection_values *leaves = &answer->told.leaves;
	const struct reflection_values *came = &answer->came;
	unsigned both = leaves->present & came->present;

	if (both & REFLECTION_FLOW_LABEL) {
		c->back_label.sent = leaves->flow_label;
		effect_label_arrived(&c->back_label, came->flow_label);
	}
	if (kind == CHECK_THERE)
		return;
	if (both & REFLECTION_TRAFFIC_CLASS) {
		class->answered_with = leaves->traffic_class;
		effect_way_arrived(&class->back, leaves->traffic_class,
				   came->traffic_class);
	}
	if (both & REFLECTION_HOP_LIMIT)
		effect_way_hops(&class->back, leaves->hop_limit,
				came->hop_limit);
}

static void look_for_translation(struct check *c,
				 const struct reflection_answer *told)
{
	if (memcmp(&told->source, &c->local.sin6_addr, 16) == 0)
		return;
	c->is_translated = 1;
	c->source_seen = told->source;
}

static void take_answer(struct check *c, const struct asker_answer *answer)
{
	const struct stamp *stamp = &answer->told.stamp;
	struct check_class *class;
	struct place place;
	uint8_t *seen;

	if (stamp->stream != c->stream || !place_of(c, stamp->sequence, &place))
		return;
	class = &c->classes[place.class];
	seen = &c->seen[stamp->sequence - 1];
	if (*seen) {
		round_trip_count_duplicate(&c->trip);
		return;
	}
	*seen = 1;
	round_trip_count_received(&c->trip, answer->round_trip, 0);
	if (place.kind == CHECK_BOTH)
		class->received++;
	else
		class->alone[place.kind]++;
	count_there(c, class, answer, place.kind);
	count_back(c, class, answer, place.kind);
	look_for_translation(c, &answer->told);
}

static void take_errors(struct check *c)
{
	struct sock6_error error;
	struct sock6_message quoted = { 0 };

	while (sock6_error_receive(c->fd, &quoted, &error, 0) == 0) {
		if (error.status < 0)
			c->refusal = error.status;
		if (error.fields & SOCK6_ERROR_OFFENDER)
			c->error = error;
	}
}

/* Where no answer has woken the wait, an error has. */
static void drain(struct check *c)
{
	struct asker_answer answer;
	unsigned answers = 0;
	int status;

	while ((status = asker_receive(c->fd, &answer)) != -EAGAIN) {
		answers += status >= 0;
		if (status == 1)
			take_answer(c, &answer);
		else if (status < 0)
			c->refusal = status;
		if (status < 0 && !asker_is_transient(status))
			break;
	}
	if (answers == 0)
		take_errors(c);
}

/* Nobody is there, or the user or the deadline ends it. */
static int is_over(const struct check *c)
{
	return stop_requested() || sock6_now() >= c->deadline ||
	       (c->refusal == -ECONNREFUSED && c->trip.received == 0);
}

/* Takes answers until a moment, or until all have come. */
static void wait_until(struct check *c, int64_t moment, int until_all)
{
	int64_t until = moment < c->deadline ? moment : c->deadline;

	while (!is_over(c) && sock6_now() < until &&
	       !(until_all && round_trip_lost(&c->trip) == 0)) {
		progress("%u of %u answers", (unsigned)c->trip.received,
			 (unsigned)c->trip.sent);
		if (stop_wait(&c->fd, 1, until, NULL) > 0)
			drain(c);
		if (stop_interim()) {
			check_report_summary(c, "interim", 0);
			fflush(stdout);
		}
	}
}

static void set_values(const struct check *c, struct asker_request *request,
		       uint8_t there, uint8_t back)
{
	struct reflection_values values = {
		.present = REFLECTION_TRAFFIC_CLASS | REFLECTION_HOP_LIMIT,
		.hop_limit = c->hops,
		.flow_label = c->label
	};

	if (!sock6_address_is_mapped(&c->to.sin6_addr))
		values.present |= REFLECTION_FLOW_LABEL;
	request->there = request->back = values;
	request->there.traffic_class = there;
	request->back.traffic_class = back;
}

/* An error that was waiting has kept it from being sent: once again. */
static int send_again(struct check *c, const struct asker_request *request)
{
	int status = asker_send(c->fd, NULL, request);

	if (status < 0 && asker_is_transient(status)) {
		c->refusal = status;
		status = asker_send(c->fd, NULL, request);
	}
	return status;
}

static int ask(struct check *c, const struct place *place, uint8_t passing)
{
	struct check_class *class = &c->classes[place->class];
	struct asker_request request = { .stream = c->stream,
					 .sequence = number_of(c, place),
					 .size = (size_t)c->size };
	int status;

	set_values(c, &request,
		   place->kind == CHECK_BACK ? passing : class->traffic_class,
		   place->kind == CHECK_THERE ? passing : class->traffic_class);
	status = send_again(c, &request);
	if (status < 0)
		return asker_is_transient(status)
			       ? OPTIONS_GO_ON
			       : failure(status, remedy_to_send(status), "%s",
					 c->to_text);
	round_trip_count_sent(&c->trip);
	class->sent += place->kind == CHECK_BOTH;
	return OPTIONS_GO_ON;
}

/* One request of a kind with each class, or each that had no answer. */
static int ask_round(struct check *c, struct place place, int unanswered,
		     uint8_t passing)
{
	int64_t due = sock6_now();
	int end = OPTIONS_GO_ON;

	for (place.class = 0; place.class < c->class_count; place.class ++) {
		if (unanswered && c->classes[place.class].received)
			continue;
		end = ask(c, &place, passing);
		if (end != OPTIONS_GO_ON || is_over(c))
			break;
		due += c->interval;
		wait_until(c, due, 0);
		if (c->interval == 0)
			drain(c);
	}
	return end;
}

static int ask_with_all(struct check *c)
{
	struct place place = { .kind = CHECK_BOTH };
	int end = OPTIONS_GO_ON;

	for (; place.round < c->count && end == OPTIONS_GO_ON && !is_over(c);
	     place.round++)
		end = ask_round(c, place, 0, 0);
	if (end == OPTIONS_GO_ON)
		wait_until(c, sock6_now() + c->timeout, 1);
	return end;
}

/* A class that has passed both ways: the first one, which is cs0 as a rule. */
static const struct check_class *find_passing(const struct check *c)
{
	for (unsigned i = 0; i < c->class_count; i++)
		if (c->classes[i].received)
			return &c->classes[i];
	return NULL;
}

static int ask_with_lost(struct check *c, uint8_t passing)
{
	struct place place = { 0 };
	int end = OPTIONS_GO_ON;

	for (; place.round < c->count && end == OPTIONS_GO_ON; place.round++)
		for (place.kind = CHECK_THERE;
		     place.kind < CHECK_KINDS && end == OPTIONS_GO_ON &&
		     !is_over(c);
		     place.kind++)
			end = ask_round(c, place, 1, passing);
	if (end == OPTIONS_GO_ON)
		wait_until(c, sock6_now() + c->timeout, 1);
	return end;
}

static void judge_lost(struct check *c)
{
	for (unsigned i = 0; i < c->class_count; i++) {
		struct check_class *class = &c->classes[i];

		if (class->received)
			continue;
		class->there.lost = class->alone[CHECK_THERE] == 0;
		class->back.lost = class->alone[CHECK_BACK] == 0;
	}
}

static int has_lost(const struct check *c)
{
	for (unsigned i = 0; i < c->class_count; i++)
		if (c->classes[i].received == 0)
			return 1;
	return 0;
}

int check_ask_all(struct check *c)
{
	const struct check_class *passing;
	int end;

	c->there_label.sent = c->back_label.sent = c->label;
	end = ask_with_all(c);
	passing = find_passing(c);
	if (end == OPTIONS_GO_ON && passing && has_lost(c) && !is_over(c)) {
		end = ask_with_lost(c, passing->traffic_class);
		if (end == OPTIONS_GO_ON && !is_over(c))
			judge_lost(c);
	}
	if (end != OPTIONS_GO_ON)
		return end;
	if (stop_requested())
		return END_UNMET;
	return sock6_now() >= c->deadline ? END_DEADLINE : END_DONE;
}
