/* SPDX-License-Identifier: MIT */
/* sock6 check: how it ends, whom it believes, and IPv4. */
#include "documented.h"
#include "liar.h"
#include "reflecting.h"
#include "refused.h"

#define B "2001:db8:1::b"

static struct run run, responder;

static int64_t number_of(const char *type, const char *name)
{
	json_t *record = run_record(&run, type, 0);
	int64_t number = record_number(record, name);

	json_decref(record);
	return number;
}

static void a_closed_port_is_told_at_once(void)
{
	ON_A(&run, "check", B, "-i", "1s", "-W", "10s");
	CHECK_EQ(1, run.end);
	CHECK_STR("sock6 check: [" B "]:1024: nobody answers at this port; run "
		  "'sock6 reflect' there\n",
		  run.errors);
	CHECK(strstr(run.output, "26 classes, 1 sent") != NULL ||
	      strstr(run.output, "26 classes, 2 sent") != NULL);
}

static void silence_is_told_with_what_helps(void)
{
	sock6_fd silent = lab_udp("b", "::", 1024);

	ON_A(&run, "check", B, "-Q", "cs0", "-c", "1", "-W", "50ms");
	CHECK_EQ(1, run.end);
	CHECK_STR("sock6 check: [" B "]:1024: no answer; run 'sock6 reflect' "
		  "there, and let its port pass firewalls\n",
		  run.errors);
	ON_A(&run, "check", B, "-w", "50ms", "-i", "10ms", "-j");
	CHECK_EQ(124, run.end);
	CHECK_EQ(0, number_of("summary", "received"));
	CHECK(number_of("summary", "sent") >= 1);
	sock6_close(silent);
}

static void a_firewall_that_refuses_is_told_by_name(void)
{
	if (lab_shell("b", "nft add table ip6 t && "
			   "nft 'add chain ip6 t i { type filter hook input "
			   "priority 0; }' && "
			   "nft add rule ip6 t i udp dport 1024 reject with "
			   "icmpv6 type admin-prohibited") != 0)
		SKIP("nft(8) cannot refuse packets here");
	ON_A(&run, "check", B, "-Q", "cs0", "-c", "1", "-W", "500ms");
	CHECK_EQ(1, run.end);
	CHECK_STR("sock6 check: [" B "]:1024: no answer: communication with "
		  "destination administratively prohibited from " B "; run "
		  "'sock6 reflect' there, and let its port pass firewalls\n",
		  run.errors);
	CHECK_EQ(0, lab_shell("b", "nft delete table ip6 t"));
}

static void a_user_can_look_and_end_it(void)
{
	static const char *const arguments[] = { "check", B,    "-i", "1h",
						 "-Q",    "ef", "-j", NULL };
	REQUIRE(REFLECT_ON(&responder, "b", "--json"));
	run_start(&run, on_host, "a", arguments);
	REQUIRE(run_prints(&responder, "\"asker\""));
	CHECK_EQ(0, capabilities(run.pid));
	run_signal(&run, SIGUSR1);
	REQUIRE(run_prints(&run, "\"interim\""));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(1, run.end);
	CHECK_EQ(1, number_of("summary", "sent"));
	CHECK_EQ(1, number_of("summary", "received"));
	end_responder(&responder);
}

static void wrong_words_are_named(void)
{
	static const struct {
		const char *words[5];
		const char *error;
	} cases[] = {
		{ { "check" }, "no destination" },
		{ { "check", "::1", "::2" }, "::2: a second destination" },
		{ { "check", "ff02::1%eth0" }, "ff02::1%eth0: a group" },
		{ { "check", "::1", "--expect", "love" },
		  "--expect love: nothing that can be expected" },
		{ { "check", "::1", "--expect", "hops=x" }, "not a number" },
		{ { "check", "::1", "--size", "127" }, "128 to 65527" },
		{ { "check", "::1", "--count", "0" }, "1 to 1000" },
		{ { "check", "fe80::1%eth0", "--if", "eth1" },
		  "names another interface" },
		{ { "check", "::1", "--tclass", "none" }, "no traffic class" },
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		run_on_a(&run, cases[i].words);
		is_refused_with(&run, cases[i].error);
	}
}

static void an_ordinary_user_can_do_all_of_it(void)
{
	static const char *const reflecting[] = { "reflect", "--json", NULL };
	static const char *const checking[] = { "check", B,    "-Q", "ef+ce",
						"-F",    "99", "-t", "200",
						"-j",    NULL };

	if (!can_become_nobody())
		SKIP("only root can become another user");
	run_start(&responder, as_nobody_on, "b", reflecting);
	REQUIRE(run_prints(&responder, "port"));
	run_start(&run, as_nobody_on, "a", checking);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK_EQ(3, number_of("summary", "received"));
	end_responder(&responder);
}

