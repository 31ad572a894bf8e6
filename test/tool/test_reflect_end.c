/* SPDX-License-Identifier: MIT */
/* sock6 reflect: how it begins and ends, what it prints, and what it joins. */
#include "documented.h"
#include "reflecting.h"
#include "refused.h"
#include "request.h"

#define B "2001:db8:1::b"

static struct run run, asker;

static int64_t summed(const char *name)
{
	json_t *record = run_record(&run, "summary", 0);
	int64_t number = record_number(record, name);

	json_decref(record);
	return number;
}

/* One request to an address, and the answer to it. */
static int asked(const char *address, uint16_t port, const char *interface)
{
	struct sockaddr_in6 peer =
		lab_peer(address, port, lab_index("a", interface));
	sock6_fd fd = lab_udp("a", "::", 0);
	uint8_t request[REQUEST_SIZE];
	struct sock6_message out = { .data = request,
				     .size = sizeof(request),
				     .peer = peer };
	struct lab_datagram answer;
	int ok;

	make_request(request, 1);
	ok = CHECK_EQ(REQUEST_SIZE, sock6_send(fd, &out, 0)) &&
	     CHECK_EQ(REQUEST_SIZE, lab_receive(fd, &answer));
	sock6_close(fd);
	return ok;
}

static void a_count_ends_it(void)
{
	static const char *const pages[] = { "sock6-reflect.1", "sock6.1",
					     NULL };
	json_t *record;

	REQUIRE(REFLECT_ON(&run, "b", "--json", "--count", "2"));
	REQUIRE(asked(B, 1024, "eth0"));
	REQUIRE(asked(B, 1024, "eth0"));
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK_EQ(2, summed("answers"));
	CHECK_EQ(2, summed("askers"));
	record = run_record(&run, "asker", 1);
	CHECK_STR("2001:db8:1::a", record_text(record, "source"));
	CHECK_STR(B, record_text(record, "destination"));
	CHECK_STR("eth0", record_text(record, "interface"));
	CHECK_EQ(128, record_number(record, "length"));
	json_decref(record);
	check_documented(&run, pages);
}

static void a_user_can_look_and_end_it(void)
{
	REQUIRE(REFLECT_ON(&run, "b", "--json"));
	REQUIRE(asked(B, 1024, "eth0"));
	run_signal(&run, SIGUSR1);
	REQUIRE(run_prints(&run, "{\"type\":\"interim\",\"answers\":1,"));
	end_responder(&run);
	CHECK_EQ(1, summed("answers"));
	REQUIRE(REFLECT_ON(&run, "b", "--json", "--count", "2"));
	REQUIRE(asked(B, 1024, "eth0"));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(1, run.end);
}

static void a_deadline_ends_it(void)
{
	static const char *const idle[] = { "reflect", "-w", "20ms", NULL };

	run_start(&run, on_host, "b", idle);
	run_finish(&run);
	CHECK_EQ(124, run.end);
	REQUIRE(REFLECT_ON(&run, "b", "-w", "300ms"));
	REQUIRE(asked(B, 1024, "eth0"));
	run_finish(&run);
	CHECK_EQ(0, run.end);
	REQUIRE(REFLECT_ON(&run, "b", "-w", "300ms", "-c", "2"));
	REQUIRE(asked(B, 1024, "eth0"));
	run_finish(&run);
	CHECK_EQ(124, run.end);
}

static void text_tells_who_asks(void)
{
	REQUIRE(REFLECT_ON(&run, "b", "--count", "1"));
	REQUIRE(asked(B, 1024, "eth0"));
	run_finish(&run);
	CHECK(strstr(run.output, "reflecting: every address port=1024\n"));
	CHECK(strstr(run.output,
		     " asks " B " on eth0 traffic_class=cs0 hop_limit=64"));
	CHECK(strstr(run.output, "\n1 answer, 1 asker, in ") != NULL);
}

/* It does not say when it is ready, so it is asked until it has answered. */
static void quiet_leaves_the_summary(void)
{
	static const char *const arguments[] = {
		"reflect", "ff1e::114%eth0", "-q", "--json", "-c", "1", NULL
	};
	static const char *const asking[] = {
		"mping", "ff1e::114%eth0", "-i", "10ms", "-w", "20s", NULL
	};

	run_start(&run, on_host, "b", arguments);
	run_start(&asker, on_host, "a", asking);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK(strncmp(run.output, "{\"type\":\"summary\"", 17) == 0);
	CHECK(run_prints(&asker, "sequence="));
	run_signal(&asker, SIGINT);
	run_finish(&asker);
	CHECK_EQ(0, asker.end);
}

