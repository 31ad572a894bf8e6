/* SPDX-License-Identifier: MIT */
/* What listen and send print, over ::1: every value, and nothing raw. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "ports.h"
#include "run.h"
#include "sock6.h"

static struct run listener, sender;
static uint16_t port;

/* Listens to "[::1]:PORT" until one datagram has come. */
static int listen_with(const char *option)
{
	const char *const arguments[] = { "listen",  at_port("[::1]", port),
					  "--count", "1",
					  option,    NULL };

	run_start(&listener, NULL, NULL, arguments);
	return CHECK(run_prints(&listener, "port"));
}

static void hear_end(void)
{
	run_finish(&listener);
	CHECK_EQ(0, listener.end);
	CHECK_STR("", listener.errors);
}

static void every_value_of_a_datagram_is_in_its_record(void)
{
	json_t *record;

	REQUIRE(listen_with("--json"));
	run_tool(&sender, "send", at_port("[::1]", port), "--tclass", "af41+ce",
		 "--hops", "0", "--flow", "0xabcde", "--from", "[::1]:0",
		 "--if", "lo", "--payload", "hello", NULL);
	CHECK_EQ(0, sender.end);
	hear_end();
	record = run_record(&listener, "datagram", 0);
	REQUIRE(record != NULL);
	CHECK_EQ(1, record_number(record, "number"));
	CHECK_STR("::1", record_text(record, "source"));
	CHECK(record_number(record, "source_port") > 0);
	CHECK_STR("::1", record_text(record, "destination"));
	CHECK_EQ(port, record_number(record, "destination_port"));
	CHECK_STR("lo", record_text(record, "interface"));
	CHECK(record_number(record, "interface_index") > 0);
	CHECK_EQ(0x8b, record_number(record, "traffic_class"));
	CHECK_STR("af41", record_text(record, "dscp"));
	CHECK_STR("ce", record_text(record, "ecn"));
	CHECK_EQ(0, record_number(record, "hop_limit"));
	CHECK_EQ(0xabcde, record_number(record, "flow_label"));
	CHECK_EQ(5, record_number(record, "length"));
	CHECK_STR("hello", record_text(record, "text"));
	CHECK_STR("68656c6c6f", record_text(record, "data"));
	json_decref(record);
}

static void the_time_of_arrival_is_now(void)
{
	struct tm parts = { 0 };
	const char *text, *rest;
	json_t *record;
	time_t when;

	REQUIRE(listen_with("--json"));
	run_tool(&sender, "send", at_port("[::1]", port), NULL);
	hear_end();
	record = run_record(&listener, "datagram", 0);
	text = record_text(record, "time");
	CHECK_EQ(strlen("2026-11-23T13:28:10.250440062Z"), strlen(text));
	rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &parts);
	if (CHECK(rest && *rest == '.')) {
		when = timegm(&parts);
		CHECK(labs((long)(time(NULL) - when)) <= 20);
	}
	json_decref(record);
}

static void text_tells_the_same_in_one_line(void)
{
	char expected[200];

	REQUIRE(listen_with("--count=1"));
	run_tool(&sender, "send", at_port("[::1]", port), "--tclass", "0xb9",
		 "--hops", "9", "--flow", "0x12345", "--payload", "x y", NULL);
	hear_end();
	snprintf(expected, sizeof(expected),
		 " > [::1]:%u traffic_class=ef+ect1 hop_limit=9 "
		 "flow_label=0x12345 length=3 \"x y\"\n1 datagram, 3 bytes, ",
		 port);
	if (!strstr(listener.output, expected))
		CHECK_STR(expected, listener.output);
}

/* All 256 bytes, whole escape sequences among them. */
static void send_every_byte(void)
{
	unsigned char bytes[300];
	struct sock6_message out = { .data = bytes, .size = 256 };
	sock6_fd fd;

	for (int i = 0; i < 256; i++)
		bytes[i] = (unsigned char)i;
	memcpy(bytes + 256, "\033[31m\033]0;title\a\xc2\x9b", 18);
	out.size = 256 + 18;
	out.peer.sin6_family = AF_INET6;
	out.peer.sin6_addr = in6addr_loopback;
	out.peer.sin6_port = htons(port);
	REQUIRE_EQ(0, sock6_udp_open(&fd, NULL, 0));
	CHECK_EQ(274, sock6_send(fd, &out, 0));
	sock6_close(fd);
}

static void no_byte_of_a_payload_is_printed_raw(void)
{
	static const char *const modes[] = { "--count=1", "--json", "--hex" };

	for (int i = 0; i < 3; i++) {
		unsigned raw = 0;

		REQUIRE(listen_with(modes[i]));
		send_every_byte();
		hear_end();
		for (size_t n = 0; n < listener.output_size; n++) {
			unsigned char c = (unsigned char)listener.output[n];

			raw += (c < 0x20 && c != '\n') || c >= 0x7f;
		}
		CHECK_EQ(0, raw);
		CHECK(strstr(listener.output,
			     i == 2 ? "1b5b33316d" : "x1b[31m") != NULL);
	}
}

static void the_payload_is_escaped_so_that_it_can_be_read_back(void)
{
	REQUIRE(listen_with("--count=1"));
	run_tool(&sender, "send", at_port("[::1]", port), "--payload",
		 "\"\\\n\r\t\x01~", NULL);
	hear_end();
	CHECK(strstr(listener.output, " \"\\\"\\\\\\n\\r\\t\\x01~\"\n") !=
	      NULL);
}

static void the_payload_may_come_from_standard_input(void)
{
	const char *const arguments[] = { "send", at_port("[::1]", port),
					  "--payload", "-", NULL };

	REQUIRE(listen_with("--json"));
	run_start(&sender, feed_input, "from a pipe\n", arguments);
	run_finish(&sender);
	CHECK_EQ(0, sender.end);
	hear_end();
	CHECK(strstr(listener.output, "\"text\":\"from a pipe\\\\n\"") != NULL);
}

