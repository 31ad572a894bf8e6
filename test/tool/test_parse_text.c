/* SPDX-License-Identifier: MIT */
/* sock6 parse: digits as people paste them, and as programs dump them. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>

#include "captures.h"
#include "rights.h"

#define WORDS 128

static struct run run;
static struct packet_bytes p;

static void parse_input(const char *text)
{
	static const char *const arguments[] = { "parse", "--json", NULL };

	run_start(&run, feed_input, text, arguments);
	run_finish(&run);
}

/* Whether there are so many packets, all with the checksum right. */
static void expect(unsigned packets)
{
	json_t *record;

	CHECK_STR("", run.errors);
	CHECK_EQ(0, run.end);
	for (unsigned i = 0; i < packets; i++) {
		record = run_record(&run, "packet", i);
		CHECK_STR("right", text_of(record, "layers/0/checksum"));
		json_decref(record);
	}
	record = run_record(&run, "summary", 0);
	CHECK_EQ(packets, number_of(record, "packets"));
	json_decref(record);
}

/* Each byte by a format, with a text after so many of them. */
static const char *format(const char *each, unsigned wrap, const char *after)
{
	static char text[8192];
	size_t used = 0;

	for (size_t i = 0; i < p.size; i++) {
		used += (size_t)snprintf(text + used, sizeof(text) - used, each,
					 p.bytes[i]);
		if (i % wrap == wrap - 1)
			used += (size_t)snprintf(
				text + used, sizeof(text) - used, "%s", after);
	}
	return text;
}

static void digits_are_read_with_whatever_stands_between(void)
{
	static const char *const each[] = { "%02x",     "%02X ",   "%02x:",
					    "0x%02x, ", "\\x%02x", "%02X-" };

	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	for (size_t i = 0; i < sizeof(each) / sizeof(each[0]); i++) {
		run_tool(&run, "parse", "--json", format(each[i], 999, ""),
			 NULL);
		expect(1);
		parse_input(format(each[i], 10, "\n"));
		expect(1);
	}
	parse_input(format("%02x", 2, " "));
	expect(1);
}

static void an_empty_line_separates_packets(void)
{
	char text[3 * PACKET_ROOM * 2];

	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	snprintf(text, sizeof(text), "\n%s\n\n\n%s\n", packet_digits(&p),
		 packet_digits(&p));
	parse_input(text);
	expect(2);
}

/* As a shell splits them. */
static void parse_words(char *text, const char *last)
{
	const char *words[WORDS + 1] = { "parse", "--json" };
	unsigned count = 2;

	for (char *word = strtok(text, " \n"); word && count < WORDS - 1;
	     word = strtok(NULL, " \n"))
		words[count++] = word;
	words[count] = last;
	run_start(&run, NULL, NULL, words);
	run_finish(&run);
}

static void digits_that_a_shell_has_split_are_one_packet(void)
{
	char text[8192];

	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	snprintf(text, sizeof(text), "%s", format("%02x", 2, " "));
	parse_words(text, NULL);
	expect(1);
	snprintf(text, sizeof(text), "%s", format("%02x ", 16, "\n"));
	parse_words(text, NULL);
	expect(1);
}

static size_t dump_line(char *text, size_t from, const char *offset,
			unsigned group, const char *gap, int characters);

static void offsets_may_be_among_words(void)
{
	char text[8192];
	size_t used = 0;

	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	for (int twice = 0; twice < 2; twice++)
		for (size_t at = 0; at < p.size; at += 16)
			used += dump_line(text + used, at, "0x%04zx: ", 2, " ",
					  0);
	parse_words(text, NULL);
	expect(2);
}

static void a_file_may_stand_beside_words(void)
{
	const char *path;
	char text[8192];

	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	path = file_of(packet_digits(&p), 2 * p.size);
	snprintf(text, sizeof(text), "%s%s %s", format("%02x ", 16, ""), path,
		 packet_digits(&p));
	parse_words(text, path);
	unlink(path);
	expect(4);
}

