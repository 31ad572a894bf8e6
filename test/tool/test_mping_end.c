/* SPDX-License-Identifier: MIT */
/* sock6 mping: how it ends, and whom it believes. */
#include "documented.h"
#include "liar.h"
#include "reflecting.h"
#include "refused.h"

#define GROUP "ff1e::114"
#define B     "2001:db8:1::b"

static struct run run, responder;

static int64_t summed(const char *name)
{
	json_t *record = run_record(&run, "summary", 0);
	int64_t number = record_number(record, name);

	json_decref(record);
	return number;
}

static int64_t row_number(const char *path, const char *name)
{
	json_t *row = record_with(&run, "responder", "path", path);
	int64_t number = record_number(row, name);

	json_decref(row);
	return number;
}

/* Starts it, waits for the first answer, and interrupts it. */
static void interrupt(const char *const arguments[], int expected)
{
	run_start(&run, on_host, "a", arguments);
	REQUIRE(run_prints(&run, "\"answer\""));
	CHECK_EQ(0, capabilities(run.pid));
	run_signal(&run, SIGUSR1);
	REQUIRE(run_prints(&run, "\"interim\""));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(expected, run.end);
	CHECK_EQ(1, summed("rounds"));
	CHECK_EQ(1, summed("responder_count"));
}

static void a_user_can_look_and_end_it(void)
{
	static const char *const endless[] = { "mping", GROUP "%eth0", "-i",
					       "1h",    "--json",      NULL };
	static const char *const counted[] = { "mping",  GROUP "%eth0", "-i",
					       "1h",     "-c",          "2",
					       "--json", NULL };

	REQUIRE(REFLECT_ON(&responder, "b", GROUP "%eth0"));
	interrupt(endless, 0);
	interrupt(counted, 1);
	end_responder(&responder);
}

static void a_deadline_ends_it(void)
{
	REQUIRE(REFLECT_ON(&responder, "b", GROUP "%eth0"));
	ON_A(&run, "mping", GROUP "%eth0", "-i", "20ms", "-w", "1s", "-q",
	     "--json");
	CHECK_EQ(0, run.end);
	CHECK(summed("rounds") >= 2 && summed("rounds") <= 51);
	ON_A(&run, "mping", GROUP "%eth0", "-i", "1h", "-c", "2", "-w", "500ms",
	     "--json");
	CHECK_EQ(124, run.end);
	CHECK_EQ(1, summed("rounds"));
	end_responder(&responder);
}

/* However the clocks and the turns of the processes fall. */
static void a_thousand_rounds_lose_nothing(void)
{
	REQUIRE(REFLECT_ON(&responder, "b", GROUP "%eth0", "--rate", "0"));
	ON_A(&run, "mping", GROUP "%eth0", B, "-c", "1000", "-i", "1ms", "-q",
	     "--json", "--max-loss", "0");
	CHECK_EQ(0, run.end);
	CHECK_EQ(1000, row_number("unicast", "received"));
	CHECK_EQ(1000, row_number("multicast", "received"));
	CHECK_EQ(0, row_number("multicast", "duplicates"));
	end_responder(&responder);
}

static void too_few_responders_are_not_what_was_expected(void)
{
	REQUIRE(REFLECT_ON(&responder, "b", GROUP "%eth0"));
	ON_A(&run, "mping", GROUP "%eth0", "-c", "1", "-W", "500ms", "--expect",
	     "1");
	CHECK_EQ(0, run.end);
	ON_A(&run, "mping", GROUP "%eth0", "-c", "1", "-W", "500ms", "--expect",
	     "2");
	CHECK_EQ(1, run.end);
	CHECK_STR("sock6 mping: --expect: 1 of 2 responders have answered\n",
		  run.errors);
	end_responder(&responder);
}