static void ipv4_is_served_without_a_flow_label(void)
{
	json_t *path;

	REQUIRE(REFLECT_ON(&responder, "b", "1024"));
	ON_A(&run, "check", "192.0.2.2", "-i", "1ms", "--json", "--expect",
	     "unchanged,hops=0");
	CHECK_EQ(0, run.end);
	CHECK_EQ(78, number_of("summary", "received"));
	path = run_record(&run, "path", 0);
	CHECK_STR("[::ffff:192.0.2.2]:1024", record_text(path, "destination"));
	CHECK_STR("kept", record_text(path, "dscp_there"));
	CHECK_STR("kept", record_text(path, "ecn_back"));
	CHECK_STR("unknown", record_text(path, "flow_label_there"));
	CHECK_STR("DSCP and ECN survive both ways, 0 hops there, 0 back",
		  record_text(path, "sentence"));
	json_decref(path);
	end_responder(&responder);
}

static void a_link_local_responder_is_found_by_its_interface(void)
{
	REQUIRE(REFLECT_ON(&responder, "b", "1024"));
	ON_A(&run, "check", "fe80::b%eth1", "-Q", "cs0", "--json");
	CHECK_EQ(0, run.end);
	CHECK_EQ(3, number_of("summary", "received"));
	ON_A(&run, "check", "fe80::b", "--if", "eth0", "-Q", "cs0", "--json");
	CHECK_EQ(0, run.end);
	end_responder(&responder);
}

/* One byte is wrong in each. */
static unsigned tell_lies(struct liar *liar)
{
	static const unsigned at[] = { 0, 5, 6, 8, 15, 16, 22, 32, 40 };
	unsigned count = 0;

	for (; count < sizeof(at) / sizeof(at[0]); count++) {
		liar_prepare(liar, 1, B);
		liar->answer[at[count]] ^= 0x40;
		liar_say(liar, REQUEST_SIZE);
	}
	liar_prepare(liar, 1, B);
	liar_say(liar, REQUEST_SIZE - 1);
	liar_say(liar, 0);
	/* A number that was never given, and the request itself. */
	put_number(liar->answer + 16, 8, 0);
	liar_say(liar, REQUEST_SIZE);
	put_number(liar->answer + 16, 8, UINT64_MAX);
	liar_say(liar, REQUEST_SIZE);
	memcpy(liar->answer, liar->request.text, REQUEST_SIZE);
	liar_say(liar, REQUEST_SIZE);
	return count;
}

static void lies_are_not_believed(void)
{
	static const char *const arguments[] = { "check", B,     "-c", "1",
						 "-Q",    "cs0", "-W", "20s",
						 "-j",    NULL };
	struct liar liar = { .fd = lab_udp("b", "::", 1024) };

	run_start(&run, on_host, "a", arguments);
	REQUIRE(liar_hear(&liar));
	CHECK_EQ(9, tell_lies(&liar));
	/* The truth last: with it all is answered. */
	liar_prepare(&liar, 1, B);
	liar_say(&liar, REQUEST_SIZE);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK_EQ(1, number_of("summary", "sent"));
	CHECK_EQ(1, number_of("summary", "received"));
	CHECK_EQ(0, number_of("summary", "duplicates"));
	sock6_close(liar.fd);
}

static void a_second_answer_is_a_duplicate(void)
{
	static const char *const arguments[] = { "check", B,     "-c", "2",
						 "-Q",    "cs0", "-i", "1ms",
						 "-j",    NULL };
	struct liar liar = { .fd = lab_udp("b", "::", 1024) };

	run_start(&run, on_host, "a", arguments);
	REQUIRE(liar_hear(&liar));
	liar_prepare(&liar, 1, B);
	for (int i = 0; i < 3; i++)
		liar_say(&liar, REQUEST_SIZE);
	REQUIRE(liar_hear(&liar));
	liar_prepare(&liar, 1, B);
	liar_say(&liar, REQUEST_SIZE);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK_EQ(2, number_of("summary", "received"));
	CHECK_EQ(2, number_of("summary", "duplicates"));
	sock6_close(liar.fd);
}

static void every_member_is_in_the_manual(void)
{
	static const char *const pages[] = { "sock6-check.1", "sock6.1", NULL };

	REQUIRE(REFLECT_ON(&responder, "b", "1024"));
	ON_A(&run, "check", B, "--json", "-i", "1ms", "--expect", "hops=9");
	CHECK_EQ(1, run.end);
	CHECK_EQ(2, number_of("summary", "unmet"));
	check_documented(&run, pages);
	end_responder(&responder);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(a_closed_port_is_told_at_once);
	RUN(silence_is_told_with_what_helps);
	RUN(a_firewall_that_refuses_is_told_by_name);
	RUN(a_user_can_look_and_end_it);
	RUN(wrong_words_are_named);
	RUN(an_ordinary_user_can_do_all_of_it);
	RUN(ipv4_is_served_without_a_flow_label);
	RUN(a_link_local_responder_is_found_by_its_interface);
	RUN(lies_are_not_believed);
	RUN(a_second_answer_is_a_duplicate);
	RUN(every_member_is_in_the_manual);
	return check_end();
}