/* Appends a line of a dump: an offset, digits in groups, and characters. */
static size_t dump_line(char *text, size_t from, const char *offset,
			unsigned group, const char *gap, int characters)
{
	size_t used = (size_t)sprintf(text, offset, from), i;

	for (i = 0; i < 16; i++) {
		if (i % group == 0)
			used += (size_t)sprintf(text + used, "%s",
						i == 8 && group == 1 ? gap
								     : " ");
		used += from + i < p.size ? (size_t)sprintf(text + used, "%02x",
							    p.bytes[from + i])
					  : (size_t)sprintf(text + used, "  ");
	}
	if (characters) {
		used += (size_t)sprintf(text + used, "  ");
		for (i = 0; i < 16 && from + i < p.size; i++)
			text[used++] = "abcdef`.0 "[p.bytes[from + i] % 10];
	}
	text[used++] = '\n';
	text[used] = '\0';
	return used;
}

static void dumps_of_programs_are_read(void)
{
	static const struct {
		const char *offset, *gap, *heading;
		unsigned group;
		int characters;
	} dumps[] = {
		{ "\t0x%04zx: ", " ", "12:00:00.5 IP6 ::1 > ::2: ICMP6\n", 2,
		  0 },
		{ "\t0x%04zx: ", " ", "12:00:00.5 IP6 ::1 > ::2: ICMP6\n", 2,
		  1 },
		{ "%08zx:", " ", "", 2, 1 },         /* xxd */
		{ "%08zx ", "  ", "", 1, 1 },        /* hexdump -C */
		{ "%04zx  ", " ", "Frame\n", 1, 1 }, /* Wireshark */
		{ "%06zx", " ", "", 1, 0 },          /* od -Ax -tx1 */
	};
	static char text[4096];

	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	for (size_t i = 0; i < sizeof(dumps) / sizeof(dumps[0]); i++) {
		size_t used = 0;

		for (int twice = 0; twice < 2; twice++) {
			used += (size_t)sprintf(text + used, "%s",
						dumps[i].heading);
			for (size_t at = 0; at < p.size; at += 16)
				used += dump_line(text + used, at,
						  dumps[i].offset,
						  dumps[i].group, dumps[i].gap,
						  dumps[i].characters);
		}
		parse_input(text);
		expect(2);
		if (check_failures)
			printf("# dump %zu:\n# %s\n", i, text);
	}
}

static void lines_that_are_missing_in_a_dump_are_told(void)
{
	parse_input("0x0000: 6000 0000 0000 3b40 0000 0000 0000 0000\n"
		    "0x0020: 0000 0000 0000 0001\n");
	CHECK_EQ(2, run.end);
	CHECK(strstr(run.errors, "standard input: line 2: the bytes before "
				 "this offset are missing; give") != NULL);
}

static void what_is_no_digit_is_told_with_its_line(void)
{
	parse_input("6000\n60 zz\n");
	CHECK_EQ(2, run.end);
	CHECK(strstr(run.errors,
		     "standard input: line 2: this is no hexadecimal digit") !=
	      NULL);
	parse_input("6000\n600\n");
	CHECK_EQ(2, run.end);
	CHECK(strstr(run.errors, "line 2: an odd number of digits") != NULL);
	parse_input("");
	CHECK_EQ(2, run.end);
	run_tool(&run, "parse", "/nowhere/at/all", NULL);
	CHECK_EQ(2, run.end);
	CHECK_STR("sock6 parse: /nowhere/at/all: neither hexadecimal digits "
		  "nor a file; give one of them\n",
		  run.errors);
}