static void a_line_of_text_tells_each_answer_and_path(void)
{
	REQUIRE(REFLECT_ON(&responder, "b", GROUP "%eth0"));
	ON_A(&run, "mping", GROUP "%eth0", B, "-c", "1");
	CHECK_EQ(0, run.end);
	CHECK(strstr(run.output, "asking: [" GROUP "%eth0]:1024 and 1 peer\n"));
	CHECK(strstr(run.output, "\n" B " unicast   sequence=1 ") != NULL);
	CHECK(strstr(run.output, "\n" B " multicast sequence=1 ") != NULL);
	CHECK(strstr(run.output,
		     "\n" B " unicast   1 sent, 1 received, 0% loss, min "));
	CHECK(strstr(run.output, " (0 hops there, 0 back) set up in "));
	CHECK(strstr(run.output, "\n1 round, 1 responder, worst loss: unicast "
				 "0% multicast 0% in "));
	end_responder(&responder);
}

static void wrong_words_are_named(void)
{
	static const struct {
		const char *words[6];
		const char *error;
	} cases[] = {
		{ { "mping" }, "no group" },
		{ { "mping", "::1" }, "::1: no IPv6 group" },
		{ { "mping", "224.0.0.1" }, "no IPv6 group" },
		{ { "mping", "ff02::1" }, "give ff02::1%INTERFACE" },
		{ { "mping", "ff02::1%eth0", "--if", "eth1" },
		  "names another interface" },
		{ { "mping", GROUP, "ff02::1%eth0" }, "a second group" },
		{ { "mping", GROUP, "192.0.2.1" }, "has no IPv6 address" },
		{ { "mping", GROUP, B, B }, "is given twice" },
		{ { "mping", GROUP, "-i", "0" }, "too short for a group" },
		{ { "mping", GROUP, "--max-loss", "101" }, "0 to 100" },
		{ { "mping", GROUP, "--expect", "0" }, "1 to 256" },
		{ { "mping", GROUP, "--hops", "256" }, "0 to 255" },
		{ { "mping", GROUP, "--from", "ff02::1" }, "not a source" },
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		run_on_a(&run, cases[i].words);
		is_refused_with(&run, cases[i].error);
	}
}

static void an_ordinary_user_can_do_all_of_it(void)
{
	static const char *const reflecting[] = { "reflect", GROUP "%eth0",
						  "--answer-group", NULL };
	static const char *const asking[] = { "mping",   GROUP "%eth0", "-c",
					      "1",       "-Q",          "ef+ce",
					      "--group", "-t",          "20",
					      "-j",      NULL };

	if (!can_become_nobody())
		SKIP("only root can become another user");
	run_start(&responder, as_nobody_on, "b", reflecting);
	REQUIRE(run_prints(&responder, "port"));
	run_start(&run, as_nobody_on, "a", asking);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK_EQ(1, row_number("multicast", "received"));
	CHECK_EQ(1, row_number("group", "received"));
	CHECK_EQ(0xbb, row_number("group", "traffic_class_there"));
	CHECK_EQ(0xbb, row_number("multicast", "traffic_class_back"));
	end_responder(&responder);
}

/* A member of the group on b. */
static void begin_to_lie(struct liar *liar)
{
	struct in6_addr group = lab_in6(GROUP);

	liar->fd = lab_multicast("b", REQUEST_PORT);
	CHECK_EQ(0, sock6_group_join(liar->fd, lab_index("b", "eth0"), &group));
}

static unsigned tell_lies(struct liar *liar)
{
	static const unsigned at[] = { 0, 5, 6, 8, 15, 16, 22, 32, 40, 64 };
	unsigned count = 0;

	for (; count < sizeof(at) / sizeof(at[0]); count++) {
		liar_prepare(liar, 77, GROUP);
		liar->answer[at[count]] ^= 0x40;
		liar_say(liar, REQUEST_SIZE);
	}
	liar_prepare(liar, 77, GROUP);
	liar_say(liar, REQUEST_SIZE - 1);
	liar_say(liar, 0);
	memcpy(liar->answer, liar->request.text, REQUEST_SIZE);
	liar_say(liar, REQUEST_SIZE);
	put_number(liar->answer + 16, 8, UINT64_MAX);
	liar->answer[6] = 3;
	liar_say(liar, REQUEST_SIZE);
	return count + 4;
}

static const char *const asking[] = { "mping", GROUP "%eth0", "-c",     "1",
				      "-W",    "1s",          "--json", NULL };