static void a_port_that_is_taken_is_named(void)
{
	static const char *const arguments[] = { "reflect", "5000", NULL };
	sock6_fd fd = lab_udp("b", "::", 5000);

	run_start(&run, on_host, "b", arguments);
	run_finish(&run);
	CHECK_EQ(1, run.end);
	CHECK(strstr(run.errors, "[::]:5000: ") != NULL);
	CHECK(strstr(run.errors, "another program has the port") != NULL);
	sock6_close(fd);
}

static void a_low_port_needs_a_privilege_that_is_named(void)
{
	static const char *const arguments[] = { "reflect", "53", NULL };

	if (!can_become_nobody())
		SKIP("only root can become another user");
	run_start(&run, as_nobody_on, "b", arguments);
	run_finish(&run);
	CHECK_EQ(3, run.end);
	CHECK(strstr(run.errors, "CAP_NET_BIND_SERVICE") != NULL);
}

static void wrong_words_are_named(void)
{
	static const struct {
		const char *words[4];
		const char *error;
	} cases[] = {
		{ { "reflect", "nonsense" }, "nonsense" },
		{ { "reflect", "--rate", "-1" }, "--rate -1: out of range" },
		{ { "reflect", "--hops", "256" }, "0 to 255" },
		{ { "reflect", "--tclass", "none" }, "no traffic class" },
		{ { "reflect", "ff02::1%none" }, "no such interface" },
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		run_on_a(&run, cases[i].words);
		is_refused_with(&run, cases[i].error);
	}
}

static void it_has_no_privilege_any_more_when_it_is_ready(void)
{
	REQUIRE(REFLECT_ON(&run, "b", "53", "--low-ports"));
	CHECK_EQ(0, capabilities(run.pid));
	REQUIRE(asked(B, 53, "eth0"));
	end_responder(&run);
}

static void a_group_without_an_interface_is_joined_on_all(void)
{
	REQUIRE(REFLECT_ON(&run, "b", "ff1e::114", "--count", "2"));
	REQUIRE(asked("ff1e::114", 1024, "eth0"));
	REQUIRE(asked("ff1e::114", 1024, "eth1"));
	run_finish(&run);
	CHECK_EQ(0, run.end);
}

static void groups_in_a_row_are_one_word(void)
{
	REQUIRE(REFLECT_ON(&run, "b", "ff1e::114+3%eth0", "--count", "3",
			   "--json"));
	REQUIRE(asked("ff1e::114", 1024, "eth0"));
	REQUIRE(asked("ff1e::116", 1024, "eth0"));
	/* Unicast on the same port is answered as well. */
	REQUIRE(asked(B, 1024, "eth0"));
	run_finish(&run);
	CHECK_EQ(0, run.end);
}

/* The other source asks first; only the named one has an answer. */
static void a_source_may_be_the_only_asker_of_a_group(void)
{
	REQUIRE(REFLECT_ON(&run, "b", "2001:db8:1::a2@ff3e::8000:1%eth0",
			   "--json"));
	ON_A(&asker, "mping", "ff3e::8000:1%eth0", "-c", "1", "-W", "20ms",
	     "--from", "2001:db8:1::a");
	CHECK_EQ(1, asker.end);
	ON_A(&asker, "mping", "ff3e::8000:1%eth0", "-c", "1", "-W", "50ms",
	     "--from", "2001:db8:1::a2");
	CHECK_EQ(0, asker.end);
	end_responder(&run);
	CHECK_EQ(2, summed("answers"));
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(a_count_ends_it);
	RUN(a_user_can_look_and_end_it);
	RUN(a_deadline_ends_it);
	RUN(text_tells_who_asks);
	RUN(quiet_leaves_the_summary);
	RUN(a_port_that_is_taken_is_named);
	RUN(a_low_port_needs_a_privilege_that_is_named);
	RUN(wrong_words_are_named);
	RUN(it_has_no_privilege_any_more_when_it_is_ready);
	RUN(a_group_without_an_interface_is_joined_on_all);
	RUN(groups_in_a_row_are_one_word);
	RUN(a_source_may_be_the_only_asker_of_a_group);
	return check_end();
}