static void an_ethernet_header_is_found_or_told(void)
{
	static const char header[] = "6a0000000001020000000002 86dd";
	char text[3 * PACKET_ROOM];
	json_t *record;

	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	snprintf(text, sizeof(text), "%s %s", header, packet_digits(&p));
	run_tool(&run, "parse", "--json", text, NULL);
	expect(1);
	run_tool(&run, "parse", "--json", "--link", "ethernet", text, NULL);
	expect(1);
	run_tool(&run, "parse", "--json", "--link", "1", text, NULL);
	expect(1);
	run_tool(&run, "parse", "--json", "--link", "ipv6", text, NULL);
	record = run_record(&run, "packet", 0);
	CHECK_STR("0:2:86dd:6000:0:a:3a40:2001", text_of(record, "source"));
	json_decref(record);
	run_tool(&run, "parse", "--link", "ring", text, NULL);
	CHECK_EQ(2, run.end);
	CHECK(strstr(run.errors, "--link ring: no link layer that is known") !=
	      NULL);
}

static void a_message_without_a_header_is_read(void)
{
	json_t *record;

	run_tool(&run, "parse", "--json", "--link", "icmp",
		 "8500 0000 00000000 0101 020000000001", NULL);
	CHECK_EQ(0, run.end);
	record = run_record(&run, "packet", 0);
	CHECK_STR("router solicitation", text_of(record, "layers/0/name"));
	CHECK_STR("unknown", text_of(record, "layers/0/checksum"));
	CHECK_STR("02:00:00:00:00:01",
		  text_of(record, "layers/0/options/0/address"));
	CHECK(member(record, "layers/0/warnings") == NULL);
	json_decref(record);
}

/* A pipe that goes on: a test of what a capture in progress sees. */
static int feed_on(const void *pipe_end)
{
	return dup2(*(const int *)pipe_end, 0) < 0 ? -1 : 0;
}

static void a_packet_is_printed_before_the_next_one_comes(void)
{
	static const char *const arguments[] = { "parse", NULL };
	static struct capture_bytes c;
	int ends[2];

	REQUIRE_EQ(0, pipe2(ends, O_CLOEXEC));
	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	pcap_begin(&c, 1, 0xa1b2c3d4, 101);
	pcap_add(&c, 0, "", 0, &p, p.size);
	run_start(&run, feed_on, &ends[0], arguments);
	CHECK_EQ(c.size, write(ends[1], c.bytes, c.size));
	CHECK(run_prints(&run, "echo request"));
	CHECK(has_no_right(run.pid));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK(strstr(run.output, "1 packet, 0 malformed\n") != NULL);
	close(ends[0]);
	close(ends[1]);
}

static void await_handler(void)
{
	int64_t deadline = sock6_now() + INT64_C(30000000000);

	while (!catches(run.pid, SIGINT) && sock6_now() < deadline)
		poll(NULL, 0, 1);
}

static void a_user_may_end_it_before_anything_comes(void)
{
	static const char *const arguments[] = { "parse", NULL };
	int ends[2];

	REQUIRE_EQ(0, pipe2(ends, O_CLOEXEC));
	run_start(&run, feed_on, &ends[0], arguments);
	await_handler();
	/* The end of the pipe helps where the signal came before it reads. */
	run_signal(&run, SIGINT);
	close(ends[1]);
	run_finish(&run);
	CHECK_STR("0 packets, 0 malformed\n", run.output);
	CHECK_EQ(0, run.end);
	close(ends[0]);
}

int main(void)
{
	RUN(digits_are_read_with_whatever_stands_between);
	RUN(an_empty_line_separates_packets);
	RUN(digits_that_a_shell_has_split_are_one_packet);
	RUN(offsets_may_be_among_words);
	RUN(a_file_may_stand_beside_words);
	RUN(dumps_of_programs_are_read);
	RUN(lines_that_are_missing_in_a_dump_are_told);
	RUN(what_is_no_digit_is_told_with_its_line);
	RUN(an_ethernet_header_is_found_or_told);
	RUN(a_message_without_a_header_is_read);
	RUN(a_user_may_end_it_before_anything_comes);
	RUN(a_packet_is_printed_before_the_next_one_comes);
	return check_end();
}