static void lies_are_not_believed(void)
{
	struct liar liar;
	unsigned lies;

	begin_to_lie(&liar);
	run_start(&run, on_host, "a", asking);
	REQUIRE(liar_hear(&liar));
	lies = tell_lies(&liar);
	run_finish(&run);
	CHECK_EQ(1, run.end);
	CHECK_EQ(0, summed("responder_count"));
	CHECK_EQ(lies, summed("foreign"));
	sock6_close(liar.fd);
}

static void a_second_answer_is_a_duplicate(void)
{
	json_t *record;
	struct liar liar;

	begin_to_lie(&liar);
	run_start(&run, on_host, "a", asking);
	REQUIRE(liar_hear(&liar));
	liar_prepare(&liar, 77, GROUP);
	for (int i = 0; i < 3; i++)
		liar_say(&liar, REQUEST_SIZE);
	REQUIRE(run_prints(&run, "\"duplicate\":true"));
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK_EQ(1, row_number("multicast", "received"));
	CHECK(row_number("multicast", "duplicates") >= 1);
	record = run_record(&run, "answer", 0);
	CHECK(!json_object_get(record, "duplicate"));
	json_decref(record);
	sock6_close(liar.fd);
}

/* Each with a port of its own; the table has room for 256. */
static void more_responders_than_there_is_room_for_are_left_out(void)
{
	enum { MANY = 260 };
	struct liar liar;
	sock6_fd fds[MANY];
	char text[40];

	begin_to_lie(&liar);
	run_start(&run, on_host, "a", asking);
	REQUIRE(liar_hear(&liar));
	liar_prepare(&liar, 77, GROUP);
	for (unsigned i = 0; i < MANY; i++) {
		struct liar other = liar;

		fds[i] = other.fd = lab_udp("b", "::", 0);
		put_number(other.answer + 120, 8, 1000 + i);
		other.answer[42] = (uint8_t)(i / 20 + 1);
		liar_say(&other, REQUEST_SIZE);
		/* No faster than they are read: no queue overflows. */
		snprintf(text, sizeof(text), "\"traffic_class_there\":%u,",
			 i / 20 + 1);
		if (i % 20 == 0 && i < 256)
			REQUIRE(run_prints(&run, text));
	}
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK_EQ(256, summed("responder_count"));
	CHECK_EQ(4, summed("foreign"));
	for (unsigned i = 0; i < MANY; i++)
		sock6_close(fds[i]);
	sock6_close(liar.fd);
}

/* An answer, a duplicate and a row of each kind. */
static void every_member_is_in_the_manual(void)
{
	static const char *const pages[] = { "sock6-mping.1", "sock6.1", NULL };
	static struct run other;

	REQUIRE(REFLECT_ON(&responder, "b", GROUP "%eth0", "--answer-group"));
	REQUIRE(REFLECT_ON(&other, "b", "[" GROUP "%eth1]:5000"));
	ON_A(&run, "mping", GROUP "%eth0", B, "-c", "2", "-i", "2ms",
	     "--group-answers", "--json");
	CHECK_EQ(0, run.end);
	check_documented(&run, pages);
	ON_A(&run, "mping", "[" GROUP "%eth1]:5000", "-c", "2", "-i", "20ms",
	     "--group-answers", "--json");
	CHECK_EQ(0, run.end);
	CHECK(strstr(run.output, "answers_by_unicast") != NULL);
	check_documented(&run, pages);
	end_responder(&responder);
	end_responder(&other);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(a_user_can_look_and_end_it);
	RUN(a_deadline_ends_it);
	RUN(a_thousand_rounds_lose_nothing);
	RUN(too_few_responders_are_not_what_was_expected);
	RUN(a_line_of_text_tells_each_answer_and_path);
	RUN(wrong_words_are_named);
	RUN(an_ordinary_user_can_do_all_of_it);
	RUN(lies_are_not_believed);
	RUN(a_second_answer_is_a_duplicate);
	RUN(more_responders_than_there_is_room_for_are_left_out);
	RUN(every_member_is_in_the_manual);
	return check_end();
}
