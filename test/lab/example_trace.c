/* SPDX-License-Identifier: MIT */
/* trace_route from a, through the routers r and s, to b. */
#include "check.h"
#include "example.h"
#include "host.h"

#define ICMP_SIZE  8
#define QUOTE_SIZE (ICMP_SIZE + SOCK6_HEADER_SIZE + ICMP_SIZE)

static void start(struct example *trace, char *target)
{
	char *arguments[] = { "trace_route", target, NULL };

	example_start(trace, "a", arguments);
}

/* A hop's two lines: who, and what came beside the answer. */
static void shows(struct example *trace, const char *who, const char *beside)
{
	CHECK(example_next(trace));
	CHECK(strncmp(who, trace->line, strlen(who)) == 0);
	printf("# %s\n", trace->line);
	CHECK(example_next(trace));
	CHECK_STR(beside, trace->line);
}

static void shows_both_routers(struct example *trace)
{
	char beside[128];
	uint32_t ifindex = lab_index("a", "eth0");

	for (unsigned hop = 1; hop <= 2; hop++) {
		snprintf(
			beside, sizeof(beside),
			"    hop_limit=%u destination=2001:db8:1::a ifindex=%u",
			65 - hop, (unsigned)ifindex);
		shows(trace,
		      hop == 1 ? " 1  2001:db8:1::1  " : " 2  2001:db8:2::2  ",
		      beside);
	}
}

static void both_routers_and_the_target_are_shown(void)
{
	struct example trace;
	char beside[128];

	start(&trace, "2001:db8:3::b");
	shows_both_routers(&trace);
	snprintf(beside, sizeof(beside),
		 "    hop_limit=62 destination=2001:db8:1::a ifindex=%u",
		 (unsigned)lab_index("a", "eth0"));
	shows(&trace, " 3  2001:db8:3::b  ", beside);
	CHECK_EQ(0, example_end(&trace));
}

/* From one of the addresses of s. */
static void send_icmp(sock6_fd fd, const char *from, uint8_t *data, size_t size)
{
	struct sock6_control control = { .fields = SOCK6_SOURCE,
					 .source = lab_in6(from) };
	struct sock6_message message = { .data = data,
					 .size = size,
					 .control = &control,
					 .peer = lab_peer("2001:db8:1::a", 0,
							  0) };

	CHECK_EQ((int)size, sock6_send(fd, &message, 0));
}

static void set_echo(uint8_t *echo, int type, pid_t id, unsigned sequence)
{
	memset(echo, 0, ICMP_SIZE);
	echo[0] = (uint8_t)type;
	echo[4] = (uint8_t)(id >> 8);
	echo[5] = (uint8_t)id;
	echo[7] = (uint8_t)sequence;
}

/* A time-exceeded error that quotes an echo request. */
static void send_error(sock6_fd fd, const char *from, pid_t id,
		       unsigned sequence, const char *target, size_t size)
{
	uint8_t data[QUOTE_SIZE] = { SOCK6_ICMP_TIME_EXCEEDED };
	struct sock6_header header = { .next_header = SOCK6_ICMP_PROTOCOL,
				       .payload_length = ICMP_SIZE,
				       .source = lab_in6("2001:db8:1::a"),
				       .destination = lab_in6(target) };

	CHECK_EQ(SOCK6_HEADER_SIZE,
		 sock6_header_build(data + ICMP_SIZE, SOCK6_HEADER_SIZE,
				    &header));
	set_echo(data + ICMP_SIZE + SOCK6_HEADER_SIZE, SOCK6_ICMP_ECHO_REQUEST,
		 id, sequence);
	send_icmp(fd, from, data, size);
}

/* What is for another program, or broken; a byte that a broken one lacks stands
 * in the one before it. */
static void send_what_is_not_wanted(sock6_fd s, pid_t id, const char *target)
{
	const char *from = "2001:db8:3::1";
	uint8_t echo[ICMP_SIZE];

	send_error(s, from, id + 1, 3, target, QUOTE_SIZE);
	send_error(s, from, id, 2, target, QUOTE_SIZE);
	send_error(s, from, id, 3, "2001:db8:3::beef", QUOTE_SIZE);
	for (size_t size = QUOTE_SIZE; --size >= 4;)
		send_error(s, from, id, 3, target, size);
	set_echo(echo, SOCK6_ICMP_ECHO_REPLY, id + 1, 3);
	send_icmp(s, from, echo, sizeof(echo));
	set_echo(echo, SOCK6_ICMP_ECHO_REPLY, id, 2);
	send_icmp(s, from, echo, sizeof(echo));
	send_icmp(s, from, echo, 4);
}

/* Nobody has this target's address, so the third hop waits: for us. */
static void only_answers_to_its_own_requests_are_shown(void)
{
	const char *from = "2001:db8:2::2";
	char target[] = "2001:db8:3::dead";
	uint8_t echo[ICMP_SIZE];
	struct example trace;
	sock6_fd s = lab_raw("s", SOCK6_ICMP_PROTOCOL);

	start(&trace, target);
	shows_both_routers(&trace);
	send_what_is_not_wanted(s, trace.pid, target);
	send_error(s, from, trace.pid, 3, target, QUOTE_SIZE);
	CHECK(example_next(&trace));
	CHECK(strncmp(trace.line, " 3  2001:db8:2::2  ", 19) == 0);
	CHECK(example_next(&trace));
	set_echo(echo, SOCK6_ICMP_ECHO_REPLY, trace.pid, 4);
	send_icmp(s, from, echo, sizeof(echo));
	CHECK(example_next(&trace));
	CHECK(strncmp(trace.line, " 4  2001:db8:2::2  ", 19) == 0);
	CHECK_EQ(0, example_end(&trace));
	sock6_close(s);
}

static void a_hop_that_stays_silent_is_a_star(void)
{
	struct example trace;

	start(&trace, "2001:db8:3::dead");
	shows_both_routers(&trace);
	CHECK(example_next(&trace));
	CHECK_STR(" 3  *", trace.line);
	example_stop(&trace);
}

int main(void)
{
	if (!lab_begin("routers"))
		return check_skip_all("runs within lab.sh routers");
	RUN(both_routers_and_the_target_are_shown);
	RUN(only_answers_to_its_own_requests_are_shown);
	RUN(a_hop_that_stays_silent_is_a_star);
	return check_end();
}