static void size_cuts_and_pads(void)
{
	static const struct {
		const char *size, *text;
	} cases[] = { { "3", "\"text\":\"abc\"" },
		      { "8", "\"text\":\"abcde...\"" },
		      { "0", "\"length\":0,\"text\":\"\",\"data\":\"\"" } };

	for (int i = 0; i < 3; i++) {
		REQUIRE(listen_with("--json"));
		run_tool(&sender, "send", at_port("[::1]", port), "--payload",
			 "abcde", "--size", cases[i].size, NULL);
		hear_end();
		CHECK(strstr(listener.output, cases[i].text) != NULL);
	}
}

static void a_sender_tells_what_it_sent(void)
{
	json_t *record;

	sock6_fd sink = open_sink(port);

	run_tool(&sender, "send", at_port("[::1]", port), "--json", "-c", "3",
		 "-i", "30ms", "--payload", "7 bytes", NULL);
	CHECK_EQ(0, sender.end);
	sock6_close(sink);
	record = run_record(&sender, "sent", 2);
	CHECK_EQ(3, record_number(record, "number"));
	CHECK_EQ(7, record_number(record, "length"));
	CHECK_STR(at_port("[::1]", port), record_text(record, "destination"));
	json_decref(record);
	record = run_record(&sender, "summary", 0);
	REQUIRE(record != NULL);
	CHECK_EQ(3, record_number(record, "sent"));
	CHECK_EQ(0, record_number(record, "failed"));
	CHECK_EQ(21, record_number(record, "bytes"));
	CHECK(json_real_value(json_object_get(record, "seconds")) >= 0.06);
	json_decref(record);
}

/* Two ports, both families, and a datagram that is for no target. */
static void several_targets_are_heard_at_once(void)
{
	const char *const arguments[] = { "listen",
					  at_port("[::1]", port),
					  at_port("127.0.0.1", port),
					  "--count",
					  "3",
					  at_port("", 0),
					  "--json",
					  NULL };
	const char *args[8];
	uint16_t other = free_port();
	char other_text[8];
	json_t *record;

	memcpy(args, arguments, sizeof(args));
	snprintf(other_text, sizeof(other_text), "%u", other);
	args[5] = other_text;
	run_start(&listener, NULL, NULL, args);
	REQUIRE(run_prints(&listener, other_text));
	run_tool(&sender, "send", at_port("127.0.0.2", port), "--no-end", NULL);
	run_tool(&sender, "send", at_port("127.0.0.1", port), "--no-end",
		 "--tclass", "ef", "--hops", "5", NULL);
	run_tool(&sender, "send", at_port("[::1]", port), "--no-end", NULL);
	run_tool(&sender, "send", "::1", "--no-end", "--port", other_text,
		 NULL);
	run_finish(&listener);
	CHECK_EQ(0, listener.end);
	record = run_record(&listener, "summary", 0);
	CHECK_EQ(3, record_number(record, "datagrams"));
	CHECK_EQ(1, record_number(record, "others"));
	json_decref(record);
	record = run_record(&listener, "datagram", 0);
	CHECK_STR("::ffff:127.0.0.1", record_text(record, "destination"));
	CHECK_EQ(0xb8, record_number(record, "traffic_class"));
	CHECK_EQ(5, record_number(record, "hop_limit"));
	json_decref(record);
}

static int on_terminal(const void *setting)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY), side;

	/* The child keeps both ends; what it prints goes on to our pipe. */
	if (terminal < 0 || grantpt(terminal) < 0 || unlockpt(terminal) < 0)
		return -1;
	side = open(ptsname(terminal), O_RDWR | O_NOCTTY);
	setenv("TERM", "xterm", 1);
	if (setting)
		setenv("NO_COLOR", setting, 1);
	else
		unsetenv("NO_COLOR");
	if (fork() == 0) {
		char text[512];
		ssize_t got;

		close(side);
		while ((got = read(terminal, text, sizeof(text))) > 0)
			if (write(1, text, (size_t)got) != got)
				_exit(1);
		_exit(0);
	}
	close(terminal);
	return side < 0 || dup2(side, 1) < 0 || close(side) < 0 ? -1 : 0;
}

static void only_a_terminal_gets_colours(void)
{
	const char *const arguments[] = { "selftest", NULL };

	run_start(&sender, on_terminal, NULL, arguments);
	run_finish(&sender);
	CHECK(strstr(sender.output, "\033[32mPASS\033[0m") != NULL);
	run_start(&sender, on_terminal, "1", arguments);
	run_finish(&sender);
	CHECK(strstr(sender.output, "PASS") != NULL);
	CHECK(strchr(sender.output, '\033') == NULL);
	run_tool(&sender, "selftest", NULL);
	CHECK(strstr(sender.output, "PASS") != NULL);
	CHECK(strchr(sender.output, '\033') == NULL);
}

int main(void)
{
	if (!has_loopback())
		return check_skip_all("::1 is not there");
	port = free_port();
	RUN(every_value_of_a_datagram_is_in_its_record);
	RUN(the_time_of_arrival_is_now);
	RUN(text_tells_the_same_in_one_line);
	RUN(no_byte_of_a_payload_is_printed_raw);
	RUN(the_payload_is_escaped_so_that_it_can_be_read_back);
	RUN(the_payload_may_come_from_standard_input);
	RUN(size_cuts_and_pads);
	RUN(a_sender_tells_what_it_sent);
	RUN(several_targets_are_heard_at_once);
	RUN(only_a_terminal_gets_colours);
	return check_end();
}
